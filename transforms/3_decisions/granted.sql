-- What was granted under the ceilings of policies: payments of the export that
-- name the policy or only the benefit, and grants of the ledger that a bank
-- has had. One row per policy_id, ceiling_group, ceiling_year and source.
with
past_payments as (select * from decision.past_payments),
grants as (select * from ledger.grants),
once_each as (
    select distinct
        grant_id,
        policy_id,
        ceiling_group,
        ceiling_year,
        amount_fen
    from grants
    where standing = 'granted' and ceiling_group is not null
)
select
    'payments' as source,
    policy_id,
    ceiling_group,
    ceiling_year,
    sum(amount_fen) as granted_fen,
    count(*) as grants
from past_payments
where
    status = 'paid'
    and ceiling_group is not null
    and coalesce(named_policy_id, policy_id) = policy_id
group by policy_id, ceiling_group, ceiling_year
union all
select
    'ledger' as source,
    policy_id,
    ceiling_group,
    ceiling_year,
    sum(amount_fen) as granted_fen,
    count(*) as grants
from once_each
group by policy_id, ceiling_group, ceiling_year
