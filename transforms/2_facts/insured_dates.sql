-- Of subjects whose settled pension months do not suffice today: when months
-- settle that do. insured_from rests on months that the export has as paid;
-- insured_expected_from on the later ones being paid as well, of those whose
-- newest settled month is paid or not owed yet. One row per person_id.
with
employment as (select * from fact.employment),
contract_chains as (select * from fact.contract_chains),
insured as (select * from fact.insured),
months_covered as (select * from fact.months_covered),
insurance_windows as (select * from reference.insurance_windows),
months_in_export as (select * from intake.contribution_months),
day as (select * from reference.day),
lacking as (
    select
        employment.person_id,
        employment.employer_id,
        contract_chains.starts_on
    from employment
    inner join contract_chains
        on
            employment.person_id = contract_chains.person_id
            and contract_chains.part_time_counts
    left join insured on employment.person_id = insured.person_id
    where employment.place = 1 and not coalesce(insured.insured, false)
),
owed as (
    select
        lacking.person_id,
        insurance_windows.settles_on,
        insurance_windows.period,
        insurance_windows.period > day.settled_month as is_ahead,
        case
            when months_in_export.period is null then 'unknown'
            else coalesce(months_covered.state, 'none')
        end as state
    from lacking
    cross join day
    inner join insurance_windows
        on lacking.starts_on < insurance_windows.period
    left join months_in_export
        on insurance_windows.period = months_in_export.period
    left join months_covered
        on
            lacking.person_id = months_covered.person_id
            and lacking.employer_id = months_covered.employer_id
            and insurance_windows.period = months_covered.period
),
windows as (
    select
        owed.person_id,
        owed.settles_on,
        min(case when owed.state = 'paid' then 1 else 0 end) = 1 as all_paid,
        min(
            case
                when owed.state = 'paid' then 1
                when owed.is_ahead and owed.state in ('in_transit', 'unknown')
                    then 1
                else 0
            end
        ) = 1 as none_missing
    from owed
    group by owed.person_id, owed.settles_on
),
newest as (
    select
        owed.person_id,
        max(case when owed.state <> 'paid' then 1 else 0 end) = 1 as stopped
    from owed
    cross join day
    where owed.period = day.settled_month
    group by owed.person_id
)
select
    windows.person_id,
    min(case when windows.all_paid then windows.settles_on end)
        as insured_from,
    min(
        case
            when windows.none_missing and not coalesce(newest.stopped, false)
                then windows.settles_on
        end
    ) as insured_expected_from
from windows
left join newest on windows.person_id = newest.person_id
group by windows.person_id
