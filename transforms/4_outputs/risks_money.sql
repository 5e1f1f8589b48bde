-- Employers whose people get much of what a policy pays tonight.
-- One row per policy_id and subject_id.
with
decisions as (select * from output.decisions),
employers as (select * from staging.employers),
risks as (select * from reference.risks),
money as (
    select
        policy_id,
        employer_id,
        count(distinct person_id) as people,
        cast(sum(amount_fen) as bigint) as amount_fen
    from decisions
    where
        outcome = 'eligible'
        and beneficiary_kind = 'person'
        and person_id is not null
    group by policy_id, employer_id
),
shares as (
    select
        *,
        cast(sum(amount_fen) over (partition by policy_id) as bigint) as of_fen
    from money
)
select
    'employer_money' as flag,
    'employer' as subject_kind,
    shares.employer_id as subject_id,
    shares.policy_id,
    cast(null as varchar) as period,
    employers.district,
    shares.people as figure,
    risks.at_least as threshold,
    shares.amount_fen,
    '{"of_fen":' || cast(shares.of_fen as varchar)
    || ',"percent":' || cast(risks.percent as varchar) || '}' as evidence,
    '“' || coalesce(employers.employer_name, shares.employer_id) || '”的'
    || cast(shares.people as varchar) || '名职工当日应发'
    || regexp_replace(cast(shares.amount_fen * 0.01 as varchar), '\.00$', '')
    || '元，该政策个人应发共'
    || regexp_replace(cast(shares.of_fen * 0.01 as varchar), '\.00$', '')
    || '元' as explanation
from shares
inner join risks on risks.flag = 'employer_money'
left join employers on shares.employer_id = employers.employer_id
where
    shares.employer_id is not null
    and shares.people >= risks.at_least
    and shares.amount_fen * 100 >= risks.percent * shares.of_fen
