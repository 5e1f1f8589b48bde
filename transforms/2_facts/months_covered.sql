-- How a subject's pension stands with each employer in each settled month
-- (2-policies, month covered): paid, back_paid, in_transit or none.
-- One row per person_id, employer_id and period that has any row.
with
contributions as (select * from staging.contributions),
settled_months as (select * from reference.settled_months),
totals as (
    select
        contributions.person_id,
        contributions.employer_id,
        contributions.period,
        sum(
            case
                when contributions.status = 'paid' then contributions.change_fen
                else 0
            end
        ) as balance_fen,
        max(
            case
                when
                    contributions.status = 'paid'
                    and contributions.kind = 'regular'
                    and contributions.change_fen > 0
                    then 1
                else 0
            end
        ) as regular,
        max(
            case
                when
                    contributions.status = 'in_transit'
                    and contributions.kind <> 'refund'
                    then 1
                else 0
            end
        ) as in_transit
    from contributions
    inner join settled_months on contributions.period = settled_months.period
    group by
        contributions.person_id,
        contributions.employer_id,
        contributions.period
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
