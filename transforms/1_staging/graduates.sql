-- Graduates under their current number, with the place of the school; of one
-- record known under several numbers the current number's row wins.
-- One row per person_id, school_id and graduated_on.
with
graduates as (select * from accepted.graduates),
merged_numbers as (select * from reference.merged_numbers),
districts as (select * from reference.districts),
ranked as (
    select
        coalesce(merged_numbers.person_id, graduates.person_id)
            as person_id,
        graduates.school_id,
        graduates.graduated_on,
        graduates.person_name,
        graduates.school_name,
        graduates.school_kind,
        graduates.programme,
        graduates.full_time,
        graduates.certificate_level,
        graduates.certificate_issued_on,
        graduates.order_employer_id,
        graduates.school_district,
        row_number() over (
            partition by
                coalesce(merged_numbers.person_id, graduates.person_id),
                graduates.school_id,
                graduates.graduated_on
            order by
                coalesce(merged_numbers.steps, 0) asc,
                graduates.person_id asc
        ) as place
    from graduates
    left join merged_numbers on graduates.person_id = merged_numbers.number
)
select
    ranked.person_id,
    ranked.school_id,
    ranked.graduated_on,
    ranked.person_name,
    ranked.school_name,
    ranked.school_kind,
    ranked.programme,
    ranked.full_time,
    ranked.certificate_level,
    ranked.certificate_issued_on,
    ranked.order_employer_id,
    districts.district,
    districts.in_city,
    districts.has_payer as district_has_payer
from ranked
left join districts
    on coalesce(ranked.school_district, '') = districts.district_as_written
where ranked.place = 1
