-- The pension rows of the numbers asked for. They are kept per file of the
-- export, so nothing here may depend on the date or on merges. change_fen is
-- what a row adds to or, for refunds and negative amounts, takes from the
-- balance.
-- One row per accepted pension row of a number.
with
contributions as (select * from extract.source),
numbers as (select * from extract.numbers)
select
    contributions.file,
    numbers.place,
    contributions.employer_id,
    contributions.period,
    contributions.kind,
    contributions.status,
    case
        when contributions.kind = 'refund' then -abs(contributions.amount_fen)
        else contributions.amount_fen
    end as change_fen
from contributions
inner join numbers on contributions.person_id = numbers.number
where contributions.insurance = 'pension'
