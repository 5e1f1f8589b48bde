-- Subjects' employment registrations under the current number.
-- One row per registration_no.
with
registrations as (select * from accepted.employment_registrations),
subject_numbers as (select * from staging.subject_numbers)
select
    registrations.registration_no,
    subject_numbers.person_id,
    registrations.employer_id,
    registrations.form,
    registrations.registered_on,
    registrations.ended_on
from registrations
inner join subject_numbers on registrations.person_id = subject_numbers.number
