"""The same, one row for each candidate: with names, so that somebody can be called."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import duckdb

from zhaoren.runs import Run


@dataclass(frozen=True)
class Somebody:
    """A candidate who lacks one point (kind `near`), or whose day comes (the kinds of upcoming).

    `on_date`: of a near miss the day from which it passes, if there is one.
    amount_fen is before ceilings; null where it is unknown.
    """

    kind: str
    policy_id: str
    title: str
    candidate_id: str
    grant_id: str
    criterion_id: str | None
    label: str | None
    verdict: str | None
    on_date: date | None
    certain: bool | None
    district: str | None
    person_id: str | None
    person_name: str | None
    employer_id: str | None
    employer_name: str | None
    beneficiary_kind: str | None
    beneficiary_id: str | None
    period: str | None
    amount_fen: int | None
    covered: bool
    explanation: str


_NAMED = (("person_id", "person_name"), ("employer_id", "employer_name"))
_NOBODY = "select cast(null as varchar) as number, cast(null as varchar) as name"

_EVERYBODY = """
with titles as (select distinct policy_id, title, place from rules),
listed as (
    select
        'near' as kind, policy_id, candidate_id, '' as grant_id, criterion_id, verdict,
        coalesce(mends_on, expected_on) as on_date,
        case when mends_on is not null then true when expected_on is not null then false end
            as certain,
        district, person_id, employer_id, beneficiary_kind, beneficiary_id, period, amount_fen,
        covered, explanation
    from near_shown
    union all
    select
        kind, policy_id, candidate_id, grant_id, cast(null as varchar), cast(null as varchar),
        on_date, kind <> 'expected', district, person_id, employer_id, beneficiary_kind,
        beneficiary_id, period, amount_fen, false, explanation
    from due_shown
)
select
    kind, listed.policy_id, coalesce(titles.title, listed.policy_id) as title, candidate_id,
    grant_id, listed.criterion_id, rules.label, verdict, on_date, certain, district,
    person_id, people.name, employer_id, firms.name, beneficiary_kind, beneficiary_id, period,
    amount_fen, covered, explanation
from listed
left join titles on listed.policy_id = titles.policy_id
left join rules
    on listed.policy_id = rules.policy_id and listed.criterion_id = rules.criterion_id
left join person_name as people on listed.person_id = people.number
left join employer_name as firms on listed.employer_id = firms.number
order by kind <> 'near', on_date is null, on_date, titles.place, listed.policy_id,
    rules.criterion_place, district nulls last, candidate_id, kind, grant_id
"""


def people_of(run: Run, db: duckdb.DuckDBPyConnection) -> Iterator[Somebody]:
    """Everybody in near_shown and due_shown, the first days first."""
    for number, name in _NAMED:
        db.execute(f"create or replace temp view {name} as {_names(run, db, number, name)}")
    result = db.execute(_EVERYBODY)
    while rows := result.fetchmany(1000):
        yield from (Somebody(*row) for row in rows)


def _names(run: Run, db: duckdb.DuckDBPyConnection, number: str, name: str) -> str:
    """Number → name, as the facts of the run have it; of several names the first."""
    having = []
    for table in run.tables:
        if table.startswith("facts_"):
            columns = {row[0] for row in db.execute(f'describe "{table}"').fetchall()}
            if {number, name} <= columns:
                having.append(f'select {number} as number, {name} as name from "{table}"')
    every = " union all ".join(having) or _NOBODY
    return f"select number, min(name) as name from ({every}) where number is not null group by 1"
