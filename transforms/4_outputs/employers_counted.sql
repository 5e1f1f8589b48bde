-- Employers whose staff holds certificates: how many; where they may be enough
-- for a flag, also of how many with a labour contract in effect, and when the
-- first contract on file began. One row per employer_id.
with
certificates as (select * from output.certificates_counted),
contracts as (select * from accepted.contracts),
merged_numbers as (select * from reference.merged_numbers),
employers as (select * from staging.employers),
risks as (select * from reference.risks),
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
fewest as (
    select min(at_least) as at_least
    from risks
    where flag in ('employer_staff', 'new_employer')
),
asked as (
    select holders.employer_id
    from holders
    cross join fewest
    where holders.holders >= fewest.at_least
),
theirs as (
    select contracts.*
    from contracts
    where contracts.employer_id in (select asked.employer_id from asked)
),
staff as (
    select
        theirs.employer_id,
        min(theirs.start_on) as first_start_on,
        count(distinct case
            when
                theirs.start_on <= day.as_of
                and coalesce(theirs.end_on, day.as_of) >= day.as_of
                and coalesce(theirs.terminated_on, day.as_of) >= day.as_of
                then coalesce(merged_numbers.person_id, theirs.person_id)
        end) as staff
    from theirs
    cross join day
    left join merged_numbers on theirs.person_id = merged_numbers.number
    group by theirs.employer_id
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
left join staff on holders.employer_id = staff.employer_id
left join employers on holders.employer_id = employers.employer_id
