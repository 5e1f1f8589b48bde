-- Who stands in the queue for a ceiling, and how much is used up when each
-- has been served: amounts are positive, so from the first that no longer
-- fits nobody fits. One row per candidate_id under a ceiling.
with
contenders as (select * from decision.contenders),
past_payments as (select * from decision.past_payments),
day as (select * from reference.day),
used_this_year as (
    select
        past_payments.ceiling_group,
        sum(past_payments.amount_fen) as used_fen
    from past_payments
    cross join day
    where
        past_payments.status = 'paid'
        and extract(year from past_payments.paid_on)
        = extract(year from day.as_of)
        and (
            past_payments.named_policy_id is null
            or past_payments.named_policy_id in (
                select contenders.policy_id from contenders
            )
        )
    group by past_payments.ceiling_group
)
select
    contenders.candidate_id,
    contenders.ceiling_fen,
    coalesce(used_this_year.used_fen, 0) + sum(contenders.amount_fen) over (
        partition by contenders.ceiling_group
        order by contenders.ceiling_rank asc
        rows unbounded preceding
    ) as used_up_fen
from contenders
left join used_this_year
    on contenders.ceiling_group = used_this_year.ceiling_group
where
    contenders.contends
    and contenders.winner_candidate_id is null
    and contenders.ceiling_group is not null
