-- The hosted contests as the rules saw them.
-- One row per org_id, contest and event.
select * from fact.hosting
