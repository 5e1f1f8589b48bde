-- What a certificate's number tells: who holds it, and the level in it
-- (1-inputs). One row per certificate_no.
with
certificates as (select * from staging.certificates),
numbered as (
    select
        certificate_no,
        count(distinct person_id) as holders,
        case
            when regexp_matches(certificate_no, '^[0-9]{16}$')
                then substring(certificate_no, 11, 1)
            when regexp_matches(certificate_no, '^[YS][0-9]{21}$')
                then substring(certificate_no, 16, 1)
        end as digit
    from certificates
    group by certificate_no
)
select
    certificate_no,
    holders > 1 as number_shared,
    case digit
        when '1' then 'senior_technician'
        when '2' then 'technician'
        when '3' then 'senior'
        when '4' then 'intermediate'
        when '5' then 'junior'
    end as level_in_number
from numbered
