-- Candidates with their place among those that reach step 4 (2-policies, how
-- a verdict is reached): who takes a key, within the policy, among policies
-- of which the highest amount wins, or under one that it yields to. Incumbents
-- go first; one of a policy that yields to this claims its key from it.
-- One row per policy_id and candidate_id.
with
reaching as (select * from decision.reaching),
decided as (select * from decision.decided),
standing as (select * from decision.standing),
precedence as (select * from reference.precedence),
placed as (
    select
        policy_id,
        candidate_id,
        taken_key,
        row_number() over (
            partition by taken_key
            order by
                own_place asc nulls last,
                preferred_fen desc,
                keep_rank asc,
                policy_id asc,
                candidate_id asc
        ) as place
    from reaching
    where contends and row_winner_id is null
),
eligible_elsewhere as (
    select
        precedence.policy_id,
        decided.once_key,
        decided.policy_id as winner_policy_id,
        decided.candidate_id as winner_candidate_id,
        row_number() over (
            partition by precedence.policy_id, decided.once_key
            order by precedence.place asc, decided.candidate_id asc
        ) as place
    from decided
    inner join precedence on decided.policy_id = precedence.yields_to
    where decided.stands
),
claims as (
    select
        precedence.yields_to as policy_id,
        standing.once_key,
        standing.policy_id as claim_policy_id,
        standing.candidate_id as claim_candidate_id,
        standing.place as claim_place,
        row_number() over (
            partition by precedence.yields_to, standing.once_key
            order by standing.place asc
        ) as place
    from standing
    inner join precedence on standing.policy_id = precedence.policy_id
)
select
    reaching.*,
    claims.claim_policy_id,
    claims.claim_candidate_id,
    claims.claim_place,
    case
        when not reaching.contends then null
        when reaching.row_winner_id is not null then reaching.policy_id
        when
            first_placed.policy_id <> reaching.policy_id
            or first_placed.candidate_id <> reaching.candidate_id
            then first_placed.policy_id
        else eligible_elsewhere.winner_policy_id
    end as winner_policy_id,
    case
        when not reaching.contends then null
        when reaching.row_winner_id is not null then reaching.row_winner_id
        when
            first_placed.policy_id <> reaching.policy_id
            or first_placed.candidate_id <> reaching.candidate_id
            then first_placed.candidate_id
        else eligible_elsewhere.winner_candidate_id
    end as winner_candidate_id
from reaching
left join placed as first_placed
    on
        reaching.taken_key = first_placed.taken_key
        and first_placed.place = 1
left join eligible_elsewhere
    on
        reaching.policy_id = eligible_elsewhere.policy_id
        and reaching.once_key = eligible_elsewhere.once_key
        and eligible_elsewhere.place = 1
left join claims
    on
        reaching.policy_id = claims.policy_id
        and reaching.once_key = claims.once_key
        and claims.place = 1
        and coalesce(reaching.place > claims.claim_place, true)
