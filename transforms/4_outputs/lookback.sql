-- Facts that changed under grants that were paid (4-lifecycle, look-back): a
-- person decides about recovering.
-- One row per grant_id, finding, source and value.
with
revoked as (select * from output.lookback_revoked),
people as (select * from output.lookback_people),
elsewhere as (select * from output.lookback_elsewhere),
changes as (
    select * from revoked
    union all
    select * from people
    union all
    select * from elsewhere
)
select distinct
    grant_id,
    finding,
    changed as "column",
    value,
    source,
    clause,
    citation,
    amount_fen
from changes
