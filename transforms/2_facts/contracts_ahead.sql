-- Contracts that begin after the date, of those who have a main employment:
-- when one of another employer, or under another name, may change it, and when
-- one of a year or longer begins with the same employer. One row per person_id.
with
contracts as (select * from staging.contracts),
employment as (select * from fact.employment),
main_contracts as (select * from fact.main_contracts),
day as (select * from reference.day),
compared as (
    select
        contracts.person_id,
        contracts.start_on,
        contracts.employer_id = employment.employer_id
        and regexp_replace(contracts.person_name, '\s', '', 'g')
        = main_contracts.first_name as goes_on,
        contracts.contract_type not in ('task', 'part_time')
        and contracts.last_day
        >= contracts.start_on + interval 1 year - interval 1 day as one_year
    from contracts
    cross join day
    inner join employment
        on contracts.person_id = employment.person_id and employment.place = 1
    inner join main_contracts
        on contracts.person_id = main_contracts.person_id
    where contracts.start_on > day.as_of
)
select
    person_id,
    min(case when not goes_on then start_on end) as changes_on,
    min(case when goes_on and one_year then start_on end)
        as contract_one_year_from
from compared
group by person_id
