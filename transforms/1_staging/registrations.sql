-- Employment registrations under the person's current number.
-- One row per registration_no.
with
registrations as (select * from accepted.employment_registrations),
merged_numbers as (select * from reference.merged_numbers)
select
    registrations.registration_no,
    coalesce(merged_numbers.person_id, registrations.person_id) as person_id,
    registrations.employer_id,
    registrations.form,
    registrations.registered_on,
    registrations.ended_on
from registrations
left join merged_numbers on registrations.person_id = merged_numbers.number
