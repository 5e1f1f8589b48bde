-- Subjects' pension contributions under the current number.
-- One row per accepted row of a subject's pension.
with
contributions as (select * from extract.contributions),
subjects as (select * from extract.subjects)
select
    subjects.person_id,
    contributions.employer_id,
    contributions.period,
    contributions.kind,
    contributions.status,
    contributions.change_fen
from contributions
inner join subjects on contributions.place = subjects.place
