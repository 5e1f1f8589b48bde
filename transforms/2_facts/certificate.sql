-- The grain of the certificate policies: a certificate of a person, of a level
-- that one of them looks at, with what the date knows of both. A doubt is null.
-- One row per certificate_no and person_id.
with
certificates as (select * from staging.certificates_looked_at),
person as (select * from fact.person),
certificate_numbers as (select * from fact.certificate_numbers),
contracts_ahead as (select * from fact.contracts_ahead),
registrations_ahead as (select * from fact.registrations_ahead),
insured_dates as (select * from fact.insured_dates),
person_dates as (select * from fact.person_dates),
day as (select * from reference.day),
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
        certificate_numbers.level_in_number,
        case
            when certificates.issued_on > person.as_of
                then certificates.issued_on
        end as later_issued_on,
        person_dates.main_employer_until,
        person_dates.employed_until,
        contracts_ahead.contract_one_year_from,
        registrations_ahead.registered_from,
        registrations_ahead.registered_until,
        insured_dates.insured_from,
        insured_dates.insured_expected_from,
        coalesce(
            cast(
                insured_dates.insured_from + interval 1 month - interval 1 day
                as date
            ), day.month_ends_on
        ) as insured_until
    from certificates
    cross join day
    inner join person on certificates.person_id = person.person_id
    inner join certificate_numbers
        on certificates.certificate_no = certificate_numbers.certificate_no
    left join person_dates on certificates.person_id = person_dates.person_id
    left join contracts_ahead
        on certificates.person_id = contracts_ahead.person_id
    left join registrations_ahead
        on certificates.person_id = registrations_ahead.person_id
    left join insured_dates
        on certificates.person_id = insured_dates.person_id
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
