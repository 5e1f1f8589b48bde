-- What is due, and where it would go: every eligible verdict with names for
-- people to read and the account of whom it pays.
-- One row per policy_id and candidate_id.
with
decisions as (select * from output.decisions),
decided as (select * from decision.decided),
policies as (select * from reference.policies),
certificates as (select * from staging.certificates),
employers as (select * from staging.employers),
payees as (select * from staging.payees),
eligible as (
    select
        decisions.*,
        decided.payee_name
    from decisions
    inner join decided
        on
            decisions.policy_id = decided.policy_id
            and decisions.candidate_id = decided.candidate_id
    where decisions.outcome = 'eligible'
)
select
    eligible.policy_id,
    policies.title as policy_title,
    eligible.candidate_id,
    eligible.beneficiary_id,
    coalesce(eligible.payee_name, payees.account_name_original) as payee_name,
    employers.employer_name,
    certificates.occupation_name,
    eligible.level,
    eligible.certificate_no,
    eligible.period,
    eligible.district,
    eligible.amount_fen,
    eligible.hold_reason,
    payees.account_name_original as account_name,
    payees.account_no,
    payees.bank_code,
    payees.bank_name
from eligible
inner join policies on eligible.policy_id = policies.policy_id
left join certificates
    on
        eligible.certificate_no = certificates.certificate_no
        and eligible.person_id = certificates.person_id
left join employers on eligible.employer_id = employers.employer_id
left join payees
    on
        eligible.beneficiary_id = payees.beneficiary_id
        and (eligible.beneficiary_kind = 'person') = payees.is_person
