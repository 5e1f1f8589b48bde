-- Candidates with their place among those that reach step 4 (2-policies, how
-- a verdict is reached): who takes a key, within the policy, among policies
-- of which the highest amount wins, or under one that it yields to.
-- One row per policy_id and candidate_id.
with
verdicts as (select * from decision.verdicts),
decided as (select * from decision.decided),
precedence as (select * from reference.precedence),
reaching as (
    select
        *,
        coalesce(once_key, candidate_id) as taken_key,
        failed_ids = ''
        and not granted_before
        and unknown_ids = '' as contends
    from verdicts
),
placed as (
    select
        policy_id,
        candidate_id,
        taken_key,
        row_number() over (
            partition by taken_key
            order by
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
    where decided.outcome = 'eligible'
),
compared as (
    select
        reaching.*,
        first_placed.policy_id as first_policy_id,
        first_placed.candidate_id as first_candidate_id,
        first_placed.policy_id = reaching.policy_id
        and first_placed.candidate_id = reaching.candidate_id as takes_the_key,
        eligible_elsewhere.winner_policy_id as other_policy_id,
        eligible_elsewhere.winner_candidate_id as other_candidate_id
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
)
select
    *,
    case
        when not contends then null
        when row_winner_id is not null then policy_id
        when not takes_the_key then first_policy_id
        else other_policy_id
    end as winner_policy_id,
    case
        when not contends then null
        when row_winner_id is not null then row_winner_id
        when not takes_the_key then first_candidate_id
        else other_candidate_id
    end as winner_candidate_id
from compared
