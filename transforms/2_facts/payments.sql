-- Earlier payments; one that names no employer counts for the person's main
-- employer. One row per payment_no.
with
payments as (select * from staging.payments),
employment as (select * from fact.employment)
select
    payments.payment_no,
    payments.person_id,
    payments.org_id,
    payments.benefit_id,
    payments.named_policy_id,
    payments.certificate_no,
    payments.occupation_code,
    payments.level,
    payments.period,
    payments.reference,
    coalesce(payments.employer_id, employment.employer_id) as employer_id,
    payments.amount_fen,
    payments.paid_on,
    payments.status
from payments
left join employment
    on payments.person_id = employment.person_id and employment.place = 1
