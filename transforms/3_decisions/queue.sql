-- Who stands in the queue for a ceiling, and in which order: incumbents as
-- they were found, under the ceiling that they were found under; then all
-- others in the policy's order; last those whose key was closed. One whose
-- key is claimed by another policy's incumbent waits where its order says,
-- but takes no room. One row per policy_id and candidate_id under a ceiling.
with
contenders as (select * from decision.contenders),
waiting as (
    select
        policy_id,
        candidate_id,
        amount_fen,
        ceiling_limit,
        ceiling_unit,
        ceiling_rank,
        pays_remainder,
        closed,
        claim_place,
        coalesce(kept_group, ceiling_group) as ceiling_group,
        coalesce(kept_year, ceiling_year) as ceiling_year,
        case when claim_place is null then place end as place,
        case when ceiling_unit = 'yuan' then amount_fen else 1 end as weight
    from contenders
    where
        contends
        and winner_candidate_id is null
        and ceiling_unit is not null
)
select
    *,
    case when claim_place is null then weight else 0 end as takes,
    row_number() over (
        partition by policy_id, ceiling_group
        order by
            closed asc,
            place asc nulls last,
            ceiling_rank asc,
            candidate_id asc
    ) as position
from waiting
where ceiling_group is not null
