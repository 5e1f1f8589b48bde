-- How a subject's pension stands with each employer (2-policies, month
-- covered): paid, back_paid, in_transit or none. Of graduates every month is
-- looked at, of other subjects the settled ones and those that settle next.
-- (The contributions are named twice: a CTE that is read twice is copied
-- first, and it is large.)
-- One row per person_id, employer_id and period that has any row.
with
contributions as (select * from staging.contributions),
contributions_again as (select * from staging.contributions),
graduates as (select * from staging.graduates),
settled_months as (select * from reference.settled_months),
months_ahead as (select * from reference.months_ahead),
graduated as (
    select distinct person_id
    from graduates
),
of_everybody as (
    select period from settled_months
    union all
    select period from months_ahead
),
looked_at as (
    select contributions.*
    from contributions
    inner join of_everybody on contributions.period = of_everybody.period
    union all
    select contributions_again.*
    from contributions_again
    inner join graduated on contributions_again.person_id = graduated.person_id
    left join of_everybody
        on contributions_again.period = of_everybody.period
    where of_everybody.period is null
),
totals as (
    select
        person_id,
        employer_id,
        period,
        sum(case when status = 'paid' then change_fen else 0 end)
            as balance_fen,
        max(
            case
                when status = 'paid' and kind = 'regular' and change_fen > 0
                    then 1
                else 0
            end
        ) as regular,
        max(
            case
                when status = 'in_transit' and kind <> 'refund' then 1
                else 0
            end
        ) as in_transit
    from looked_at
    group by person_id, employer_id, period
)
select
    person_id,
    employer_id,
    period,
    case
        when balance_fen > 0 and regular = 1 then 'paid'
        when balance_fen > 0 then 'back_paid'
        when in_transit = 1 then 'in_transit'
        else 'none'
    end as state
from totals
