-- Status of each person after merging: the current number's own row wins,
-- else that of the number fewest merges away. One row per person.
with
persons as (select * from accepted.persons),
merged_numbers as (select * from reference.merged_numbers),
known_under_current_number as (
    select
        coalesce(merged_numbers.person_id, persons.person_id) as person_id,
        coalesce(merged_numbers.steps, 0) as steps,
        persons.person_id as number,
        persons.deceased_on,
        persons.retired_on
    from persons
    left join merged_numbers on persons.person_id = merged_numbers.number
),
ranked as (
    select
        *,
        row_number() over (
            partition by person_id order by steps asc, number asc
        ) as place
    from known_under_current_number
)
select
    person_id,
    deceased_on,
    retired_on
from ranked
where place = 1
