-- Paid grants whose person had died, retired or left the employer before the
-- day that counts; left: the last of all contracts between the two had ended.
-- One row per grant_id, variant, finding and value.
with
paid_grants as (select * from output.paid_grants),
parties as (select * from output.parties),
contracts as (select * from accepted.contracts),
merged_numbers as (select * from reference.merged_numbers),
holders as (
    select distinct person_id
    from paid_grants
    where finding = 'contract_ended'
),
last_days as (
    select
        coalesce(merged_numbers.person_id, contracts.person_id) as person_id,
        contracts.employer_id,
        max(least(
            coalesce(contracts.end_on, date '9999-12-31'),
            coalesce(contracts.terminated_on, date '9999-12-31')
        )) as last_day
    from contracts
    left join merged_numbers on contracts.person_id = merged_numbers.number
    inner join holders
        on
            coalesce(merged_numbers.person_id, contracts.person_id)
            = holders.person_id
    group by
        coalesce(merged_numbers.person_id, contracts.person_id),
        contracts.employer_id
)
select
    paid_grants.*,
    paid_grants.finding || '_on' as changed,
    cast(case paid_grants.finding
        when 'deceased' then parties.deceased_on
        else parties.retired_on
    end as varchar) as value,
    'persons' as source
from paid_grants
inner join parties on paid_grants.person_id = parties.current_number
where
    (
        paid_grants.finding = 'deceased'
        and parties.deceased_on < paid_grants.due_before
    )
    or (
        paid_grants.finding = 'retired'
        and parties.retired_on < paid_grants.due_before
    )
union all
select
    paid_grants.*,
    'last_day' as changed,
    cast(last_days.last_day as varchar) as value,
    'contracts' as source
from paid_grants
inner join last_days
    on
        paid_grants.person_id = last_days.person_id
        and paid_grants.employer_id = last_days.employer_id
where
    paid_grants.finding = 'contract_ended'
    and last_days.last_day < paid_grants.due_before
