-- Contests that organisations hosted, with their place. In their names a | is a
-- broken one: it separates the parts of a candidate_id, which must stay apart.
-- One row per org_id, contest and event.
with
hostings as (select * from accepted.hostings),
districts as (select * from reference.districts)
select
    hostings.org_id,
    replace(hostings.contest, '|', '¦') as contest,
    replace(hostings.event, '|', '¦') as event,
    hostings.class,
    hostings.held_on,
    hostings.approved_amount_fen,
    districts.district,
    districts.in_city,
    districts.has_payer as district_has_payer
from hostings
left join districts
    on coalesce(hostings.district, '') = districts.district_as_written
