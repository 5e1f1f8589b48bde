-- Until when a subject's work is known to stay as it is. main_employer_until:
-- nothing about it changes before; employed_until: its last day, where nothing
-- is known to follow. An open end is null.
-- One row per person_id with a main employment.
with
persons as (select * from staging.persons),
employment as (select * from fact.employment),
contract_chains as (select * from fact.contract_chains),
contracts_ahead as (select * from fact.contracts_ahead),
day as (select * from reference.day),
employed as (
    select
        person_id,
        max(place) as employers
    from employment
    group by person_id
),
ending as (
    select
        employed.person_id,
        employed.employers,
        contracts_ahead.changes_on,
        least(
            nullif(contract_chains.ends_on, date '9999-12-31'),
            cast(persons.retired_on - interval 1 day as date),
            cast(persons.deceased_on - interval 1 day as date)
        ) as ends_on
    from employed
    inner join contract_chains
        on
            employed.person_id = contract_chains.person_id
            and contract_chains.part_time_counts
    left join contracts_ahead
        on employed.person_id = contracts_ahead.person_id
    left join persons on employed.person_id = persons.person_id
)
select
    ending.person_id,
    least(
        ending.ends_on,
        cast(ending.changes_on - interval 1 day as date),
        case when ending.employers > 1 then day.month_ends_on end
    ) as main_employer_until,
    case
        when ending.employers = 1 and ending.changes_on is null
            then ending.ends_on
    end as employed_until
from ending
cross join day
