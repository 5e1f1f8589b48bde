-- Status of each subject: the current number's own row wins, else that of
-- the number fewest merges away. One row per person_id.
with
persons as (select * from accepted.persons),
subject_numbers as (select * from staging.subject_numbers),
known as (
    select
        subject_numbers.person_id,
        persons.deceased_on,
        persons.retired_on,
        row_number() over (
            partition by subject_numbers.person_id
            order by subject_numbers.steps asc, subject_numbers.number asc
        ) as place
    from persons
    inner join subject_numbers on persons.person_id = subject_numbers.number
)
select
    person_id,
    deceased_on,
    retired_on
from known
where place = 1
