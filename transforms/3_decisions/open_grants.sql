-- The ledger's open grants with the key that they take, in the order in which
-- they were found: among all under their key, and among those of their
-- candidate. One row per policy_id, taken_key and of_key.
with
grants as (select * from ledger.grants),
taking as (
    select
        *,
        coalesce(once_key, candidate_id) as taken_key
    from grants
    where standing = 'open'
)
select
    policy_id,
    candidate_id,
    taken_key,
    place,
    ceiling_group,
    ceiling_year,
    row_number() over (
        partition by policy_id, taken_key
        order by place asc, variant asc
    ) as of_key,
    row_number() over (
        partition by policy_id, taken_key, candidate_id
        order by place asc, variant asc
    ) as of_candidate
from taking
