-- The people brought in as the rules saw them.
-- One row per person_id, employer_id, year and mode.
select * from fact.talent
