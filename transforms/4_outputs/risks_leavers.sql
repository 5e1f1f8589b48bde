-- People whose last labour contract with the employer of a paid grant ended
-- soon after the payment. One row per subject_id.
with
grants as (select * from ledger.grants),
contracts as (select * from accepted.contracts),
merged_numbers as (select * from reference.merged_numbers),
risks as (select * from reference.risks),
day as (select * from reference.day),
paid as (
    select
        grant_id,
        person_id,
        employer_id,
        paid_on,
        amount_fen
    from grants
    where paid_on is not null
),
numbers as (
    select
        person_id as number,
        person_id
    from paid
    union
    select
        merged_numbers.number,
        merged_numbers.person_id
    from merged_numbers
    inner join paid on merged_numbers.person_id = paid.person_id
),
theirs as (
    select contracts.*
    from contracts
    where contracts.person_id in (select numbers.number from numbers)
),
last_days as (
    select
        paid.grant_id,
        paid.person_id,
        paid.paid_on,
        paid.amount_fen,
        max(least(
            coalesce(theirs.end_on, date '9999-12-31'),
            coalesce(theirs.terminated_on, date '9999-12-31')
        )) as last_day
    from theirs
    inner join numbers on theirs.person_id = numbers.number
    inner join paid
        on
            numbers.person_id = paid.person_id
            and theirs.employer_id = paid.employer_id
    group by paid.grant_id, paid.person_id, paid.paid_on, paid.amount_fen
),
left_soon as (
    select
        last_days.person_id,
        risks.at_least,
        risks.days,
        count(*) as grants,
        max(last_days.last_day) as last_day,
        cast(sum(last_days.amount_fen) as bigint) as amount_fen
    from last_days
    cross join day
    inner join risks on risks.flag = 'left_after_payment'
    where
        last_days.last_day < day.as_of
        and last_days.last_day >= last_days.paid_on
        and last_days.last_day
        < last_days.paid_on + interval 1 day * risks.days
    group by last_days.person_id, risks.at_least, risks.days
)
select
    'left_after_payment' as flag,
    'person' as subject_kind,
    person_id as subject_id,
    cast(null as varchar) as policy_id,
    cast(null as varchar) as period,
    cast(null as varchar) as district,
    grants as figure,
    at_least as threshold,
    amount_fen,
    '{"last_day":"' || cast(last_day as varchar)
    || '","days":' || cast(days as varchar) || '}' as evidence,
    '发放后' || cast(days as varchar) || '天内与发放时的单位解除或终止劳动合同（'
    || cast(last_day as varchar) || '），涉及已发放'
    || cast(grants as varchar) || '项' as explanation
from left_soon
where grants >= at_least
