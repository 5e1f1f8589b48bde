-- The grain of the policies for schools that bring graduates to the city: how
-- many of the last full calendar year, as an interval. A doubt is null.
-- One row per school_id and year.
with
graduates as (select * from staging.graduates),
brought_to_city as (select * from fact.brought_to_city),
day as (select * from reference.day),
counted as (
    select
        school_id,
        year,
        count(distinct case when sure then person_id end) as headcount_sure,
        count(distinct person_id) as headcount_possible
    from brought_to_city
    group by school_id, year
),
described as (
    select
        school_id,
        extract(year from graduated_on) as year,
        min(school_name) as first_name,
        max(school_name) as last_name,
        min(school_kind) as first_kind,
        max(school_kind) as last_kind,
        min(coalesce(district, '')) as first_district,
        max(coalesce(district, '')) as last_district,
        min(case when in_city then 1 when not in_city then 0 else 2 end)
            as first_in_city,
        max(case when in_city then 1 when not in_city then 0 else 2 end)
            as last_in_city,
        max(case when district_has_payer then 0 else 1 end) as no_payer
    from graduates
    group by school_id, extract(year from graduated_on)
)
select
    counted.school_id,
    counted.year,
    day.as_of,
    cast(counted.year as varchar) as period,
    case
        when described.first_name = described.last_name
            then described.first_name
    end as school_name,
    case
        when described.first_kind = described.last_kind
            then described.first_kind
    end as school_kind,
    case
        when described.first_district = described.last_district
            then nullif(described.first_district, '')
    end as district,
    case
        when described.first_in_city = 1 and described.last_in_city = 1
            then true
        when described.first_in_city = 0 and described.last_in_city = 0
            then false
    end as in_city,
    case when described.no_payer = 0 then true end as district_has_payer,
    counted.headcount_sure,
    counted.headcount_possible,
    case
        when counted.headcount_sure = counted.headcount_possible
            then counted.headcount_sure
    end as headcount
from counted
inner join described
    on
        counted.school_id = described.school_id
        and counted.year = described.year
cross join day
