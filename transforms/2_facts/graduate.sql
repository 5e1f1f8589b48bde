-- The grain of the policies for graduates: school, work in the city and order
-- employer. A doubt is null. One row per person_id, school_id and graduated_on.
with
graduates as (select * from staging.graduates),
city_months as (select * from fact.city_months),
months_in_export as (select * from intake.contribution_months),
employers as (select * from staging.employers),
order_employment as (select * from fact.order_employment),
graduate_dates as (select * from fact.graduate_dates),
circular_numbers as (select * from reference.circular_numbers),
day as (select * from reference.day),
dated as (
    select
        graduates.*,
        day.as_of,
        day.settled_month,
        case
            when graduates.graduated_on <= day.as_of then graduates.graduated_on
        end as known_graduated_on,
        case
            when graduates.certificate_issued_on <= day.as_of
                then graduates.certificate_issued_on
        end as known_issued_on
    from graduates
    cross join day
),
working as (
    select
        dated.*,
        dated.known_issued_on <= dated.graduated_on
            as certificate_before_graduation,
        coalesce(city_months.paid_in_city_perhaps, false) as paid_perhaps,
        case
            when months_in_export.period is null then 'unknown'
            else coalesce(city_months.state, 'none')
        end as work_state
    from dated
    left join months_in_export on dated.settled_month = months_in_export.period
    left join city_months
        on
            dated.person_id = city_months.person_id
            and dated.settled_month = city_months.period
)
select
    working.person_id,
    working.school_id,
    working.graduated_on,
    working.as_of,
    working.person_name,
    working.school_name,
    working.school_kind,
    working.programme,
    working.full_time,
    working.certificate_level,
    working.known_issued_on as certificate_issued_on,
    working.certificate_before_graduation,
    working.known_graduated_on,
    extract(year from working.graduated_on) as graduated_year,
    extract(year from working.as_of) - extract(year from working.graduated_on)
        as years_since_graduation,
    working.district,
    working.in_city,
    working.district_has_payer,
    working.settled_month,
    working.work_state,
    case
        when working.work_state = 'paid' then true
        when working.work_state = 'none' and not working.paid_perhaps then false
    end as working,
    working.order_employer_id is not null as has_order_employer,
    working.order_employer_id,
    employers.employer_name as order_employer_name,
    employers.district as order_employer_district,
    employers.in_city as order_employer_in_city,
    employers.district_has_payer as order_employer_has_payer,
    employers.enterprise as order_employer_enterprise,
    case
        when
            working.order_employer_id is not null
            and circular_numbers.number is null
            then order_employment.person_id is not null
    end as works_for_order_employer,
    graduate_dates.certificate_before_graduation_from,
    graduate_dates.class_ends_on,
    graduate_dates.working_from,
    graduate_dates.working_until,
    graduate_dates.works_for_order_employer_from,
    graduate_dates.works_for_order_employer_until
from working
left join employers on working.order_employer_id = employers.employer_id
left join order_employment
    on
        working.person_id = order_employment.person_id
        and working.order_employer_id = order_employment.employer_id
left join circular_numbers on working.person_id = circular_numbers.number
inner join graduate_dates
    on
        working.person_id = graduate_dates.person_id
        and working.school_id = graduate_dates.school_id
        and working.graduated_on = graduate_dates.graduated_on
