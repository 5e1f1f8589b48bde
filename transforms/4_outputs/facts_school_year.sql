-- The schools with their headcount as the rules saw them.
-- One row per school_id and year.
select * from fact.school_year
