-- Labour contracts under the person's current number, with the last day of
-- work; an open one ends on 9999-12-31. One row per contract_no.
with
contracts as (select * from accepted.contracts),
merged_numbers as (select * from reference.merged_numbers)
select
    contracts.contract_no,
    coalesce(merged_numbers.person_id, contracts.person_id) as person_id,
    contracts.person_name,
    contracts.employer_id,
    contracts.contract_type,
    contracts.start_on,
    least(
        coalesce(contracts.end_on, date '9999-12-31'),
        coalesce(contracts.terminated_on, date '9999-12-31')
    ) as last_day,
    contracts.host_employer_id,
    contracts.source_file,
    contracts.source_row
from contracts
left join merged_numbers on contracts.person_id = merged_numbers.number
