-- What is left for each in the queue of a ceiling of money or of grants in a
-- year. Amounts are positive, so from the first that no longer fits nobody
-- fits. Incumbents have been found in their order: one whose key is claimed is
-- measured against those found before the claim.
-- One row per policy_id and candidate_id under such a ceiling.
with
queue as (select * from decision.queue),
granted as (select * from decision.granted),
granted_in_year as (
    select
        policy_id,
        ceiling_group,
        ceiling_year,
        sum(granted_fen) as granted_fen,
        sum(grants) as grants
    from granted
    group by policy_id, ceiling_group, ceiling_year
),
summed as (
    select
        queue.*,
        coalesce(
            case
                when queue.ceiling_unit = 'yuan'
                    then granted_in_year.granted_fen
                else granted_in_year.grants
            end, 0
        ) as used,
        coalesce(sum(queue.takes) over (
            partition by
                queue.policy_id, queue.ceiling_group, queue.ceiling_year
            order by queue.position asc
            rows between unbounded preceding and 1 preceding
        ), 0) as taken_before,
        coalesce(sum(case when queue.place is not null then queue.takes end)
            over (
                partition by
                    queue.policy_id, queue.ceiling_group, queue.ceiling_year
                order by
                    coalesce(queue.place, queue.claim_place) asc nulls last,
                    queue.position asc
                rows between unbounded preceding and 1 preceding
            ), 0) as taken_before_claim
    from queue
    left join granted_in_year
        on
            queue.policy_id = granted_in_year.policy_id
            and queue.ceiling_group = granted_in_year.ceiling_group
            and queue.ceiling_year = granted_in_year.ceiling_year
    where queue.ceiling_unit <> 'years'
),
measured as (
    select
        *,
        case
            when claim_place is null then used + taken_before
            else used + taken_before_claim
        end as used_before
    from summed
),
fitted as (
    select
        *,
        case
            when pays_remainder then used_before >= ceiling_limit
            else used_before + weight > ceiling_limit
        end as misfit
    from measured
)
select
    policy_id,
    candidate_id,
    max(case when misfit then 1 else 0 end) over (
        partition by policy_id, ceiling_group, ceiling_year
        order by position asc
        rows between unbounded preceding and current row
    ) = 1 as is_full,
    case
        when
            pays_remainder
            and used_before < ceiling_limit
            and used_before + weight > ceiling_limit
            then ceiling_limit - used_before
        else amount_fen
    end as granted_fen
from fitted
