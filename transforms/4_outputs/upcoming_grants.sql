-- Grants of the ledger with a day that is known: the last day of a public
-- notice, and the day by which money that has arrived is due.
-- One row per kind and grant_id.
with
grants as (select * from output.grants),
of_ledger as (select * from ledger.grants),
day as (select * from reference.day),
notices as (
    select
        grant_id,
        max(notice_until) as notice_until
    from of_ledger
    where state = 'noticed'
    group by grant_id
),
dated as (
    select
        'notice_ends' as kind,
        grants.*,
        notices.notice_until as on_date
    from grants
    inner join notices on grants.grant_id = notices.grant_id
    union all
    select
        'money_due' as kind,
        grants.*,
        grants.due_on as on_date
    from grants
    where
        grants.state in ('funded', 'batched', 'released', 'failed')
        and grants.due_on is not null
)
select dated.*
from dated
cross join day
where dated.on_date >= day.as_of
