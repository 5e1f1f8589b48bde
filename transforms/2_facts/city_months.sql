-- A graduate's pension month over all employers of the city: the best state,
-- and the employer that has it. paid_in_city_perhaps tells of a month paid
-- by an employer whose place is unknown.
-- One row per person_id and period that has any row.
with
months_covered as (select * from fact.months_covered),
graduates as (select * from staging.graduates),
employers as (select * from staging.employers),
placed as (
    select
        months_covered.person_id,
        months_covered.period,
        months_covered.employer_id,
        months_covered.state,
        coalesce(employers.in_city, false) as in_city,
        case
            when employers.in_city is null and months_covered.state = 'paid'
                then 1
            else 0
        end as paid_at_unknown_place,
        case months_covered.state
            when 'paid' then 1
            when 'back_paid' then 2
            when 'in_transit' then 3
            else 4
        end as state_place
    from months_covered
    left join employers on months_covered.employer_id = employers.employer_id
    where
        months_covered.person_id in (
            select graduates.person_id from graduates
        )
        and coalesce(employers.in_city, true)
),
ranked as (
    select
        *,
        row_number() over (
            partition by person_id, period
            order by in_city desc, state_place asc, employer_id asc
        ) as place,
        max(paid_at_unknown_place) over (
            partition by person_id, period
        ) as paid_perhaps
    from placed
)
select
    person_id,
    period,
    case when in_city then state else 'none' end as state,
    case when in_city then employer_id end as employer_id,
    paid_perhaps = 1 as paid_in_city_perhaps
from ranked
where place = 1
