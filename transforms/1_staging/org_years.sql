-- What organisations did in a year, with their place.
-- One row per org_id, item and year.
with
org_years as (select * from accepted.org_years),
districts as (select * from reference.districts)
select
    org_years.org_id,
    org_years.item,
    org_years.year,
    org_years.quantity,
    org_years.approved_amount_fen,
    districts.district,
    districts.in_city,
    districts.has_payer as district_has_payer
from org_years
left join districts
    on coalesce(org_years.district, '') = districts.district_as_written
