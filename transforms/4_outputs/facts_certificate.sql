-- The certificates as the rules saw them.
-- One row per certificate_no and person_id.
select * from fact.certificate
