-- People who got certificates faster than years of work allow: many within a
-- short time, or a higher level of one occupation soon after a lower one.
-- One row per flag and subject_id.
with
certificates as (select * from output.certificates_counted),
risks as (select * from reference.risks),
days as (
    select distinct
        person_id,
        issued_on
    from certificates
),
money as (
    select
        person_id,
        cast(sum(amount_fen) as bigint) as amount_fen
    from certificates
    group by person_id
),
spans as (
    select
        days.person_id,
        days.issued_on,
        risks.at_least,
        risks.days,
        count(*) as certificates
    from days
    inner join risks on risks.flag = 'many_certificates'
    inner join certificates
        on
            days.person_id = certificates.person_id
            and certificates.issued_on >= days.issued_on
            and certificates.issued_on
            < days.issued_on + interval 1 day * risks.days
    group by days.person_id, days.issued_on, risks.at_least, risks.days
),
ranked as (
    select
        *,
        row_number() over (
            partition by person_id
            order by certificates desc, issued_on asc
        ) as place
    from spans
),
rises as (
    select
        higher.person_id,
        risks.months as limit_months,
        min(higher.month_number - lower.month_number) as months
    from certificates as higher
    inner join certificates as lower
        on
            higher.person_id = lower.person_id
            and higher.occupation_code = lower.occupation_code
            and higher.level_place > lower.level_place
            and higher.issued_on >= lower.issued_on
    inner join risks on risks.flag = 'quick_rise'
    group by higher.person_id, risks.months
)
select
    'many_certificates' as flag,
    'person' as subject_kind,
    ranked.person_id as subject_id,
    cast(null as varchar) as policy_id,
    cast(null as varchar) as period,
    cast(null as varchar) as district,
    ranked.certificates as figure,
    ranked.at_least as threshold,
    money.amount_fen,
    '{"first_issued_on":"' || cast(ranked.issued_on as varchar)
    || '","days":' || cast(ranked.days as varchar) || '}' as evidence,
    '自' || cast(ranked.issued_on as varchar) || '起'
    || cast(ranked.days as varchar) || '天内取得'
    || cast(ranked.certificates as varchar) || '本证书' as explanation
from ranked
inner join money on ranked.person_id = money.person_id
where ranked.place = 1 and ranked.certificates >= ranked.at_least
union all
select
    'quick_rise' as flag,
    'person' as subject_kind,
    rises.person_id as subject_id,
    cast(null as varchar) as policy_id,
    cast(null as varchar) as period,
    cast(null as varchar) as district,
    rises.months as figure,
    rises.limit_months as threshold,
    money.amount_fen,
    '{}' as evidence,
    '同一职业两个等级的证书相隔' || cast(rises.months as varchar)
    || '个月' as explanation
from rises
inner join money on rises.person_id = money.person_id
where rises.months < rises.limit_months
