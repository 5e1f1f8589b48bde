-- The outcome of one policy's candidates (2-policies, how a verdict is
-- reached). Policies that it yields to have been decided before.
-- One row per candidate_id.
with
verdicts as (select * from decision.verdicts),
past_payments as (select * from decision.past_payments),
decided as (select * from decision.decided),
precedence as (select * from reference.precedence),
day as (select * from reference.day),
contenders as (
    select
        *,
        failed_ids = ''
        and not granted_before
        and unknown_ids = '' as contends
    from verdicts
),
first_of_key as (
    select
        contends,
        once_key,
        candidate_id,
        row_number() over (
            partition by contends, once_key order by keep_rank asc
        ) as place
    from contenders
),
winners_within as (
    select
        once_key,
        candidate_id as winner_candidate_id
    from first_of_key
    where contends and place = 1
),
eligible_elsewhere as (
    select
        precedence.policy_id,
        decided.once_key,
        decided.policy_id as winner_policy_id,
        decided.candidate_id as winner_candidate_id,
        row_number() over (
            partition by precedence.policy_id, decided.once_key
            order by precedence.place asc, decided.candidate_id asc
        ) as place
    from decided
    inner join precedence on decided.policy_id = precedence.yields_to
    where decided.outcome = 'eligible'
),
placed as (
    select
        contenders.*,
        case
            when not contenders.contends then null
            when contenders.candidate_id <> winners_within.winner_candidate_id
                then contenders.policy_id
            else eligible_elsewhere.winner_policy_id
        end as winner_policy_id,
        case
            when not contenders.contends then null
            when contenders.candidate_id <> winners_within.winner_candidate_id
                then winners_within.winner_candidate_id
            else eligible_elsewhere.winner_candidate_id
        end as winner_candidate_id
    from contenders
    left join winners_within on contenders.once_key = winners_within.once_key
    left join eligible_elsewhere
        on
            contenders.policy_id = eligible_elsewhere.policy_id
            and contenders.once_key = eligible_elsewhere.once_key
            and eligible_elsewhere.place = 1
),
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
                select verdicts.policy_id from verdicts
            )
        )
    group by past_payments.ceiling_group
),
queued as (
    select
        placed.policy_id,
        placed.candidate_id,
        placed.ceiling_fen,
        coalesce(used_this_year.used_fen, 0) + sum(placed.amount_fen) over (
            partition by placed.ceiling_group
            order by placed.ceiling_rank asc
            rows unbounded preceding
        ) as used_up_fen
    from placed
    left join used_this_year
        on placed.ceiling_group = used_this_year.ceiling_group
    where
        placed.contends
        and placed.winner_candidate_id is null
        and placed.ceiling_group is not null
)
select
    placed.*,
    case
        when placed.failed_ids <> '' then 'ineligible'
        when placed.granted_before then 'already_granted'
        when placed.unknown_ids <> '' then 'review'
        when placed.winner_candidate_id is not null then 'superseded'
        when queued.used_up_fen > queued.ceiling_fen then 'capped'
        else 'eligible'
    end as outcome
from placed
left join queued on placed.candidate_id = queued.candidate_id
