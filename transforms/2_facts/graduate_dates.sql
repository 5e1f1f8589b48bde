-- Dates that are already known of a graduate: a certificate that is yet to
-- come, a pension month in the city that is paid and settles next, the end of
-- the year after graduation, and from or until when a contract with the order
-- employer is in effect. One row per person_id, school_id and graduated_on.
with
graduates as (select * from staging.graduates),
city_months as (select * from fact.city_months),
order_employment_ahead as (select * from fact.order_employment_ahead),
months_ahead as (select * from reference.months_ahead),
day as (select * from reference.day),
paid_next as (
    select
        city_months.person_id,
        min(city_months.period) as period
    from city_months
    inner join months_ahead on city_months.period = months_ahead.period
    where city_months.state = 'paid'
    group by city_months.person_id
)
select
    graduates.person_id,
    graduates.school_id,
    graduates.graduated_on,
    case
        when
            graduates.certificate_issued_on > day.as_of
            and graduates.certificate_issued_on <= graduates.graduated_on
            then graduates.certificate_issued_on
    end as certificate_before_graduation_from,
    cast(
        date_trunc('year', graduates.graduated_on)
        + interval 2 year - interval 1 day as date
    ) as class_ends_on,
    cast(paid_next.period + interval 2 month as date) as working_from,
    case
        when
            settled.state = 'paid'
            and paid_next.period > day.settled_month + interval 1 month
            then day.month_ends_on
        else
            coalesce(
                cast(
                    paid_next.period + interval 3 month - interval 1 day as date
                ), day.month_ends_on
            )
    end as working_until,
    order_employment_ahead.works_from as works_for_order_employer_from,
    order_employment_ahead.works_until as works_for_order_employer_until
from graduates
cross join day
left join paid_next on graduates.person_id = paid_next.person_id
left join city_months as settled
    on
        graduates.person_id = settled.person_id
        and day.settled_month = settled.period
left join order_employment_ahead
    on
        graduates.person_id = order_employment_ahead.person_id
        and graduates.order_employer_id = order_employment_ahead.employer_id
