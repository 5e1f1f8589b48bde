-- The outcome of one policy's candidates (2-policies, how a verdict is
-- reached). Policies that it yields to have been decided before.
-- One row per candidate_id.
with
contenders as (select * from decision.contenders),
queued as (select * from decision.queued)
select
    contenders.*,
    case
        when contenders.failed_ids <> '' then 'ineligible'
        when contenders.granted_before then 'already_granted'
        when contenders.unknown_ids <> '' then 'review'
        when contenders.winner_candidate_id is not null then 'superseded'
        when queued.used_up_fen > queued.ceiling_fen then 'capped'
        else 'eligible'
    end as outcome
from contenders
left join queued on contenders.candidate_id = queued.candidate_id
