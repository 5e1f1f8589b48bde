-- Pension months that were taken back wholly: something was subtracted and
-- nothing is left. Few. One row per person_id, employer_id and period.
with
contributions as (select * from staging.contributions),
reduced_months as (
    select distinct
        person_id,
        employer_id,
        period
    from contributions
    where status = 'paid' and change_fen < 0
)
select
    contributions.person_id,
    contributions.employer_id,
    contributions.period
from contributions
inner join reduced_months
    on
        contributions.person_id = reduced_months.person_id
        and contributions.employer_id = reduced_months.employer_id
        and contributions.period = reduced_months.period
where contributions.status = 'paid'
group by
    contributions.person_id,
    contributions.employer_id,
    contributions.period
having sum(contributions.change_fen) <= 0
