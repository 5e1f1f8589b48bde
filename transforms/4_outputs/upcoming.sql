-- What becomes due on a day that is already known (or expected, on an
-- assumption that is named). A part of the key that a kind has not is empty.
-- One row per kind, policy_id, candidate_id and grant_id.
with
upcoming_candidates as (select * from output.upcoming_candidates),
upcoming_grants as (select * from output.upcoming_grants),
not_in_force as (select * from reference.not_in_force),
candidates_said as (
    select
        *,
        case
            when kind = 'qualifies'
                then
                    '按现有数据，自' || cast(on_date as varchar) || '起符合“'
                    || title || '”。'
            when kind = 'expected' and assumed
                then
                    '如果当月养老保险正常缴纳，自' || cast(on_date as varchar)
                    || '起符合“' || title || '”。'
            when kind = 'expected'
                then
                    '如果' || coalesce(assuming, '情况不变') || '，自'
                    || cast(on_date as varchar) || '起符合“' || title || '”。'
            when stands
                then
                    '符合“' || title || '”，但“' || closing || '”这一项只到'
                    || cast(on_date as varchar) || '，请在此之前办理。'
            else
                '“' || title || '”的“' || closing || '”这一项最迟到'
                || cast(on_date as varchar) || '，过期不能再符合。'
        end as explanation
    from upcoming_candidates
)
select
    kind,
    policy_id,
    candidate_id,
    '' as grant_id,
    on_date,
    district,
    person_id,
    employer_id,
    beneficiary_kind,
    beneficiary_id,
    period,
    amount_fen,
    explanation
from candidates_said
union all
select
    kind,
    policy_id,
    coalesce(candidate_id, '') as candidate_id,
    grant_id,
    on_date,
    district,
    person_id,
    employer_id,
    beneficiary_kind,
    beneficiary_id,
    period,
    amount_fen,
    case kind
        when 'notice_ends'
            then
                '公示到' || cast(on_date as varchar)
                || '为止；没有异议的，此后可以申请资金。'
        else '资金已经到账，最迟在' || cast(on_date as varchar) || '发放。'
    end as explanation
from upcoming_grants
union all
select
    'policy_begins' as kind,
    policy_id,
    '' as candidate_id,
    '' as grant_id,
    in_force as on_date,
    cast(null as varchar) as district,
    cast(null as varchar) as person_id,
    cast(null as varchar) as employer_id,
    cast(null as varchar) as beneficiary_kind,
    cast(null as varchar) as beneficiary_id,
    cast(null as varchar) as period,
    cast(null as bigint) as amount_fen,
    '“' || title || '”自' || cast(in_force as varchar) || '起施行，此前不作认定。'
        as explanation
from not_in_force
