-- The certificates of those whose next contract is signed, as they will be on
-- the day on which it begins; that the pension will be paid from then on is
-- not known. `assumed`: the row itself rests on no assumption.
-- One row per certificate_no and person_id.
with
certificate as (select * from fact.certificate),
certificates as (select * from staging.certificates_looked_at),
person_coming as (select * from fact.person_coming)
select
    certificate.certificate_no,
    certificate.person_id,
    person_coming.begins_on as as_of,
    false as assumed,
    certificate.person_name,
    certificate.kind,
    certificate.occupation_code,
    certificate.occupation_name,
    certificate.level,
    certificate.issuer,
    certificate.route,
    certificate.status,
    certificate.source_file,
    certificate.source_row,
    certificate.number_shared,
    certificate.level_in_number,
    certificate.level_contradicts_number,
    certificate.settled_month,
    certificate.first_city_month,
    certificate.first_city_month_at_latest,
    certificate.deceased_on,
    certificate.retired_on,
    coalesce(certificate.deceased_on <= person_coming.begins_on, false)
        as deceased,
    coalesce(certificate.retired_on <= person_coming.begins_on, false)
        as retired,
    certificate.person_in_doubt,
    true as employed,
    person_coming.employer_id,
    person_coming.employer_name,
    person_coming.employer_kind,
    person_coming.employer_status,
    person_coming.district,
    person_coming.in_city,
    person_coming.enterprise,
    person_coming.municipal_enterprise,
    person_coming.district_has_payer,
    person_coming.contract_no,
    person_coming.contract_type,
    person_coming.contract_start_on,
    person_coming.contract_last_day,
    person_coming.host_employer_id,
    person_coming.first_name as contract_name,
    person_coming.contract_one_year,
    person_coming.registered_on is not null as registered,
    person_coming.registered_on,
    cast(null as boolean) as insured,
    0 as insured_months_owed,
    0 as insured_months_paid,
    0 as insured_months_unpaid,
    cast(null as date) as registered_from,
    cast(null as date) as registered_until,
    cast(null as date) as contract_one_year_from,
    cast(null as date) as insured_from,
    person_coming.contract_last_day as main_employer_until,
    cast(null as date) as employed_until,
    cast(null as date) as insured_until,
    cast(
        date_trunc('month', person_coming.begins_on) + interval 3 month as date
    ) as insured_expected_from,
    case
        when certificates.issued_on <= person_coming.begins_on
            then certificates.issued_on
    end as issued_on,
    case
        when certificates.issued_on > person_coming.begins_on
            then certificates.issued_on
    end as later_issued_on,
    case
        when certificates.issued_on <= person_coming.begins_on
            then cast(date_trunc('month', certificates.issued_on) as date)
    end as issued_month,
    person_coming.first_name <> person_coming.last_name
    or person_coming.first_name
    <> regexp_replace(certificate.person_name, '\s', '', 'g') as names_differ
from certificate
inner join certificates
    on
        certificate.certificate_no = certificates.certificate_no
        and certificate.person_id = certificates.person_id
inner join person_coming on certificate.person_id = person_coming.person_id
