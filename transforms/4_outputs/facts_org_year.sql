-- What organisations did in a year as the rules saw it.
-- One row per org_id, item and year.
select * from fact.org_year
