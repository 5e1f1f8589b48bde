-- Every number under which an export may know a subject, and how many merges
-- lie between it and the current one. One row per number.
with
subjects as (select * from staging.subjects),
merged_numbers as (select * from reference.merged_numbers)
select
    person_id as number,
    person_id,
    0 as steps
from subjects
union all
select
    merged_numbers.number,
    merged_numbers.person_id,
    merged_numbers.steps
from merged_numbers
inner join subjects on merged_numbers.person_id = subjects.person_id
