-- The businesses of graduates as the rules saw them.
-- One row per person_id and year.
select * from fact.startup
