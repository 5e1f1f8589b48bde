-- Certificates of senior level or above that an employer issued itself, in
-- the last full calendar year, to a person who had none before; `sure` where
-- nothing about it is in doubt.
-- One row per certificate_no, person_id and employer_id.
with
certificates as (select * from staging.certificates),
certificate_numbers as (select * from fact.certificate_numbers),
employers as (select * from staging.employers),
day as (select * from reference.day),
high as (
    select
        *,
        min(issued_on) over (partition by person_id) as first_issued_on
    from certificates
    where
        level in (
            'senior',
            'technician',
            'senior_technician',
            'special_technician',
            'chief_technician'
        )
),
named as (
    select
        employer_id,
        regexp_replace(employer_name, '\s', '', 'g') as plain_name
    from employers
),
names as (
    select
        plain_name,
        count(*) as bearers
    from named
    group by plain_name
)
select
    high.certificate_no,
    high.person_id,
    named.employer_id,
    extract(year from high.issued_on) as year,
    high.route is not null
    and names.bearers = 1
    and not certificate_numbers.number_shared
    and (
        high.level in ('special_technician', 'chief_technician')
        or coalesce(certificate_numbers.level_in_number = high.level, true)
    ) as sure
from high
inner join named
    on regexp_replace(high.issuer, '\s', '', 'g') = named.plain_name
inner join certificate_numbers
    on high.certificate_no = certificate_numbers.certificate_no
cross join day
inner join names on named.plain_name = names.plain_name
where
    high.status = 'valid'
    and high.issued_on = high.first_issued_on
    and extract(year from high.issued_on) = extract(year from day.as_of) - 1
    and coalesce(high.route, 'enterprise_assessment') = 'enterprise_assessment'
