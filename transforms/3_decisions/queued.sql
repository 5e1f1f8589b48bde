-- Who stands in the queue for a ceiling, and what is left for each: of money
-- or of grants in a year, or of years since the first. Amounts are positive,
-- so from the first that no longer fits nobody fits.
-- One row per policy_id and candidate_id under a ceiling.
with
contenders as (select * from decision.contenders),
past_payments as (select * from decision.past_payments),
queue as (
    select
        policy_id,
        candidate_id,
        amount_fen,
        ceiling_group,
        ceiling_year,
        ceiling_limit,
        ceiling_unit,
        ceiling_rank,
        pays_remainder,
        case when ceiling_unit = 'yuan' then amount_fen else 1 end as weight
    from contenders
    where
        contends
        and winner_candidate_id is null
        and ceiling_group is not null
),
granted as (
    select
        past_payments.ceiling_group,
        past_payments.ceiling_year,
        sum(past_payments.amount_fen) as granted_fen,
        count(*) as grants
    from past_payments
    where
        past_payments.status = 'paid'
        and (
            past_payments.named_policy_id is null
            or past_payments.named_policy_id in (
                select contenders.policy_id from contenders
            )
        )
    group by past_payments.ceiling_group, past_payments.ceiling_year
),
first_granted as (
    select
        ceiling_group,
        min(ceiling_year) as first_year
    from granted
    group by ceiling_group
),
measured as (
    select
        queue.*,
        case
            when queue.ceiling_unit = 'yuan'
                then coalesce(granted.granted_fen, 0)
            else coalesce(granted.grants, 0)
        end
        + coalesce(sum(queue.weight) over (
            partition by queue.ceiling_group, queue.ceiling_year
            order by queue.ceiling_rank asc
            rows between unbounded preceding and 1 preceding
        ), 0) as used_before,
        coalesce(first_granted.first_year, queue.ceiling_year) as paid_first,
        min(queue.ceiling_year) over (
            partition by queue.ceiling_group
        ) as queued_first
    from queue
    left join granted
        on
            queue.ceiling_group = granted.ceiling_group
            and queue.ceiling_year = granted.ceiling_year
    left join first_granted
        on queue.ceiling_group = first_granted.ceiling_group
)
select
    policy_id,
    candidate_id,
    case
        when ceiling_unit = 'years'
            then
                ceiling_year - least(paid_first, queued_first)
                >= ceiling_limit
        when pays_remainder then used_before >= ceiling_limit
        else used_before + weight > ceiling_limit
    end as is_full,
    case
        when
            pays_remainder
            and used_before < ceiling_limit
            and used_before + weight > ceiling_limit
            then ceiling_limit - used_before
        else amount_fen
    end as granted_fen
from measured
