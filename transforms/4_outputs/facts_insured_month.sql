-- The pension of each settled month that the main employer owed.
-- One row per person_id and period.
select * from fact.insured_months
