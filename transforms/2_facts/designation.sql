-- The grain of the policies for titles: who was given one, with what the
-- date knows of the person. A doubt is null.
-- One row per person_id, title and effective_on.
with
designations as (select * from staging.designations),
person as (select * from fact.person),
person_names as (select * from fact.person_names),
dated as (
    select
        *,
        extract(year from effective_on) as effective_year
    from designations
),
counted as (
    select
        title,
        effective_year,
        count(distinct person_id) as designated_in_year
    from dated
    group by title, effective_year
)
select
    dated.person_id,
    dated.title,
    dated.effective_on,
    person.as_of,
    person_names.person_name,
    dated.document_no,
    dated.effective_year,
    dated.revoked_on,
    counted.designated_in_year,
    person.person_in_doubt,
    person.employer_id,
    person.employer_name,
    person.district,
    person.in_city,
    person.district_has_payer,
    case
        when dated.effective_on <= person.as_of then dated.effective_on
    end as known_effective_on,
    case
        when dated.effective_on <= person.as_of
            then not coalesce(dated.revoked_on <= person.as_of, false)
    end as title_held,
    case
        when
            dated.effective_on > person.as_of
            and coalesce(dated.revoked_on > dated.effective_on, true)
            then dated.effective_on
    end as title_held_from,
    cast(dated.revoked_on - interval 1 day as date) as title_held_until
from dated
inner join person on dated.person_id = person.person_id
inner join counted
    on
        dated.title = counted.title
        and dated.effective_year = counted.effective_year
left join person_names on dated.person_id = person_names.person_id
