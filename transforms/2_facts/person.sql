-- What the date knows of a subject: state, main employment, contract,
-- registration and insurance. A doubt is null; of a number that merges in a
-- circle nobody can say whose state it shows. One row per person_id.
with
subjects as (select * from staging.subjects),
persons as (select * from staging.persons),
doubtful_persons as (select * from staging.doubtful_persons),
circular_numbers as (select * from reference.circular_numbers),
employment as (select * from fact.employment),
main_contracts as (select * from fact.main_contracts),
insured as (select * from fact.insured),
registered as (select * from fact.registered),
first_city_month as (select * from fact.first_city_month),
day as (select * from reference.day)
select
    subjects.person_id,
    persons.deceased_on,
    persons.retired_on,
    case
        when circular_numbers.number is null
            then coalesce(persons.deceased_on <= day.as_of, false)
    end as deceased,
    case
        when circular_numbers.number is null
            then coalesce(persons.retired_on <= day.as_of, false)
    end as retired,
    doubtful_persons.person_id is not null as person_in_doubt,
    case
        when circular_numbers.number is null
            then employment.person_id is not null
    end as employed,
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
    main_contracts.first_name,
    main_contracts.last_name,
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
    day.as_of,
    day.settled_month,
    first_city_month.first_city_month,
    first_city_month.first_city_month_at_latest
from subjects
cross join day
left join persons on subjects.person_id = persons.person_id
left join doubtful_persons
    on
        subjects.person_id = doubtful_persons.person_id
        and doubtful_persons.source = 'persons'
left join circular_numbers on subjects.person_id = circular_numbers.number
left join employment
    on subjects.person_id = employment.person_id and employment.place = 1
left join main_contracts on subjects.person_id = main_contracts.person_id
left join insured on subjects.person_id = insured.person_id
left join registered on subjects.person_id = registered.person_id
left join first_city_month
    on subjects.person_id = first_city_month.person_id
