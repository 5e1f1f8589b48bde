-- What the contracts in effect with the main employer say.
-- One row per person_id.
with
contracts as (select * from staging.contracts),
employment as (select * from fact.employment),
contract_chains as (select * from fact.contract_chains),
day as (select * from reference.day),
in_effect as (
    select
        contracts.*,
        contracts.contract_type = 'task' as is_task,
        contracts.contract_type <> 'part_time' as counts,
        contracts.contract_type not in ('task', 'part_time')
        and contracts.last_day
        >= contracts.start_on + interval 1 year - interval 1 day as one_year,
        regexp_replace(contracts.person_name, '\s', '', 'g') as plain_name
    from contracts
    inner join employment
        on
            contracts.person_id = employment.person_id
            and contracts.employer_id = employment.employer_id
            and employment.place = 1
    cross join day
    where
        contracts.start_on <= day.as_of
        and contracts.last_day >= day.as_of
),
deciding as (
    select
        *,
        row_number() over (
            partition by person_id
            order by
                one_year desc,
                counts desc,
                last_day desc,
                start_on asc,
                contract_no asc
        ) as place
    from in_effect
),
summed as (
    select
        person_id,
        max(case when one_year then 1 else 0 end) = 1 as any_one_year,
        max(case when is_task then 1 else 0 end) = 1 as any_task,
        min(plain_name) as first_name,
        max(plain_name) as last_name
    from in_effect
    group by person_id
)
select
    summed.person_id,
    deciding.contract_no,
    deciding.contract_type,
    deciding.start_on as contract_start_on,
    case
        when deciding.last_day < date '9999-12-31' then deciding.last_day
    end as contract_last_day,
    deciding.host_employer_id,
    summed.first_name,
    summed.last_name,
    case
        when summed.any_one_year then true
        when summed.any_task or contract_chains.spans_a_year then null
        else false
    end as contract_one_year
from summed
inner join deciding
    on summed.person_id = deciding.person_id and deciding.place = 1
left join contract_chains
    on
        summed.person_id = contract_chains.person_id
        and not contract_chains.part_time_counts
