-- The policy's candidates with what was paid of its benefit before. Where the
-- highest amount wins, a lower one paid before is not the grant itself.
-- One row per candidate_id.
with
candidates as (select * from decision.candidates),
history as (select * from decision.history),
doubtful as (
    select person_id as number
    from staging.doubtful_persons
    where source = 'payments'
),
same_key as (
    select
        policy_id,
        taken_key,
        max(case when status = 'paid' then amount_fen end) as most_paid_fen,
        max(case when status = 'recovered' then 1 else 0 end) as recovered
    from history
    group by policy_id, taken_key
),
without_key as (
    select
        policy_id,
        beneficiary_id as number
    from history
    where taken_key is null and beneficiary_id is not null
    union
    select
        policy_id,
        person_id as number
    from history
    where taken_key is null and person_id is not null
),
paid_before as (
    select
        candidates.candidate_id,
        same_key.most_paid_fen is not null as paid,
        candidates.lower_is_less
        and not coalesce(
            same_key.most_paid_fen >= candidates.amount_fen, false
        ) as too_little,
        same_key.recovered = 1 as recovered
    from candidates
    inner join same_key
        on
            candidates.policy_id = same_key.policy_id
            and coalesce(candidates.once_key, candidates.candidate_id)
            = same_key.taken_key
)
select
    candidates.*,
    coalesce(paid_before.paid and not paid_before.too_little, false)
        as granted_before,
    coalesce(paid_before.paid and paid_before.too_little, false)
        as paid_less_before,
    coalesce(paid_before.recovered, false) as recovered_before,
    doubtful_persons.number is not null
    or doubtful_payees.number is not null as payments_in_doubt,
    persons_without_key.number is not null
    or payees_without_key.number is not null as payment_lacks_key
from candidates
left join paid_before on candidates.candidate_id = paid_before.candidate_id
left join without_key as persons_without_key
    on
        candidates.policy_id = persons_without_key.policy_id
        and candidates.person_id = persons_without_key.number
left join without_key as payees_without_key
    on
        candidates.policy_id = payees_without_key.policy_id
        and candidates.beneficiary_id = payees_without_key.number
left join doubtful as doubtful_persons
    on candidates.person_id = doubtful_persons.number
left join doubtful as doubtful_payees
    on candidates.beneficiary_id = doubtful_payees.number
