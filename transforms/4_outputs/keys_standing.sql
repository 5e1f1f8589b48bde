-- Under which key of a benefit a candidate stands today, so that no other gets
-- it. One row per benefit_id and taken_key.
with
decided as (select * from decision.decided),
policies as (select * from reference.policies),
ranked as (
    select
        policies.benefit_id,
        policies.title,
        coalesce(decided.once_key, decided.candidate_id) as taken_key,
        decided.policy_id,
        decided.candidate_id,
        row_number() over (
            partition by
                policies.benefit_id,
                coalesce(decided.once_key, decided.candidate_id)
            order by decided.policy_id asc, decided.candidate_id asc
        ) as place
    from decided
    inner join policies on decided.policy_id = policies.policy_id
    where decided.stands
)
select
    benefit_id,
    taken_key,
    policy_id,
    candidate_id,
    title
from ranked
where place = 1
