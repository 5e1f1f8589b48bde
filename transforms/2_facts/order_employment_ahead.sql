-- Until when a graduate's contracts with an order employer, not part-time,
-- are known to be in effect, or from when one will be. An open end is null.
-- One row per person_id and employer_id.
with
graduates as (select * from staging.graduates),
contracts as (select * from staging.contracts),
day as (select * from reference.day),
with_order_employer as (
    select
        contracts.person_id,
        contracts.employer_id,
        contracts.start_on,
        contracts.last_day,
        contracts.start_on <= day.as_of as already
    from contracts
    inner join graduates
        on
            contracts.person_id = graduates.person_id
            and contracts.employer_id = graduates.order_employer_id
    cross join day
    where
        contracts.contract_type <> 'part_time'
        and contracts.last_day >= day.as_of
        and contracts.last_day >= contracts.start_on
),
summed as (
    select
        person_id,
        employer_id,
        min(case when not already then start_on end) as works_from,
        max(case when already then last_day end) as works_until,
        min(last_day) as ends_first
    from with_order_employer
    group by person_id, employer_id
)
select
    person_id,
    employer_id,
    works_from,
    nullif(coalesce(works_until, ends_first), date '9999-12-31') as works_until
from summed
