-- Order employers of graduates with which a contract, not part-time, is in
-- effect. One row per person_id and employer_id.
with
graduates as (select * from staging.graduates),
contracts as (select * from staging.contracts),
day as (select * from reference.day)
select distinct
    contracts.person_id,
    contracts.employer_id
from contracts
inner join graduates
    on
        contracts.person_id = graduates.person_id
        and contracts.employer_id = graduates.order_employer_id
cross join day
where
    contracts.contract_type <> 'part_time'
    and contracts.start_on <= day.as_of
    and contracts.last_day >= day.as_of
