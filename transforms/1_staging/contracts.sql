-- Subjects' labour contracts under the current number, with the last day of
-- work; an open one ends on 9999-12-31. One row per contract_no.
with
contracts as (select * from accepted.contracts),
subject_numbers as (select * from staging.subject_numbers)
select
    contracts.contract_no,
    subject_numbers.person_id,
    contracts.person_name,
    contracts.employer_id,
    contracts.contract_type,
    contracts.start_on,
    least(
        coalesce(contracts.end_on, date '9999-12-31'),
        coalesce(contracts.terminated_on, date '9999-12-31')
    ) as last_day,
    contracts.host_employer_id
from contracts
inner join subject_numbers on contracts.person_id = subject_numbers.number
