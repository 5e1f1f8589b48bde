-- A subject's first pension month `paid` by an employer of the city.
-- first_city_month is null where what came before is not in the export;
-- first_city_month_at_latest then still bounds it. One row per person_id.
with
contributions as (select * from accepted.contributions),
subject_numbers as (select * from fact.subject_numbers),
employers as (select * from staging.employers),
refunded_months as (select * from fact.refunded_months),
months as (select * from intake.contribution_months),
city_employers as (
    select employer_id
    from employers
    where in_city
),
paid as (
    select
        subject_numbers.person_id,
        contributions.employer_id,
        contributions.period
    from contributions
    inner join subject_numbers
        on contributions.person_id = subject_numbers.number
    inner join city_employers
        on contributions.employer_id = city_employers.employer_id
    where
        contributions.insurance = 'pension'
        and contributions.kind = 'regular'
        and contributions.status = 'paid'
        and contributions.amount_fen > 0
),
kept as (
    select paid.*
    from paid
    left join refunded_months
        on
            paid.person_id = refunded_months.person_id
            and paid.employer_id = refunded_months.employer_id
            and paid.period = refunded_months.period
    where refunded_months.person_id is null
),
first_months as (
    select
        person_id,
        min(period) as first_month
    from kept
    group by person_id
),
edge as (select min(period) as earliest from months)
select
    first_months.person_id,
    case
        when first_months.first_month > edge.earliest
            then first_months.first_month
    end as first_city_month,
    first_months.first_month as first_city_month_at_latest
from first_months
cross join edge
