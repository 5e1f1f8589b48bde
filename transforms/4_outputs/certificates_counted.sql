-- What the risk flags count: valid certificates that a policy looks at, with
-- the holder's main employer unless it is elsewhere for sure, and what is
-- eligible tonight on them. One row per certificate_no and person_id.
with
certificates as (select * from fact.certificate),
decisions as (select * from output.decisions),
money as (
    select
        certificate_no,
        person_id,
        cast(sum(amount_fen) as bigint) as amount_fen
    from decisions
    where outcome = 'eligible'
    group by certificate_no, person_id
)
select
    certificates.certificate_no,
    certificates.person_id,
    certificates.occupation_code,
    case certificates.level
        when 'junior' then 1
        when 'intermediate' then 2
        when 'senior' then 3
        when 'technician' then 4
        when 'senior_technician' then 5
        when 'special_technician' then 6
        when 'chief_technician' then 7
    end as level_place,
    certificates.issued_on,
    cast(
        extract(year from certificates.issued_on) * 12
        + extract(month from certificates.issued_on)
        as bigint
    ) as month_number,
    regexp_replace(certificates.issuer, '\s', '', 'g') as issuer,
    case
        when certificates.in_city or certificates.in_city is null
            then certificates.employer_id
    end as employer_id,
    coalesce(money.amount_fen, 0) as amount_fen
from certificates
left join money
    on
        certificates.certificate_no = money.certificate_no
        and certificates.person_id = money.person_id
where certificates.status = 'valid' and certificates.issued_on is not null
