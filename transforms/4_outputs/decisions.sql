-- Every verdict with its outcome, its money and a sentence that says why.
-- One row per policy_id and candidate_id.
with
decided as (select * from decision.decided),
policies as (select * from reference.policies),
payees as (select * from staging.payees),
day as (select * from reference.day),
joined as (
    select
        decided.*,
        day.as_of,
        day.city_id as city,
        policies.title,
        winners.title as winner_title,
        case
            when decided.outcome in ('eligible', 'capped')
                then decided.amount_fen
        end as payable_fen,
        case
            when decided.outcome <> 'eligible' then null
            when payees.beneficiary_id is null then 'no_account'
            when payees.status <> 'active' then 'account_not_active'
            when
                regexp_replace(payees.account_name, '\s', '', 'g')
                <> regexp_replace(decided.payee_name, '\s', '', 'g')
                then 'account_name_differs'
        end as hold_reason
    from decided
    cross join day
    inner join policies on decided.policy_id = policies.policy_id
    left join policies as winners
        on decided.winner_policy_id = winners.policy_id
    left join payees
        on
            decided.beneficiary_id = payees.beneficiary_id
            and (decided.beneficiary_kind = 'person') = payees.is_person
)
select
    as_of,
    city,
    policy_id,
    candidate_id,
    beneficiary_kind,
    beneficiary_id,
    person_id,
    employer_id,
    district,
    certificate_no,
    occupation_code,
    level,
    period,
    outcome,
    case
        when failed_ids = '' then cast([] as varchar[])
        else string_split(failed_ids, ',')
    end as failed,
    case
        when unknown_ids = '' then cast([] as varchar[])
        else string_split(unknown_ids, ',')
    end as unknown,
    payable_fen as amount_fen,
    case when payable_fen is not null then city_fen end as city_fen,
    case when payable_fen is not null then district_fen end as district_fen,
    winner_policy_id,
    winner_candidate_id,
    hold_reason,
    case outcome
        when 'ineligible' then '不符合“' || title || '”：' || failed_said || '。'
        when 'already_granted'
            then '“' || title || '”同一事项已经发放过，不重复发放。'
        when 'review'
            then '“' || title || '”需要人工核实：' || unknown_said || '。'
        when 'superseded'
            then '同一事项由“' || winner_title || '”的另一条认定享受，不重复发放。'
        when 'capped'
            then '符合“' || title || '”，但' || full_said || '，不再发放。'
        else
            '符合“' || title || '”各项条件，应发'
            || regexp_replace(cast(payable_fen * 0.01 as varchar), '\.00$', '')
            || '元（市级'
            || regexp_replace(cast(city_fen * 0.01 as varchar), '\.00$', '')
            || '元，区县'
            || regexp_replace(cast(district_fen * 0.01 as varchar), '\.00$', '')
            || '元）。'
    end as explanation
from joined
