-- What was granted of a policy's benefit before: as the payments export says,
-- and as the ledger does of grants that a bank has had, or that came back.
-- One row per policy_id and payment or grant (under each number of a party
-- that has several).
with
past_payments as (select * from decision.past_payments),
grants as (select * from ledger.grants),
policies as (select * from reference.policies),
known as (
    select
        policies.policy_id,
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
    person_id,
    beneficiary_id,
    once_key as taken_key,
    amount_fen,
    status
from past_payments
union all
select * from known
where taken_key is not null
