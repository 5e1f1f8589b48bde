-- Paid grants whose benefit and key the payments export knows as paid, by an
-- earlier system or another city. An own payment that stands in the export is
-- no other one; where the highest amount wins, a lower one is not either.
-- One row per grant_id, variant and value.
with
paid_grants as (select * from output.paid_grants),
paid_before as (select * from decision.paid_before)
select distinct
    paid_grants.*,
    'paid_on' as changed,
    cast(paid_before.paid_on as varchar) as value,
    'payments' as source
from paid_grants
inner join paid_before
    on
        paid_grants.policy_id = paid_before.policy_id
        and paid_grants.once_key = paid_before.once_key
where
    paid_grants.finding = 'paid_elsewhere'
    and not (
        paid_before.amount_fen = paid_grants.amount_fen
        and paid_before.paid_on >= paid_grants.submitted_on
        and paid_before.paid_on <= paid_grants.paid_on
    )
    and (
        not paid_grants.highest_wins
        or paid_before.amount_fen >= paid_grants.amount_fen
    )
