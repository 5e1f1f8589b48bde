-- What was paid before this system, under the current number (also in the
-- candidate_id that a payment refers to) and the benefit's id;
-- named_policy_id is null where the payment names the benefit only.
-- One row per payment_no.
with
payments as (select * from accepted.payments),
merged_numbers as (select * from reference.merged_numbers),
benefits as (select * from reference.benefits)
select
    payments.payment_no,
    coalesce(merged_numbers.person_id, payments.person_id) as person_id,
    payments.org_id,
    benefits.benefit_id,
    benefits.policy_id as named_policy_id,
    payments.certificate_no,
    payments.occupation_code,
    payments.level,
    payments.period,
    case
        when first_part.number is not null
            then
                replace(
                    payments.reference, first_part.number, first_part.person_id
                )
        when second_part.number is not null
            then
                replace(
                    payments.reference,
                    second_part.number,
                    second_part.person_id
                )
        else payments.reference
    end as reference,
    payments.employer_id,
    payments.amount_fen,
    payments.paid_on,
    payments.status
from payments
inner join benefits on payments.benefit = benefits.name
left join merged_numbers on payments.person_id = merged_numbers.number
left join merged_numbers as first_part
    on split_part(payments.reference, '|', 1) = first_part.number
left join merged_numbers as second_part
    on split_part(payments.reference, '|', 2) = second_part.number
