-- The outcome of candidates and its money (2-policies, how a verdict is
-- reached). Policies that theirs yield to have been decided before. One in
-- review that a reviewer confirmed goes through all steps, and stays in review.
-- The district's share is rounded down, the city has the rest.
-- One row per policy_id and candidate_id.
with
contenders as (select * from decision.contenders),
queued as (
    select * from decision.queued
    union all
    select * from decision.queued_years
),
compared as (
    select
        contenders.*,
        queued.granted_fen,
        case
            when contenders.winner_candidate_id is not null then 'superseded'
            when queued.is_full then 'capped'
            when contenders.claim_candidate_id is not null then 'superseded'
            else 'eligible'
        end as reached
    from contenders
    left join queued
        on
            contenders.policy_id = queued.policy_id
            and contenders.candidate_id = queued.candidate_id
),
concluded as (
    select
        *,
        contends and reached = 'eligible' as stands,
        case
            when failed_ids <> '' then 'ineligible'
            when granted_before then 'already_granted'
            when unknown_ids <> '' then 'review'
            else reached
        end as outcome,
        coalesce(granted_fen, amount_fen) as due_fen
    from compared
),
shared as (
    select
        *,
        (due_fen * (100 - city_percent)) // 100 as district_fen
    from concluded
)
select
    policy_id,
    candidate_id,
    candidate_parts,
    once_key,
    beneficiary_kind,
    beneficiary_id,
    payee_name,
    person_name,
    person_id,
    employer_id,
    district,
    certificate_no,
    occupation_code,
    level,
    period,
    failed_ids,
    unknown_ids,
    failed_said,
    unknown_said,
    full_said,
    unknown_evidence,
    outcome,
    stands,
    confirmed,
    place,
    coalesce(ceiling_rank, keep_rank) as found_rank,
    due_fen as amount_fen,
    district_fen,
    due_fen - district_fen as city_fen,
    case
        when stands then coalesce(kept_group, ceiling_group)
        else ceiling_group
    end as ceiling_group,
    case
        when stands then coalesce(kept_year, ceiling_year)
        else ceiling_year
    end as ceiling_year,
    case
        when outcome = 'superseded'
            then coalesce(winner_policy_id, claim_policy_id)
    end as winner_policy_id,
    case
        when outcome = 'superseded'
            then coalesce(winner_candidate_id, claim_candidate_id)
    end as winner_candidate_id
from shared
