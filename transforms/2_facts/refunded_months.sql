-- Pension months that were taken back wholly: something was subtracted and
-- nothing is left. Few, and so found apart.
-- One row per person_id, employer_id and period.
with
contributions as (select * from accepted.contributions),
subject_numbers as (select * from fact.subject_numbers),
paid as (
    select
        contributions.person_id as number,
        contributions.employer_id,
        contributions.period,
        contributions.amount_fen,
        contributions.kind
    from contributions
    where
        contributions.insurance = 'pension' and contributions.status = 'paid'
),
subtracted as (
    select distinct
        paid.number,
        subject_numbers.person_id,
        paid.employer_id,
        paid.period
    from paid
    inner join subject_numbers on paid.number = subject_numbers.number
    where paid.kind = 'refund' or paid.amount_fen < 0
),
touched as (
    select distinct
        subject_numbers.number,
        subtracted.person_id,
        subtracted.employer_id,
        subtracted.period
    from subtracted
    inner join subject_numbers
        on subtracted.person_id = subject_numbers.person_id
)
select
    touched.person_id,
    touched.employer_id,
    touched.period
from paid
inner join touched
    on
        paid.number = touched.number
        and paid.employer_id = touched.employer_id
        and paid.period = touched.period
group by touched.person_id, touched.employer_id, touched.period
having
    sum(
        case
            when paid.kind = 'refund' or paid.amount_fen < 0
                then -abs(paid.amount_fen)
            else paid.amount_fen
        end
    ) <= 0
