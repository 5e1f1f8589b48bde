-- The graduates' records and months as the rules saw them.
-- One row per person_id, school_id, graduated_on and period.
select * from fact.graduate_month
