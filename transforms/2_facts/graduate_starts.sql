-- When a graduate began to work in the city: the first pension month, from
-- that of graduation on, `paid` by an employer of the city. start_month is
-- null where what came before is not in the export; start_month_at_latest
-- then still bounds it. One row per person_id, school_id and graduated_on.
with
graduates as (select * from staging.graduates),
city_months as (select * from fact.city_months),
months_in_export as (select * from intake.contribution_months),
day as (select * from reference.day),
edge as (
    select min(period) as earliest
    from months_in_export
),
graduated as (
    select
        *,
        cast(date_trunc('month', graduated_on) as date) as graduated_month
    from graduates
),
paid as (
    select
        graduated.person_id,
        graduated.school_id,
        graduated.graduated_on,
        min(case when city_months.state = 'paid' then city_months.period end)
            as first_month,
        max(case when city_months.paid_in_city_perhaps then 1 else 0 end)
            as paid_perhaps
    from graduated
    cross join day
    inner join city_months
        on
            graduated.person_id = city_months.person_id
            and graduated.graduated_month <= city_months.period
            and day.as_of >= city_months.period
    group by
        graduated.person_id, graduated.school_id, graduated.graduated_on
),
started as (
    select
        graduated.*,
        paid.first_month as start_month_at_latest,
        case
            when
                paid.first_month = graduated.graduated_month
                or paid.first_month > edge.earliest
                then paid.first_month
        end as start_month,
        case
            when paid.first_month is not null then true
            when coalesce(paid.paid_perhaps, 0) = 0 then false
        end as employed_in_city
    from graduated
    cross join edge
    left join paid
        on
            graduated.person_id = paid.person_id
            and graduated.school_id = paid.school_id
            and graduated.graduated_on = paid.graduated_on
)
select
    *,
    (extract(year from start_month) - extract(year from graduated_month)) * 12
    + extract(month from start_month)
    - extract(month from graduated_month) as months_to_start
from started
