-- Until when a subject stands in the employment register with the main
-- employer, or from when. An open end is null. One row per person_id.
with
registrations as (select * from staging.registrations),
employment as (select * from fact.employment),
day as (select * from reference.day),
dated as (
    select
        registrations.person_id,
        registrations.registered_on <= day.as_of as already,
        registrations.registered_on,
        coalesce(registrations.ended_on, date '9999-12-31') as last_day
    from registrations
    inner join employment
        on
            registrations.person_id = employment.person_id
            and registrations.employer_id = employment.employer_id
            and employment.place = 1
    cross join day
    where
        registrations.form = 'employed'
        and coalesce(registrations.ended_on >= day.as_of, true)
        and coalesce(
            registrations.ended_on >= registrations.registered_on, true
        )
),
summed as (
    select
        person_id,
        min(case when not already then registered_on end) as registered_from,
        max(case when already then last_day end) as registered_until,
        min(last_day) as ends_first
    from dated
    group by person_id
)
select
    person_id,
    registered_from,
    nullif(coalesce(registered_until, ends_first), date '9999-12-31')
        as registered_until
from summed
