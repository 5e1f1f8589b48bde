-- The unbroken chain of contracts with the main employer around the date:
-- each contract starts no later than the day after the last day so far.
-- One row per person_id and part_time_counts.
with
contracts as (select * from staging.contracts),
employment as (select * from fact.employment),
day as (select * from reference.day),
with_main_employer as (
    select
        contracts.person_id,
        contracts.contract_no,
        contracts.contract_type,
        contracts.start_on,
        contracts.last_day
    from contracts
    inner join employment
        on
            contracts.person_id = employment.person_id
            and contracts.employer_id = employment.employer_id
            and employment.place = 1
),
counted as (
    select
        *,
        true as part_time_counts
    from with_main_employer
    union all
    select
        *,
        false as part_time_counts
    from with_main_employer
    where contract_type <> 'part_time'
),
reached as (
    select
        *,
        max(last_day) over (
            partition by person_id, part_time_counts
            order by start_on asc, last_day asc, contract_no asc
            rows between unbounded preceding and 1 preceding
        ) as last_day_so_far
    from counted
),
marked as (
    select
        *,
        case
            when start_on <= last_day_so_far + interval 1 day then 0
            else 1
        end as begins
    from reached
),
numbered as (
    select
        *,
        sum(begins) over (
            partition by person_id, part_time_counts
            order by start_on asc, last_day asc, contract_no asc
            rows unbounded preceding
        ) as chain
    from marked
),
chains as (
    select
        person_id,
        part_time_counts,
        chain,
        min(start_on) as starts_on,
        max(last_day) as ends_on
    from numbered
    group by person_id, part_time_counts, chain
)
select
    chains.person_id,
    chains.part_time_counts,
    chains.starts_on,
    chains.ends_on,
    chains.ends_on >= chains.starts_on + interval 1 year - interval 1 day
        as spans_a_year
from chains
cross join day
where chains.starts_on <= day.as_of and chains.ends_on >= day.as_of
