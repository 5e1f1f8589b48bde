-- Subjects' pension contributions under the current number: the one pass over
-- the large export. change_fen is what a row adds to or, for refunds and
-- negative amounts, takes from the balance.
-- One row per accepted row of a subject's pension.
with
contributions as (select * from accepted.contributions),
subject_numbers as (select * from staging.subject_numbers)
select
    subject_numbers.person_id,
    contributions.employer_id,
    contributions.period,
    contributions.kind,
    contributions.status,
    case
        when contributions.kind = 'refund' or contributions.amount_fen < 0
            then -abs(contributions.amount_fen)
        else contributions.amount_fen
    end as change_fen
from contributions
inner join subject_numbers on contributions.person_id = subject_numbers.number
where contributions.insurance = 'pension'
