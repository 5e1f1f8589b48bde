-- Every number under which an export may know a subject.
-- One row per number.
with
subjects as (select * from fact.subjects),
merged_numbers as (select * from reference.merged_numbers)
select
    person_id as number,
    person_id
from subjects
union
select
    merged_numbers.number,
    merged_numbers.person_id
from merged_numbers
inner join subjects on merged_numbers.person_id = subjects.person_id
