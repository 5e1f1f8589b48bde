-- The months of a title as the rules saw them.
-- One row per person_id, title and period.
select * from fact.designation_month
