-- The grain of the policies for what organisations did in a year. A doubt is
-- null. One row per org_id, item and year.
with
org_years as (select * from staging.org_years),
employers as (select * from staging.employers),
day as (select * from reference.day)
select
    org_years.*,
    day.as_of,
    cast(org_years.year as varchar) as period,
    employers.employer_name as org_name,
    case
        when org_years.year <= extract(year from day.as_of) then org_years.year
    end as known_year
from org_years
cross join day
left join employers on org_years.org_id = employers.employer_id
