-- What is due to persons, and where it would go: every eligible verdict with
-- names for people to read and the account of the person.
-- One row per policy_id and candidate_id.
with
decisions as (select * from output.decisions),
policies as (select * from reference.policies),
certificates as (select * from staging.certificates),
employers as (select * from staging.employers),
accounts as (select * from staging.accounts),
eligible as (
    select * from decisions
    where outcome = 'eligible'
)
select
    eligible.policy_id,
    policies.title as policy_title,
    eligible.candidate_id,
    eligible.person_id,
    certificates.person_name,
    employers.employer_name,
    certificates.occupation_name,
    eligible.level,
    eligible.certificate_no,
    eligible.district,
    eligible.amount_fen,
    eligible.hold_reason,
    accounts.account_name_original as account_name,
    accounts.account_no,
    accounts.bank_code,
    accounts.bank_name
from eligible
inner join policies on eligible.policy_id = policies.policy_id
left join certificates
    on
        eligible.certificate_no = certificates.certificate_no
        and eligible.person_id = certificates.person_id
left join employers on eligible.employer_id = employers.employer_id
left join accounts on eligible.beneficiary_id = accounts.person_id
