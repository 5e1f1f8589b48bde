-- What was granted of a policy's benefit before: as the payments export says,
-- and as the ledger does of grants that a bank has had, or that came back.
-- One row per policy_id, payment_no, grant_id and variant.
with
past_payments as (select * from decision.past_payments),
grants as (select * from ledger.grants),
policies as (select * from reference.policies),
known as (
    select
        policies.policy_id,
        cast(null as varchar) as payment_no,
        grants.grant_id,
        grants.variant,
        grants.person_id,
        grants.beneficiary_id,
        coalesce(grants.once_key, grants.candidate_id) as taken_key,
        grants.amount_fen,
        case grants.standing
            when 'granted' then 'paid' else 'recovered'
        end as status
    from grants
    inner join policies on grants.benefit_id = policies.benefit_id
    where grants.standing in ('granted', 'recovered')
)
select
    policy_id,
    payment_no,
    cast(null as varchar) as grant_id,
    cast(null as bigint) as variant,
    person_id,
    beneficiary_id,
    once_key as taken_key,
    amount_fen,
    status
from past_payments
union all
select * from known
where taken_key is not null
