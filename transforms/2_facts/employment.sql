-- A subject's employers with a contract in effect, in the order in which
-- they may be the main employment. One row per person_id and employer_id.
with
contracts as (select * from staging.contracts),
employers as (select * from staging.employers),
months_covered as (select * from fact.months_covered),
day as (select * from reference.day),
in_effect as (
    select
        contracts.person_id,
        contracts.employer_id,
        max(contracts.start_on) as latest_start_on,
        max(
            case when contracts.contract_type = 'part_time' then 0 else 1 end
        ) as not_only_part_time
    from contracts
    cross join day
    where
        contracts.start_on <= day.as_of
        and contracts.last_day >= day.as_of
    group by contracts.person_id, contracts.employer_id
),
described as (
    select
        in_effect.person_id,
        in_effect.employer_id,
        employers.employer_name,
        employers.kind as employer_kind,
        employers.status as employer_status,
        employers.district,
        employers.in_city,
        employers.enterprise,
        employers.municipal_enterprise,
        employers.district_has_payer,
        coalesce(months_covered.state, 'none') = 'paid' as pension_paid,
        in_effect.not_only_part_time = 1 as not_only_part_time,
        in_effect.latest_start_on
    from in_effect
    cross join day
    left join employers on in_effect.employer_id = employers.employer_id
    left join months_covered
        on
            in_effect.person_id = months_covered.person_id
            and in_effect.employer_id = months_covered.employer_id
            and day.settled_month = months_covered.period
)
select
    *,
    row_number() over (
        partition by person_id
        order by
            case when in_city then 1 when in_city is null then 2 else 3 end asc,
            case
                when enterprise then 1
                when enterprise is null then 2
                else 3
            end asc,
            pension_paid desc,
            not_only_part_time desc,
            latest_start_on desc,
            employer_id asc
    ) as place
from described
