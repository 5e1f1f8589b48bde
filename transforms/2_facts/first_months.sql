-- A subject's first pension month `paid` with each employer: months that were
-- taken back wholly do not count. One row per person_id and employer_id.
with
contributions as (select * from staging.contributions),
refunded_months as (select * from fact.refunded_months),
day as (select * from reference.day)
select
    contributions.person_id,
    contributions.employer_id,
    min(contributions.period) as first_month
from contributions
cross join day
left join refunded_months
    on
        contributions.person_id = refunded_months.person_id
        and contributions.employer_id = refunded_months.employer_id
        and contributions.period = refunded_months.period
where
    contributions.kind = 'regular'
    and contributions.status = 'paid'
    and contributions.change_fen > 0
    and contributions.period <= day.as_of
    and refunded_months.person_id is null
group by contributions.person_id, contributions.employer_id
