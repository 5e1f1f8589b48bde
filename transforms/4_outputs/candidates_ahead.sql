-- Candidates of today and of days to come who were not paid before: whether
-- they stand already, or another under their key does; surely from when they
-- qualify, and perhaps from when. One row per policy_id, candidate_id and
-- is_coming.
with
ahead as (select * from decision.ahead),
coming as (select * from decision.coming),
decided as (select * from decision.decided),
policies as (select * from reference.policies),
keys_standing as (select * from output.keys_standing),
day as (select * from reference.day),
every as (
    select
        *,
        false as is_coming
    from ahead
    union all
    select
        *,
        true as is_coming
    from coming
),
compared as (
    select
        every.*,
        policies.title,
        policies.benefit_id,
        day.as_of,
        case when not every.assumed then every.qualifies_on end as sure_on,
        coalesce(
            case when every.assumed then every.qualifies_on end,
            every.expected_on
        ) as perhaps_on,
        coalesce(decided.stands, false) as stands,
        keys_standing.candidate_id is not null
        and not coalesce(decided.stands, false) as taken,
        day.as_of + interval 1 year as horizon
    from every
    cross join day
    inner join policies on every.policy_id = policies.policy_id
    left join decided
        on
            every.policy_id = decided.policy_id
            and every.candidate_id = decided.candidate_id
    left join keys_standing
        on
            policies.benefit_id = keys_standing.benefit_id
            and coalesce(every.once_key, every.candidate_id)
            = keys_standing.taken_key
    where not every.granted_before
)
select * from compared
