-- Grants that were paid, with what the look-back asks of their policy. Of a
-- grant for a month what was before that month matters, else what was before
-- the day of its submission.
-- One row per grant_id, variant and finding.
with
grants as (select * from ledger.grants),
asked as (select * from reference.lookback)
select
    grants.grant_id,
    grants.variant,
    asked.finding,
    grants.policy_id,
    grants.once_key,
    grants.candidate_id,
    grants.person_id,
    case
        when grants.beneficiary_kind = 'employer' then grants.beneficiary_id
        else grants.employer_id
    end as employer_id,
    grants.period,
    grants.submitted_on,
    grants.paid_on,
    grants.amount_fen,
    asked.clause,
    asked.citation,
    asked.highest_wins,
    case
        when regexp_matches(grants.period, '^[0-9]{4}-[0-9]{2}$')
            then cast(grants.period || '-01' as date)
        else grants.submitted_on
    end as due_before
from grants
inner join asked on grants.policy_id = asked.policy_id
where grants.state in ('paid', 'dismissed')
