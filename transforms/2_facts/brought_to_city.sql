-- Graduates of the last full calendar year of intermediate level or above who
-- worked, or may have worked, in an enterprise of the city in that year;
-- `sure` where nothing about it is in doubt.
-- One row per person_id, school_id and graduated_on.
with
graduates as (select * from staging.graduates),
months_covered as (select * from fact.months_covered),
months_in_export as (select * from intake.contribution_months),
employers as (select * from staging.employers),
day as (select * from reference.day),
of_the_year as (
    select
        graduates.*,
        extract(year from graduates.graduated_on) as year
    from graduates
    cross join day
    where
        extract(year from graduates.graduated_on)
        = extract(year from day.as_of) - 1
        and coalesce(graduates.certificate_level, '') <> 'junior'
),
exported as (
    select
        extract(year from period) as year,
        count(distinct period) as months
    from months_in_export
    group by extract(year from period)
),
worked as (
    select
        months_covered.person_id,
        extract(year from months_covered.period) as year,
        max(
            case
                when
                    months_covered.state = 'paid'
                    and employers.enterprise
                    and employers.in_city
                    then 1
                else 0
            end
        ) as surely
    from months_covered
    left join employers on months_covered.employer_id = employers.employer_id
    where
        months_covered.state <> 'none'
        and coalesce(employers.enterprise, true)
        and coalesce(employers.in_city, true)
    group by
        months_covered.person_id, extract(year from months_covered.period)
)
select
    of_the_year.person_id,
    of_the_year.school_id,
    of_the_year.graduated_on,
    of_the_year.year,
    of_the_year.certificate_level is not null
    and coalesce(worked.surely, 0) = 1 as sure
from of_the_year
left join exported on of_the_year.year = exported.year
left join worked
    on
        of_the_year.person_id = worked.person_id
        and of_the_year.year = worked.year
where worked.person_id is not null or coalesce(exported.months, 0) < 12
