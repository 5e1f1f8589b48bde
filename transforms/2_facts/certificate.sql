-- The grain of the certificate policies: a certificate of a person, of a level
-- that one of them looks at, with what the date knows of both. A doubt is null.
-- One row per certificate_no and person_id.
with
certificates as (select * from staging.certificates_looked_at),
person as (select * from fact.person),
certificate_numbers as (select * from fact.certificate_numbers),
joined as (
    select
        certificates.certificate_no,
        certificates.person_name,
        certificates.kind,
        certificates.occupation_code,
        certificates.occupation_name,
        certificates.level,
        case
            when certificates.issued_on <= person.as_of
                then certificates.issued_on
        end as issued_on,
        certificates.issuer,
        certificates.route,
        certificates.status,
        certificates.source_file,
        certificates.source_row,
        person.*,
        person.first_name as contract_name,
        regexp_replace(certificates.person_name, '\s', '', 'g') as plain_name,
        certificate_numbers.number_shared,
        certificate_numbers.level_in_number
    from certificates
    inner join person on certificates.person_id = person.person_id
    inner join certificate_numbers
        on certificates.certificate_no = certificate_numbers.certificate_no
)
select
    *,
    cast(date_trunc('month', issued_on) as date) as issued_month,
    case
        when employer_id is not null
            then first_name <> last_name or first_name <> plain_name
    end as names_differ,
    level in (
        'junior', 'intermediate', 'senior', 'technician', 'senior_technician'
    )
    and coalesce(level_in_number <> level, false) as level_contradicts_number
from joined
