-- How a subject's pension stands with each employer in each settled month
-- (2-policies, month covered): paid, back_paid, in_transit or none.
-- One row per person_id, employer_id and period that has any row.
with
contributions as (select * from accepted.contributions),
subject_numbers as (select * from fact.subject_numbers),
settled_months as (select * from reference.settled_months),
of_subjects as (
    select
        subject_numbers.person_id,
        contributions.employer_id,
        contributions.period,
        contributions.kind,
        contributions.status,
        contributions.amount_fen,
        case
            when contributions.kind = 'refund' or contributions.amount_fen < 0
                then -abs(contributions.amount_fen)
            else contributions.amount_fen
        end as change_fen
    from contributions
    inner join subject_numbers
        on contributions.person_id = subject_numbers.number
    where
        contributions.insurance = 'pension'
        and contributions.period in (
            select settled_months.period from settled_months
        )
),
totals as (
    select
        person_id,
        employer_id,
        period,
        sum(case when status = 'paid' then change_fen else 0 end)
            as balance_fen,
        sum(
            case
                when status = 'paid' and kind = 'regular' and amount_fen > 0
                    then 1
                else 0
            end
        ) as regular_rows,
        sum(
            case
                when status = 'in_transit' and kind <> 'refund' then 1
                else 0
            end
        ) as rows_in_transit
    from of_subjects
    group by person_id, employer_id, period
)
select
    person_id,
    employer_id,
    period,
    case
        when balance_fen > 0 and regular_rows > 0 then 'paid'
        when balance_fen > 0 then 'back_paid'
        when rows_in_transit > 0 then 'in_transit'
        else 'none'
    end as state
from totals
