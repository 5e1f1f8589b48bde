-- The titles as the rules saw them.
-- One row per person_id, title and effective_on.
select * from fact.designation
