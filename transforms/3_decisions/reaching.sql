-- Candidates with what the ledger holds of them: the place of an open grant of
-- their own or of their key, and the ceiling under which it was found; whether
-- their key was closed by a rejection; whether a reviewer has confirmed all
-- that is unknown today. One row per policy_id and candidate_id.
with
verdicts as (select * from decision.verdicts),
open_grants as (select * from decision.open_grants),
closed_keys as (select * from decision.closed_keys),
confirmations as (select * from ledger.confirmed),
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
    closed_keys.taken_key is not null and of_the_key.place is null as closed,
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
left join open_grants as own
    on
        keyed.policy_id = own.policy_id
        and keyed.taken_key = own.taken_key
        and keyed.candidate_id = own.candidate_id
        and own.of_candidate = 1
left join open_grants as of_the_key
    on
        keyed.policy_id = of_the_key.policy_id
        and keyed.taken_key = of_the_key.taken_key
        and of_the_key.of_key = 1
left join closed_keys
    on
        keyed.policy_id = closed_keys.policy_id
        and keyed.taken_key = closed_keys.taken_key
left join confirmations
    on
        keyed.policy_id = confirmations.policy_id
        and keyed.candidate_id = confirmations.candidate_id
        and keyed.unknown_ids = confirmations.unknown_ids
        and keyed.unknown_evidence = confirmations.evidence
