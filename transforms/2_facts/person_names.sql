-- The name of a subject in contracts, certificates and graduates' records
-- (white space dropped); none where they differ. One row per person_id.
with
contracts as (select * from staging.contracts),
certificates as (select * from staging.certificates),
graduates as (select * from staging.graduates),
named as (
    select
        person_id,
        person_name
    from contracts
    union all
    select
        person_id,
        person_name
    from certificates
    union all
    select
        person_id,
        person_name
    from graduates
),
compared as (
    select
        person_id,
        min(regexp_replace(person_name, '\s', '', 'g')) as first_name,
        max(regexp_replace(person_name, '\s', '', 'g')) as last_name
    from named
    group by person_id
)
select
    person_id,
    first_name as person_name
from compared
where first_name = last_name
