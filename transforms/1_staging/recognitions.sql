-- What was recognised, with its place; no object: the organisation itself.
-- One row per org_id, title, object and recognised_on.
with
recognitions as (select * from accepted.recognitions),
districts as (select * from reference.districts)
select
    recognitions.org_id,
    recognitions.org_name,
    recognitions.title,
    coalesce(recognitions.object, '') as object,
    recognitions.recognised_on,
    recognitions.national_subsidy_fen,
    recognitions.approved_amount_fen,
    districts.district,
    districts.in_city,
    districts.has_payer as district_has_payer
from recognitions
left join districts
    on coalesce(recognitions.district, '') = districts.district_as_written
