-- Issuers that issued improbably many certificates: in a month against their
-- busiest month before it, and in a year against all issuers.
-- One row per flag, subject_id and period.
with
certificates as (select * from output.certificates_counted),
risks as (select * from reference.risks),
months as (
    select
        issuer,
        month_number,
        min(issued_on) as first_issued_on,
        count(*) as certificates,
        cast(sum(amount_fen) as bigint) as amount_fen
    from certificates
    group by issuer, month_number
),
sudden as (
    select
        months.issuer,
        months.first_issued_on,
        months.certificates,
        months.amount_fen,
        risks.at_least,
        risks.times,
        coalesce(max(earlier.certificates), 0) as busiest_before
    from months
    inner join risks on risks.flag = 'issuer_month'
    left join months as earlier
        on
            months.issuer = earlier.issuer
            and earlier.month_number < months.month_number
            and earlier.month_number >= months.month_number - risks.months
    group by
        months.issuer,
        months.first_issued_on,
        months.certificates,
        months.amount_fen,
        risks.at_least,
        risks.times
),
years as (
    select
        issuer,
        extract(year from issued_on) as year,
        count(*) as certificates,
        cast(sum(amount_fen) as bigint) as amount_fen
    from certificates
    group by issuer, extract(year from issued_on)
),
shares as (
    select
        *,
        cast(sum(certificates) over (partition by year) as bigint) as of_all
    from years
)
select
    'issuer_month' as flag,
    'issuer' as subject_kind,
    issuer as subject_id,
    cast(null as varchar) as policy_id,
    substring(cast(first_issued_on as varchar), 1, 7) as period,
    cast(null as varchar) as district,
    certificates as figure,
    at_least as threshold,
    amount_fen,
    '{"busiest_month_before":' || cast(busiest_before as varchar)
    || ',"times":' || cast(times as varchar) || '}' as evidence,
    '“' || issuer || '”在' || substring(cast(first_issued_on as varchar), 1, 7)
    || '签发' || cast(certificates as varchar) || '本证书，此前最多的一个月为'
    || cast(busiest_before as varchar) || '本' as explanation
from sudden
where certificates >= at_least and certificates >= times * busiest_before
union all
select
    'issuer_year' as flag,
    'issuer' as subject_kind,
    shares.issuer as subject_id,
    cast(null as varchar) as policy_id,
    cast(shares.year as varchar) as period,
    cast(null as varchar) as district,
    shares.certificates as figure,
    risks.at_least as threshold,
    shares.amount_fen,
    '{"of":' || cast(shares.of_all as varchar)
    || ',"percent":' || cast(risks.percent as varchar) || '}' as evidence,
    '“' || shares.issuer || '”在' || cast(shares.year as varchar) || '年签发'
    || cast(shares.certificates as varchar) || '本证书，全年共'
    || cast(shares.of_all as varchar) || '本' as explanation
from shares
inner join risks on risks.flag = 'issuer_year'
where
    shares.certificates >= risks.at_least
    and shares.certificates * 100 >= risks.percent * shares.of_all
