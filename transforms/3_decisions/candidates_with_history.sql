-- The policy's candidates with what was paid of its benefit before.
-- One row per candidate_id.
with
candidates as (select * from decision.candidates),
past_payments as (select * from decision.past_payments),
doubtful_persons as (select * from staging.doubtful_persons),
same_key as (
    select
        once_key,
        max(case when status = 'paid' then 1 else 0 end) as paid,
        max(case when status = 'recovered' then 1 else 0 end) as recovered
    from past_payments
    where once_key is not null
    group by once_key
),
without_key as (
    select distinct person_id
    from past_payments
    where once_key is null and person_id is not null
)
select
    candidates.*,
    coalesce(same_key.paid, 0) = 1 as granted_before,
    coalesce(same_key.recovered, 0) = 1 as recovered_before,
    doubtful_persons.person_id is not null as payments_in_doubt,
    without_key.person_id is not null as payment_lacks_key
from candidates
left join same_key on candidates.once_key = same_key.once_key
left join without_key on candidates.person_id = without_key.person_id
left join doubtful_persons
    on
        candidates.person_id = doubtful_persons.person_id
        and doubtful_persons.source = 'payments'
