-- The grain of the policies for people brought in, with what is known of the
-- employer. A doubt is null.
-- One row per person_id, employer_id, year and mode.
with
talent_hires as (select * from staging.talent_hires),
employers as (select * from staging.employers),
person_names as (select * from fact.person_names),
day as (select * from reference.day)
select
    talent_hires.person_id,
    talent_hires.employer_id,
    talent_hires.year,
    talent_hires.mode,
    day.as_of,
    cast(talent_hires.year as varchar) as period,
    person_names.person_name,
    talent_hires.tier,
    talent_hires.from_city,
    talent_hires.annual_pay_fen,
    talent_hires.approved,
    talent_hires.approved_amount_fen,
    employers.employer_name,
    employers.kind as employer_kind,
    employers.status as employer_status,
    employers.district,
    employers.in_city,
    employers.district_has_payer,
    employers.enterprise,
    case
        when talent_hires.year <= extract(year from day.as_of)
            then talent_hires.year
    end as known_year
from talent_hires
cross join day
left join employers on talent_hires.employer_id = employers.employer_id
left join person_names on talent_hires.person_id = person_names.person_id
