-- Persons given a title, under their current number; of one designation known
-- under several numbers the current number's row wins.
-- One row per person_id, title and effective_on.
with
designations as (select * from accepted.designations),
merged_numbers as (select * from reference.merged_numbers),
ranked as (
    select
        coalesce(merged_numbers.person_id, designations.person_id)
            as person_id,
        designations.title,
        designations.effective_on,
        designations.revoked_on,
        designations.document_no,
        row_number() over (
            partition by
                coalesce(merged_numbers.person_id, designations.person_id),
                designations.title,
                designations.effective_on
            order by
                coalesce(merged_numbers.steps, 0) asc,
                designations.person_id asc
        ) as place
    from designations
    left join merged_numbers on designations.person_id = merged_numbers.number
)
select
    person_id,
    title,
    effective_on,
    revoked_on,
    document_no
from ranked
where place = 1
