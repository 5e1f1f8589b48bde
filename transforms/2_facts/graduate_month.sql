-- The grain of the monthly policy for graduates: each record as a whole (no
-- period), and its months from the start up to the settled month. A month
-- that is in transit has no row yet. A doubt is null.
-- One row per person_id, school_id, graduated_on and period.
with
graduate_starts as (select * from fact.graduate_starts),
city_months as (select * from fact.city_months),
months_in_export as (select * from intake.contribution_months),
employers as (select * from staging.employers),
months as (select * from reference.months),
day as (select * from reference.day),
months_since as (
    select
        graduate_starts.*,
        months.period as month,
        months.number
        - extract(year from graduate_starts.start_month) * 12
        - extract(month from graduate_starts.start_month)
        + 1 as month_number
    from graduate_starts
    cross join day
    inner join months
        on
            graduate_starts.start_month <= months.period
            and day.settled_month >= months.period
),
covered as (
    select
        months_since.*,
        city_months.employer_id,
        coalesce(city_months.paid_in_city_perhaps, false)
            as paid_in_city_perhaps,
        case
            when months_in_export.period is null then 'unknown'
            else coalesce(city_months.state, 'none')
        end as month_state
    from months_since
    left join months_in_export on months_since.month = months_in_export.period
    left join city_months
        on
            months_since.person_id = city_months.person_id
            and months_since.month = city_months.period
),
rows_and_months as (
    select
        *,
        cast(null as date) as month,
        cast(null as bigint) as month_number,
        cast(null as varchar) as employer_id,
        cast(null as boolean) as paid_in_city_perhaps,
        cast(null as varchar) as month_state
    from graduate_starts
    union all
    select * from covered
    where month_state <> 'in_transit'
)
select
    found.person_id,
    found.school_id,
    found.graduated_on,
    substring(cast(found.month as varchar), 1, 7) as period,
    day.as_of,
    found.person_name,
    found.school_name,
    found.school_kind,
    found.programme,
    found.full_time,
    found.certificate_level,
    found.employed_in_city,
    found.start_month,
    found.start_month_at_latest,
    found.months_to_start,
    found.month,
    found.month_number,
    found.month_state,
    case
        when found.month_state = 'paid' then true
        when found.month_state = 'none' and not found.paid_in_city_perhaps
            then false
    end as insured_month,
    case
        when found.start_month_at_latest is null
            then
                cast(
                    date_trunc('month', found.graduated_on)
                    + interval 61 month - interval 1 day as date
                )
    end as five_years_end_on,
    found.employer_id,
    employers.employer_name,
    employers.district,
    employers.in_city,
    employers.district_has_payer
from rows_and_months as found
cross join day
left join employers on found.employer_id = employers.employer_id
