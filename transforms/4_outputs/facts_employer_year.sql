-- The employers that certify their staff as the rules saw them.
-- One row per employer_id and year.
select * from fact.employer_year
