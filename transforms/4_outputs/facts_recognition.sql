-- The recognitions as the rules saw them.
-- One row per org_id, title, object and recognised_on.
select * from fact.recognition
