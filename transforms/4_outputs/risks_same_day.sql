-- Employers most of whose certificate holders got a certificate on one day.
-- One row per subject_id and period.
with
certificates as (select * from output.certificates_counted),
employers as (select * from output.employers_counted),
risks as (select * from reference.risks),
days as (
    select
        employer_id,
        issued_on,
        count(distinct person_id) as holders,
        cast(sum(amount_fen) as bigint) as amount_fen
    from certificates
    group by employer_id, issued_on
)
select
    'same_day_staff' as flag,
    'employer' as subject_kind,
    days.employer_id as subject_id,
    cast(null as varchar) as policy_id,
    cast(days.issued_on as varchar) as period,
    employers.district,
    days.holders as figure,
    risks.at_least as threshold,
    days.amount_fen,
    '{"of":' || cast(employers.holders as varchar)
    || ',"percent":' || cast(risks.percent as varchar) || '}' as evidence,
    '“' || employers.employer_name || '”的'
    || cast(employers.holders as varchar) || '名持证职工中，'
    || cast(days.holders as varchar) || '人的证书都在'
    || cast(days.issued_on as varchar) || '签发' as explanation
from days
inner join employers on days.employer_id = employers.employer_id
inner join risks on risks.flag = 'same_day_staff'
where
    days.holders >= risks.at_least
    and days.holders * 100 >= risks.percent * employers.holders
