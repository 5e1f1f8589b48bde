-- Certificates that are several people's: by their number, or because an
-- earlier payment to another person names them.
-- One row per flag and subject_id.
with
looked_at as (select * from output.certificates_counted),
certificates as (select * from staging.certificates),
payments as (select * from staging.payments),
risks as (select * from reference.risks),
money as (
    select
        certificate_no,
        cast(sum(amount_fen) as bigint) as amount_fen
    from looked_at
    group by certificate_no
),
holders as (
    select
        certificates.certificate_no,
        money.amount_fen,
        count(distinct certificates.person_id) as holders
    from certificates
    inner join money on certificates.certificate_no = money.certificate_no
    group by certificates.certificate_no, money.amount_fen
),
paid_to_others as (
    select
        payments.certificate_no,
        count(distinct payments.person_id) as people,
        min(payments.paid_on) as first_paid_on
    from payments
    left join certificates
        on
            payments.certificate_no = certificates.certificate_no
            and payments.person_id = certificates.person_id
    where
        payments.status = 'paid'
        and payments.person_id is not null
        and certificates.person_id is null
    group by payments.certificate_no
)
select
    'shared_certificate' as flag,
    'certificate' as subject_kind,
    holders.certificate_no as subject_id,
    cast(null as varchar) as policy_id,
    cast(null as varchar) as period,
    cast(null as varchar) as district,
    holders.holders as figure,
    risks.at_least as threshold,
    holders.amount_fen,
    '{}' as evidence,
    '证书' || holders.certificate_no || '登记在'
    || cast(holders.holders as varchar) || '人名下' as explanation
from holders
inner join risks on risks.flag = 'shared_certificate'
where holders.holders >= risks.at_least
union all
select
    'certificate_paid_to_other' as flag,
    'certificate' as subject_kind,
    paid_to_others.certificate_no as subject_id,
    cast(null as varchar) as policy_id,
    cast(null as varchar) as period,
    cast(null as varchar) as district,
    paid_to_others.people as figure,
    risks.at_least as threshold,
    money.amount_fen,
    '{"first_paid_on":"' || cast(paid_to_others.first_paid_on as varchar)
    || '"}' as evidence,
    '证书' || paid_to_others.certificate_no || '曾以'
    || cast(paid_to_others.people as varchar)
    || '名非持证人的名义领取补贴（最早'
    || cast(paid_to_others.first_paid_on as varchar) || '）' as explanation
from paid_to_others
inner join money on paid_to_others.certificate_no = money.certificate_no
inner join risks on risks.flag = 'certificate_paid_to_other'
where paid_to_others.people >= risks.at_least
