-- The outcome of candidates and its money (2-policies, how a verdict is
-- reached). Policies that theirs yield to have been decided before.
-- The district's share is rounded down, the city has the rest.
-- One row per policy_id and candidate_id.
with
contenders as (select * from decision.contenders),
queued as (select * from decision.queued),
concluded as (
    select
        contenders.policy_id,
        contenders.candidate_id,
        contenders.once_key,
        contenders.beneficiary_kind,
        contenders.beneficiary_id,
        contenders.payee_name,
        contenders.person_id,
        contenders.employer_id,
        contenders.district,
        contenders.certificate_no,
        contenders.occupation_code,
        contenders.level,
        contenders.period,
        contenders.failed_ids,
        contenders.unknown_ids,
        contenders.failed_said,
        contenders.unknown_said,
        contenders.full_said,
        contenders.winner_policy_id,
        contenders.winner_candidate_id,
        contenders.city_percent,
        case
            when contenders.failed_ids <> '' then 'ineligible'
            when contenders.granted_before then 'already_granted'
            when contenders.unknown_ids <> '' then 'review'
            when contenders.winner_candidate_id is not null then 'superseded'
            when queued.is_full then 'capped'
            else 'eligible'
        end as outcome,
        coalesce(queued.granted_fen, contenders.amount_fen) as amount_fen
    from contenders
    left join queued
        on
            contenders.policy_id = queued.policy_id
            and contenders.candidate_id = queued.candidate_id
),
shared as (
    select
        *,
        (amount_fen * (100 - city_percent)) // 100 as district_fen
    from concluded
)
select
    *,
    amount_fen - district_fen as city_fen
from shared
