-- The policy's candidates with their place among those that reach step 4
-- (2-policies, how a verdict is reached): who takes a key, within the policy
-- or under one that it yields to. One row per candidate_id.
with
verdicts as (select * from decision.verdicts),
decided as (select * from decision.decided),
precedence as (select * from reference.precedence),
reaching as (
    select
        *,
        failed_ids = ''
        and not granted_before
        and unknown_ids = '' as contends
    from verdicts
),
placed as (
    select
        policy_id,
        once_key,
        candidate_id,
        row_number() over (
            partition by once_key order by keep_rank asc
        ) as place
    from reaching
    where contends
),
first_within as (
    select
        once_key,
        candidate_id
    from placed
    where place = 1
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
)
select
    reaching.*,
    case
        when not reaching.contends then null
        when reaching.candidate_id <> first_within.candidate_id
            then reaching.policy_id
        else eligible_elsewhere.winner_policy_id
    end as winner_policy_id,
    case
        when not reaching.contends then null
        when reaching.candidate_id <> first_within.candidate_id
            then first_within.candidate_id
        else eligible_elsewhere.winner_candidate_id
    end as winner_candidate_id
from reaching
left join first_within on reaching.once_key = first_within.once_key
left join eligible_elsewhere
    on
        reaching.policy_id = eligible_elsewhere.policy_id
        and reaching.once_key = eligible_elsewhere.once_key
        and eligible_elsewhere.place = 1
