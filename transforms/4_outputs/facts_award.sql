-- The contest awards as the rules saw them.
-- One row per award_no.
select * from fact.award
