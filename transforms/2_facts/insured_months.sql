-- The pension of each settled month that the main employer owed.
-- One row per person_id and period.
with
employment as (select * from fact.employment),
contract_chains as (select * from fact.contract_chains),
months_covered as (select * from fact.months_covered),
settled_months as (select * from reference.settled_months),
months_in_export as (select * from intake.contribution_months),
owed as (
    select
        employment.person_id,
        employment.employer_id,
        settled_months.period
    from employment
    inner join contract_chains
        on
            employment.person_id = contract_chains.person_id
            and contract_chains.part_time_counts
    inner join settled_months
        on settled_months.period > contract_chains.starts_on
    where employment.place = 1
)
select
    owed.person_id,
    owed.period,
    case
        when months_in_export.period is null then 'unknown'
        else coalesce(months_covered.state, 'none')
    end as state
from owed
left join months_in_export on owed.period = months_in_export.period
left join months_covered
    on
        owed.person_id = months_covered.person_id
        and owed.employer_id = months_covered.employer_id
        and owed.period = months_covered.period
