-- The next month of each title that a person was given, as it will be when it
-- begins; of one that takes effect later, its first. Where terms overlap, the
-- latest has the month. `assumed`: the row rests on no assumption.
-- One row per person_id and title.
with
designation as (select * from fact.designation),
persons as (select * from staging.persons),
circular_numbers as (select * from reference.circular_numbers),
day as (select * from reference.day),
dated as (
    select
        designation.*,
        greatest(
            cast(day.month_ends_on + interval 1 day as date),
            cast(date_trunc('month', designation.effective_on) as date)
        ) as month
    from designation
    cross join day
),
ranked as (
    select
        *,
        row_number() over (
            partition by person_id, title
            order by month asc, effective_on desc
        ) as place
    from dated
)
select
    ranked.person_id,
    ranked.title,
    substring(cast(ranked.month as varchar), 1, 7) as period,
    greatest(ranked.month, ranked.effective_on) as as_of,
    false as assumed,
    ranked.person_name,
    ranked.effective_on,
    ranked.document_no,
    ranked.month,
    (extract(year from ranked.month) - extract(year from ranked.effective_on))
    * 12
    + extract(month from ranked.month)
    - extract(month from ranked.effective_on)
    + 1 as month_number,
    ranked.revoked_on,
    persons.deceased_on,
    ranked.designated_in_year,
    ranked.person_in_doubt,
    ranked.employer_id,
    ranked.employer_name,
    ranked.district,
    ranked.in_city,
    ranked.district_has_payer,
    cast(null as date) as title_held_from,
    coalesce(ranked.month <= ranked.revoked_on, true) as title_held,
    case
        when circular_numbers.number is null
            then coalesce(ranked.month <= persons.deceased_on, true)
    end as alive
from ranked
left join persons on ranked.person_id = persons.person_id
left join circular_numbers on ranked.person_id = circular_numbers.number
where ranked.place = 1
