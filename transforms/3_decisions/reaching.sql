-- Candidates with what the ledger holds of them: the place of an open grant of
-- their own or of their key, and the ceiling under which it was found; whether
-- their key was closed by a rejection; whether a reviewer has confirmed all
-- that is unknown today. One row per policy_id and candidate_id.
with
verdicts as (select * from decision.verdicts),
grants as (select * from ledger.grants),
confirmations as (select * from ledger.confirmed),
policies as (select * from reference.policies),
known as (
    select
        *,
        coalesce(once_key, candidate_id) as taken_key
    from grants
),
own as (
    select
        policy_id,
        candidate_id,
        taken_key,
        min(place) as place
    from known
    where standing = 'open'
    group by policy_id, candidate_id, taken_key
),
of_the_key as (
    select
        policy_id,
        taken_key,
        place,
        ceiling_group,
        ceiling_year,
        row_number() over (
            partition by policy_id, taken_key
            order by place asc, variant asc
        ) as first_found
    from known
    where standing = 'open'
),
closed as (
    select distinct
        policies.policy_id,
        known.taken_key
    from known
    inner join policies on known.benefit_id = policies.benefit_id
    where known.standing = 'closed'
),
keyed as (
    select
        *,
        coalesce(once_key, candidate_id) as taken_key
    from verdicts
)
select
    keyed.*,
    own.place as own_place,
    of_the_key.place,
    of_the_key.ceiling_group as kept_group,
    of_the_key.ceiling_year as kept_year,
    closed.taken_key is not null and of_the_key.place is null as closed,
    confirmations.evidence is not null as confirmed,
    keyed.failed_ids = ''
    and not keyed.granted_before
    and (
        keyed.unknown_ids = ''
        or (
            confirmations.evidence is not null
            and not keyed.whole_row
            and keyed.once_key is not null
            and keyed.beneficiary_id is not null
            and keyed.amount_fen is not null
            and keyed.city_percent is not null
        )
    ) as contends
from keyed
left join own
    on
        keyed.policy_id = own.policy_id
        and keyed.candidate_id = own.candidate_id
        and keyed.taken_key = own.taken_key
left join of_the_key
    on
        keyed.policy_id = of_the_key.policy_id
        and keyed.taken_key = of_the_key.taken_key
        and of_the_key.first_found = 1
left join closed
    on
        keyed.policy_id = closed.policy_id
        and keyed.taken_key = closed.taken_key
left join confirmations
    on
        keyed.policy_id = confirmations.policy_id
        and keyed.candidate_id = confirmations.candidate_id
        and keyed.unknown_ids = confirmations.unknown_ids
        and keyed.unknown_evidence = confirmations.evidence
