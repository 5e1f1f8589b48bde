-- The employers with a contract in effect, in their order as main employment.
-- One row per person_id and employer_id.
select * from fact.employment
