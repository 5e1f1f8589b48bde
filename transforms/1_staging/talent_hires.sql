-- Talent that was brought in, under the person's current number; of one hire
-- known under several numbers the current number's row wins.
-- One row per person_id, employer_id, year and mode.
with
talent_hires as (select * from accepted.talent_hires),
merged_numbers as (select * from reference.merged_numbers),
ranked as (
    select
        coalesce(merged_numbers.person_id, talent_hires.person_id)
            as person_id,
        talent_hires.employer_id,
        talent_hires.year,
        talent_hires.mode,
        talent_hires.tier,
        talent_hires.from_city,
        talent_hires.annual_pay_fen,
        talent_hires.approved,
        talent_hires.approved_amount_fen,
        row_number() over (
            partition by
                coalesce(merged_numbers.person_id, talent_hires.person_id),
                talent_hires.employer_id,
                talent_hires.year,
                talent_hires.mode
            order by
                coalesce(merged_numbers.steps, 0) asc,
                talent_hires.person_id asc
        ) as place
    from talent_hires
    left join merged_numbers on talent_hires.person_id = merged_numbers.number
)
select
    person_id,
    employer_id,
    year,
    mode,
    tier,
    from_city,
    annual_pay_fen,
    approved,
    approved_amount_fen
from ranked
where place = 1
