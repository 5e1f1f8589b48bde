-- The grain of the policies for businesses of graduates. A doubt is null.
-- One row per person_id and year.
with
startups as (select * from staging.startups),
employers as (select * from staging.employers),
person_names as (select * from fact.person_names),
day as (select * from reference.day)
select
    startups.*,
    day.as_of,
    cast(startups.year as varchar) as period,
    person_names.person_name,
    employers.employer_name as org_name,
    startups.year
    - extract(year from startups.graduated_on) as years_since_graduation,
    case
        when startups.year <= extract(year from day.as_of) then startups.year
    end as known_year
from startups
cross join day
left join employers on startups.org_id = employers.employer_id
left join person_names on startups.person_id = person_names.person_id
