-- What the payments export says was paid under a known key, for the look-back
-- at grants of the ledger. One row per policy_id and payment_no.
with
past_payments as (select * from decision.past_payments),
policies as (select * from reference.policies)
select
    past_payments.policy_id,
    policies.benefit_id,
    past_payments.once_key,
    past_payments.payment_no,
    past_payments.paid_on,
    past_payments.amount_fen
from past_payments
inner join policies on past_payments.policy_id = policies.policy_id
where past_payments.status = 'paid' and past_payments.once_key is not null
