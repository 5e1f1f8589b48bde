-- The grain of the certificate policies: a certificate of a person, with
-- what the date knows of both. A doubt is null.
-- One row per certificate_no and person_id.
with
certificates as (select * from staging.certificates),
persons as (select * from staging.persons),
doubtful_persons as (select * from staging.doubtful_persons),
employment as (select * from fact.employment),
main_contracts as (select * from fact.main_contracts),
insured as (select * from fact.insured),
registered as (select * from fact.registered),
first_city_month as (select * from fact.first_city_month),
certificate_numbers as (select * from fact.certificate_numbers),
day as (select * from reference.day),
joined as (
    select
        certificates.certificate_no,
        certificates.person_id,
        certificates.person_name,
        certificates.kind,
        certificates.occupation_code,
        certificates.occupation_name,
        certificates.level,
        case
            when certificates.issued_on <= day.as_of
                then certificates.issued_on
        end as issued_on,
        certificates.issuer,
        certificates.route,
        certificates.status,
        certificates.source_file,
        certificates.source_row,
        persons.deceased_on,
        persons.retired_on,
        coalesce(persons.deceased_on <= day.as_of, false) as deceased,
        coalesce(persons.retired_on <= day.as_of, false) as retired,
        doubtful_persons.person_id is not null as person_in_doubt,
        employment.person_id is not null as employed,
        employment.employer_id,
        employment.employer_name,
        employment.employer_kind,
        employment.employer_status,
        employment.district,
        employment.in_city,
        employment.enterprise,
        employment.municipal_enterprise,
        employment.district_has_payer,
        main_contracts.contract_no,
        main_contracts.contract_type,
        main_contracts.contract_start_on,
        main_contracts.contract_last_day,
        main_contracts.host_employer_id,
        main_contracts.contract_one_year,
        case
            when employment.person_id is not null
                then registered.person_id is not null
        end as registered,
        registered.registered_on,
        insured.insured,
        coalesce(insured.months, 0) as insured_months_owed,
        coalesce(insured.months_paid, 0) as insured_months_paid,
        coalesce(insured.months_unpaid, 0) as insured_months_unpaid,
        day.settled_month,
        main_contracts.first_name as contract_name,
        case
            when employment.person_id is not null
                then
                    main_contracts.first_name <> main_contracts.last_name
                    or main_contracts.first_name
                    <> regexp_replace(certificates.person_name, '\s', '', 'g')
        end as names_differ,
        certificate_numbers.number_shared,
        certificate_numbers.level_in_number,
        certificates.level in (
            'junior', 'intermediate', 'senior', 'technician',
            'senior_technician'
        )
        and coalesce(
            certificate_numbers.level_in_number <> certificates.level, false
        ) as level_contradicts_number,
        first_city_month.first_city_month,
        first_city_month.first_city_month_at_latest
    from certificates
    cross join day
    inner join certificate_numbers
        on certificates.certificate_no = certificate_numbers.certificate_no
    left join persons on certificates.person_id = persons.person_id
    left join doubtful_persons
        on
            certificates.person_id = doubtful_persons.person_id
            and doubtful_persons.source = 'persons'
    left join employment
        on
            certificates.person_id = employment.person_id
            and employment.place = 1
    left join main_contracts
        on certificates.person_id = main_contracts.person_id
    left join insured on certificates.person_id = insured.person_id
    left join registered on certificates.person_id = registered.person_id
    left join first_city_month
        on certificates.person_id = first_city_month.person_id
)
select
    *,
    cast(date_trunc('month', issued_on) as date) as issued_month
from joined
