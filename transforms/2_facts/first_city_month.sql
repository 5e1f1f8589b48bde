-- A subject's first pension month `paid` by an employer of the city.
-- first_city_month is null where what came before is not in the export;
-- first_city_month_at_latest then still bounds it. One row per person_id.
with
first_months as (select * from fact.first_months),
employers as (select * from staging.employers),
months as (select * from intake.contribution_months),
in_the_city as (
    select
        first_months.person_id,
        min(first_months.first_month) as first_month
    from first_months
    inner join employers on first_months.employer_id = employers.employer_id
    where employers.in_city
    group by first_months.person_id
),
edge as (
    select min(period) as earliest
    from months
)
select
    in_the_city.person_id,
    case
        when in_the_city.first_month > edge.earliest
            then in_the_city.first_month
    end as first_city_month,
    in_the_city.first_month as first_city_month_at_latest
from in_the_city
cross join edge
