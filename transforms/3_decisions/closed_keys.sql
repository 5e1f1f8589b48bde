-- Keys that a rejection closed, for every policy of the benefit.
-- One row per policy_id and taken_key.
with
grants as (select * from ledger.grants),
policies as (select * from reference.policies)
select distinct
    policies.policy_id,
    coalesce(grants.once_key, grants.candidate_id) as taken_key
from grants
inner join policies on grants.benefit_id = policies.benefit_id
where grants.standing = 'closed'
