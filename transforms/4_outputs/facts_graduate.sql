-- The graduates as the rules saw them.
-- One row per person_id, school_id and graduated_on.
select * from fact.graduate
