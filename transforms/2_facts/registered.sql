-- Subjects who stand in the employment register with their main employer.
-- One row per person_id.
with
registrations as (select * from staging.registrations),
employment as (select * from fact.employment),
day as (select * from reference.day)
select
    registrations.person_id,
    min(registrations.registered_on) as registered_on
from registrations
inner join employment
    on
        registrations.person_id = employment.person_id
        and registrations.employer_id = employment.employer_id
        and employment.place = 1
cross join day
where
    registrations.form = 'employed'
    and registrations.registered_on <= day.as_of
    and (
        registrations.ended_on is null
        or registrations.ended_on >= day.as_of
    )
group by registrations.person_id
