-- Subjects without work today whose next contract is signed, as they will be on
-- the day on which it begins. Only those whom one employer will employ then.
-- One row per person_id.
with
contracts as (select * from staging.contracts),
employers as (select * from staging.employers),
registrations as (select * from staging.registrations),
person as (select * from fact.person),
day as (select * from reference.day),
later as (
    select
        contracts.*,
        min(contracts.start_on) over (partition by contracts.person_id)
            as begins_on
    from contracts
    cross join day
    inner join person on contracts.person_id = person.person_id
    where
        contracts.start_on > day.as_of
        and contracts.last_day >= contracts.start_on
        and not person.employed
),
first_ones as (
    select
        *,
        regexp_replace(person_name, '\s', '', 'g') as plain_name,
        contract_type not in ('task', 'part_time')
        and last_day >= start_on + interval 1 year - interval 1 day as one_year,
        row_number() over (
            partition by person_id
            order by last_day desc, contract_no asc
        ) as place
    from later
    where start_on = begins_on
),
summed as (
    select
        person_id,
        begins_on,
        min(employer_id) as employer_id,
        min(plain_name) as first_name,
        max(plain_name) as last_name,
        max(case when one_year then 1 else 0 end) = 1 as one_year,
        max(case when contract_type = 'part_time' then 0 else 1 end) = 0
            as only_part_time
    from first_ones
    group by person_id, begins_on
    having count(distinct employer_id) = 1
),
registered_then as (
    select
        summed.person_id,
        min(registrations.registered_on) as registered_on
    from summed
    inner join registrations
        on
            summed.person_id = registrations.person_id
            and summed.employer_id = registrations.employer_id
    where
        registrations.form = 'employed'
        and registrations.registered_on <= summed.begins_on
        and coalesce(registrations.ended_on >= summed.begins_on, true)
    group by summed.person_id
)
select
    summed.person_id,
    summed.begins_on,
    summed.first_name,
    summed.last_name,
    first_ones.contract_no,
    first_ones.contract_type,
    first_ones.start_on as contract_start_on,
    nullif(first_ones.last_day, date '9999-12-31') as contract_last_day,
    first_ones.host_employer_id,
    registered_then.registered_on,
    summed.employer_id,
    employers.employer_name,
    employers.kind as employer_kind,
    employers.status as employer_status,
    employers.district,
    employers.in_city,
    employers.enterprise,
    employers.municipal_enterprise,
    employers.district_has_payer,
    case
        when summed.only_part_time then false
        when summed.one_year then true
    end as contract_one_year
from summed
inner join first_ones
    on summed.person_id = first_ones.person_id and first_ones.place = 1
left join employers on summed.employer_id = employers.employer_id
left join registered_then on summed.person_id = registered_then.person_id
