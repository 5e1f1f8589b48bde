-- Candidates that are eligible or in review, with what their grants would be
-- named by, paid and counted under; `place` is the order in which new grants
-- are numbered. One row per policy_id and candidate_id.
with
decided as (select * from decision.decided),
decisions as (select * from output.decisions),
policies as (select * from reference.policies),
granting as (select * from reference.granting),
certificates as (select * from staging.certificates),
employers as (select * from staging.employers),
payees as (select * from staging.payees)
select
    decided.policy_id,
    decided.candidate_id,
    row_number() over (
        order by
            granting.place asc,
            decided.found_rank asc,
            decided.candidate_id asc
    ) as place,
    policies.benefit_id,
    decided.outcome,
    decided.stands,
    decided.confirmed,
    granting.once_per,
    case
        when decided.once_key is null then null
        when array_length(granting.once_per) = 0 then granting.once_per
        else string_split(decided.once_key, chr(31))
    end as once_values,
    granting.candidate_columns,
    string_split(decided.candidate_parts, chr(31)) as candidate_values,
    granting.ceiling_per,
    case
        when granting.ceiling_per is null or decided.ceiling_group is null
            then null
        when array_length(granting.ceiling_per) = 0 then granting.ceiling_per
        else string_split(decided.ceiling_group, chr(31))
    end as ceiling_values,
    decided.ceiling_year,
    decided.beneficiary_kind,
    decided.beneficiary_id,
    decided.person_id,
    decided.employer_id,
    decided.district,
    decided.period,
    decided.level,
    decided.occupation_code,
    decided.certificate_no,
    decided.amount_fen,
    decided.city_fen,
    decided.district_fen,
    decided.payee_name,
    case
        when decided.person_name is not null then decided.person_name
        when decided.beneficiary_kind = 'person' then decided.payee_name
    end as person_name,
    employers.employer_name,
    certificates.occupation_name,
    decisions.unknown,
    decided.unknown_evidence,
    case
        when not decided.stands then null
        when payees.beneficiary_id is null then 'no_account'
        when payees.status <> 'active' then 'account_not_active'
        when
            regexp_replace(payees.account_name, '\s', '', 'g')
            <> regexp_replace(decided.payee_name, '\s', '', 'g')
            then 'account_name_differs'
    end as hold_reason
from decided
inner join decisions
    on
        decided.policy_id = decisions.policy_id
        and decided.candidate_id = decisions.candidate_id
inner join policies on decided.policy_id = policies.policy_id
inner join granting on decided.policy_id = granting.policy_id
left join certificates
    on
        decided.certificate_no = certificates.certificate_no
        and decided.person_id = certificates.person_id
left join employers on decided.employer_id = employers.employer_id
left join payees
    on
        decided.beneficiary_id = payees.beneficiary_id
        and (decided.beneficiary_kind = 'person') = payees.is_person
where decided.outcome in ('eligible', 'review')
