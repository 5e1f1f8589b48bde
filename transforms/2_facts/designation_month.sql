-- The grain of the monthly policy for titles: the months since a person was
-- given one; where terms overlap, the latest has the month. A doubt is null.
-- One row per person_id, title and period.
with
designation as (select * from fact.designation),
persons as (select * from staging.persons),
circular_numbers as (select * from reference.circular_numbers),
months as (select * from reference.months),
ranked as (
    select
        designation.*,
        months.period as month,
        months.number
        - extract(year from designation.effective_on) * 12
        - extract(month from designation.effective_on)
        + 1 as month_number,
        row_number() over (
            partition by
                designation.person_id, designation.title, months.period
            order by designation.effective_on desc
        ) as place
    from designation
    inner join months
        on
            date_trunc('month', designation.effective_on) <= months.period
            and designation.as_of >= months.period
)
select
    ranked.person_id,
    ranked.title,
    substring(cast(ranked.month as varchar), 1, 7) as period,
    ranked.as_of,
    ranked.person_name,
    ranked.effective_on,
    ranked.document_no,
    ranked.month,
    ranked.month_number,
    ranked.revoked_on,
    persons.deceased_on,
    ranked.designated_in_year,
    ranked.person_in_doubt,
    ranked.employer_id,
    ranked.employer_name,
    ranked.district,
    ranked.in_city,
    ranked.district_has_payer,
    case
        when ranked.effective_on <= ranked.as_of
            then coalesce(ranked.month <= ranked.revoked_on, true)
    end as title_held,
    case
        when
            ranked.effective_on > ranked.as_of
            and coalesce(ranked.month <= ranked.revoked_on, true)
            then ranked.effective_on
    end as title_held_from,
    case
        when circular_numbers.number is null
            then coalesce(ranked.month <= persons.deceased_on, true)
    end as alive
from ranked
left join persons on ranked.person_id = persons.person_id
left join circular_numbers on ranked.person_id = circular_numbers.number
where ranked.place = 1
