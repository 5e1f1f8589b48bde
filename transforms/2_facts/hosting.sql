-- The grain of the policies for hosts of contests. A doubt is null.
-- One row per org_id, contest and event.
with
hostings as (select * from staging.hostings),
employers as (select * from staging.employers),
contest_classes as (select * from reference.contest_classes),
day as (select * from reference.day)
select
    hostings.org_id,
    hostings.contest,
    hostings.event,
    day.as_of,
    employers.employer_name as org_name,
    hostings.class,
    contest_classes.place as class_place,
    hostings.district,
    hostings.in_city,
    hostings.district_has_payer,
    hostings.approved_amount_fen,
    case
        when hostings.held_on <= day.as_of then hostings.held_on
    end as held_on,
    case
        when hostings.held_on > day.as_of then hostings.held_on
    end as later_held_on
from hostings
cross join day
left join contest_classes on hostings.class = contest_classes.class
left join employers on hostings.org_id = employers.employer_id
