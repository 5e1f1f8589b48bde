-- Graduates' months that settle next: those that the export has as paid, and
-- after them one that it does not have or has in transit, `assumed` to be paid
-- like the one before. One row per person_id, school_id, graduated_on and
-- month_ahead.
with
graduate_month as (select * from fact.graduate_month),
city_months as (select * from fact.city_months),
months_in_export as (select * from intake.contribution_months),
windows as (select * from reference.insurance_windows),
day as (select * from reference.day),
months as (
    select
        settles_on,
        max(period) as month
    from windows
    group by settles_on
),
rows_as_a_whole as (
    select * from graduate_month
    where period is null
),
following as (
    select
        rows_as_a_whole.*,
        months.month as month_ahead,
        months.settles_on,
        day.settled_month,
        previous.employer_id as employer_before,
        own.employer_id as own_employer_id,
        own.state = 'paid' as is_paid,
        previous.state = 'paid' as paid_before,
        months_in_export.period is null
        or coalesce(own.state, 'none') = 'in_transit' as is_open
    from rows_as_a_whole
    cross join day
    inner join months
        on
            rows_as_a_whole.start_month <= months.month
            and day.settled_month < months.month
    left join city_months as own
        on
            rows_as_a_whole.person_id = own.person_id
            and months.month = own.period
    left join city_months as previous
        on
            rows_as_a_whole.person_id = previous.person_id
            and months.month = previous.period + interval 1 month
    left join months_in_export on months.month = months_in_export.period
)
select
    person_id,
    school_id,
    graduated_on,
    month_ahead,
    settles_on,
    not coalesce(is_paid, false) as assumed,
    case when is_paid then own_employer_id else employer_before end
        as employer_id,
    (extract(year from month_ahead) - extract(year from start_month)) * 12
    + extract(month from month_ahead)
    - extract(month from start_month)
    + 1 as month_number
from following
where is_paid or (is_open and paid_before)
