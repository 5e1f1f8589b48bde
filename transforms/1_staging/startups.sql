-- Businesses of graduates under the person's current number, with their
-- place; of one record known under several numbers the current number's row
-- wins. One row per person_id and year.
with
startups as (select * from accepted.startups),
merged_numbers as (select * from reference.merged_numbers),
districts as (select * from reference.districts),
ranked as (
    select
        coalesce(merged_numbers.person_id, startups.person_id)
            as person_id,
        startups.year,
        startups.org_id,
        startups.programme,
        startups.graduated_on,
        startups.premises,
        startups.rent_paid_fen,
        startups.district,
        row_number() over (
            partition by
                coalesce(merged_numbers.person_id, startups.person_id),
                startups.year
            order by
                coalesce(merged_numbers.steps, 0) asc,
                startups.person_id asc
        ) as place
    from startups
    left join merged_numbers on startups.person_id = merged_numbers.number
)
select
    ranked.person_id,
    ranked.year,
    ranked.org_id,
    ranked.programme,
    ranked.graduated_on,
    ranked.premises,
    ranked.rent_paid_fen,
    districts.district,
    districts.in_city,
    districts.has_payer as district_has_payer
from ranked
left join districts
    on coalesce(ranked.district, '') = districts.district_as_written
where ranked.place = 1
