-- Who is within a term of so many years from the first: the first that was
-- paid, granted or found, else the first that is due. Nobody may be moved out
-- of a term by an earlier year that comes late.
-- One row per policy_id and candidate_id under a ceiling of years.
with
queue as (select * from decision.queue),
granted as (select * from decision.granted),
terms as (
    select
        policy_id,
        ceiling_group,
        min(ceiling_year) as first_year,
        max(case when source = 'ledger' then ceiling_year end) as last_year
    from granted
    group by policy_id, ceiling_group
),
waiting as (
    select
        queue.*,
        terms.first_year as granted_first,
        terms.last_year as granted_last,
        min(case when queue.place is not null then queue.ceiling_year end)
            over (partition by queue.policy_id, queue.ceiling_group)
            as found_first
    from queue
    left join terms
        on
            queue.policy_id = terms.policy_id
            and queue.ceiling_group = terms.ceiling_group
    where queue.ceiling_unit = 'years'
),
found as (
    select
        *,
        least(
            coalesce(granted_first, found_first),
            coalesce(found_first, granted_first)
        ) as begun
    from waiting
),
kept as (
    select
        *,
        place is not null
        and ceiling_year - begun < ceiling_limit as stays
    from found
),
ended as (
    select
        *,
        greatest(
            coalesce(granted_last, ceiling_year),
            coalesce(
                max(case when stays then ceiling_year end)
                    over (partition by policy_id, ceiling_group),
                ceiling_year
            )
        ) - ceiling_year < ceiling_limit as in_time
    from kept
),
begun_again as (
    select
        *,
        min(
            case
                when
                    in_time
                    and place is null
                    and claim_place is null
                    and not closed
                    then ceiling_year
            end
        ) over (partition by policy_id, ceiling_group) as due_first
    from ended
)
select
    policy_id,
    candidate_id,
    case
        when place is not null then not stays
        else
            not in_time
            or ceiling_year - least(
                coalesce(begun, ceiling_year),
                coalesce(due_first, ceiling_year)
            ) >= ceiling_limit
    end as is_full,
    amount_fen as granted_fen
from begun_again
