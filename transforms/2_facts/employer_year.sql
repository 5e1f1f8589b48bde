-- The grain of the policies for employers that certify their own staff: how
-- many in the last full calendar year, as an interval. A doubt is null.
-- One row per employer_id and year.
with
self_certified as (select * from fact.self_certified),
employers as (select * from staging.employers),
day as (select * from reference.day),
counted as (
    select
        employer_id,
        year,
        count(distinct case when sure then person_id end) as headcount_sure,
        count(distinct person_id) as headcount_possible
    from self_certified
    group by employer_id, year
)
select
    counted.employer_id,
    counted.year,
    day.as_of,
    cast(counted.year as varchar) as period,
    employers.employer_name,
    employers.district,
    employers.in_city,
    employers.district_has_payer,
    employers.enterprise,
    counted.headcount_sure,
    counted.headcount_possible
from counted
inner join employers on counted.employer_id = employers.employer_id
cross join day
