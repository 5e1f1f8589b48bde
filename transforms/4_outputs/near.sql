-- Candidates for whom exactly one criterion is not passed, and who were not
-- paid already: what it is, what they would get, and from when it will be
-- passed, if that is known. One row per policy_id and candidate_id.
with
ahead as (select * from decision.ahead),
policies as (select * from reference.policies),
keys_standing as (select * from output.keys_standing),
day as (select * from reference.day),
single as (
    select
        ahead.*,
        policies.title,
        policies.benefit_id,
        day.as_of,
        case when ahead.failed_ids <> '' then 'fail' else 'unknown' end
            as verdict,
        case
            when ahead.qualifies_on > day.as_of then ahead.qualifies_on
        end as mends_on
    from ahead
    cross join day
    inner join policies on ahead.policy_id = policies.policy_id
    where
        not ahead.granted_before
        and (ahead.failed_ids = '') <> (ahead.unknown_ids = '')
        and not contains(ahead.failed_ids || ahead.unknown_ids, ',')
),
dated as (
    select
        *,
        case
            when mends_on is null and expected_on > as_of then expected_on
        end as mends_perhaps_on
    from single
)
select
    dated.policy_id,
    dated.candidate_id,
    dated.failed_ids || dated.unknown_ids as criterion_id,
    dated.verdict,
    dated.district,
    dated.person_id,
    dated.employer_id,
    dated.beneficiary_kind,
    dated.beneficiary_id,
    dated.period,
    dated.amount_fen,
    dated.mends_on,
    dated.mends_perhaps_on as expected_on,
    keys_standing.policy_id as standing_policy_id,
    keys_standing.candidate_id as standing_candidate_id,
    case dated.verdict
        when 'fail' then '“' || dated.title || '”只差一项：' || dated.failed_said
        else
            '“' || dated.title || '”只有一项需要核实：' || dated.unknown_said
    end
    || '。'
    || case
        when dated.mends_on is not null
            then '按现有数据，自' || cast(dated.mends_on as varchar) || '起符合。'
        when dated.mends_perhaps_on is not null
            then
                '如果' || dated.assuming || '，自'
                || cast(dated.mends_perhaps_on as varchar) || '起符合。'
        else ''
    end
    || case
        when keys_standing.candidate_id is null then ''
        when
            keys_standing.policy_id = dated.policy_id
            and keys_standing.candidate_id = dated.candidate_id
            then '已经由人工核实确认。'
        else '同一事项已由“' || keys_standing.title || '”的另一条认定享受。'
    end as explanation
from dated
left join keys_standing
    on
        dated.benefit_id = keys_standing.benefit_id
        and coalesce(dated.once_key, dated.candidate_id)
        = keys_standing.taken_key
