-- Employers whose staff holds certificates: how many, of how many with a
-- labour contract in effect, and when the first contract on file began.
-- One row per employer_id.
with
certificates as (select * from output.certificates_counted),
contracts as (select * from accepted.contracts),
merged_numbers as (select * from reference.merged_numbers),
employers as (select * from staging.employers),
day as (select * from reference.day),
holders as (
    select
        employer_id,
        count(distinct person_id) as holders,
        cast(sum(amount_fen) as bigint) as amount_fen
    from certificates
    where employer_id is not null
    group by employer_id
),
staff as (
    select
        contracts.employer_id,
        min(contracts.start_on) as first_start_on,
        count(distinct case
            when
                contracts.start_on <= day.as_of
                and coalesce(contracts.end_on, day.as_of) >= day.as_of
                and coalesce(contracts.terminated_on, day.as_of) >= day.as_of
                then coalesce(merged_numbers.person_id, contracts.person_id)
        end) as staff
    from contracts
    cross join day
    inner join holders on contracts.employer_id = holders.employer_id
    left join merged_numbers on contracts.person_id = merged_numbers.number
    group by contracts.employer_id
)
select
    holders.employer_id,
    coalesce(employers.employer_name, holders.employer_id) as employer_name,
    employers.district,
    holders.holders,
    holders.amount_fen,
    staff.staff,
    staff.first_start_on
from holders
inner join staff on holders.employer_id = staff.employer_id
left join employers on holders.employer_id = employers.employer_id
