"""Near misses of a run by policy, criterion and district, and what becomes due, with sums.

From the run's Parquet alone. Source: near, upcoming and rules of a run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import duckdb

from zhaoren.errors import UsageError
from zhaoren.runs import Run


@dataclass(frozen=True)
class Wanted:
    """Which of a run's near misses are asked for; `within` counts days from the run's date."""

    policy: str | None = None
    criterion: str | None = None
    district: str | None = None
    within: int = 90


@dataclass(frozen=True)
class Group:
    """Near misses of one policy, criterion, answer and district.

    `people`: persons, or beneficiaries where no person is concerned. `dated`:
    candidates of whom it is known from when they pass; `first_on`: the first
    such day. amount_fen: before ceilings, of those whose amount is known.
    """

    policy_id: str
    title: str
    criterion_id: str
    label: str
    verdict: str
    district: str | None
    people: int
    candidates: int
    amount_fen: int
    dated: int
    first_on: date | None


@dataclass(frozen=True)
class Due:
    """What of one kind becomes due for one policy in one district."""

    kind: str
    policy_id: str
    title: str
    district: str | None
    people: int
    candidates: int
    amount_fen: int
    first_on: date
    last_on: date


@dataclass(frozen=True)
class Near:
    """The answer: near misses, how many of them another candidate's grant covers, what is due."""

    run_id: str
    city: str
    as_of: date
    until: date
    groups: Sequence[Group]
    covered: int
    due: Sequence[Due]


SHOWN = """
create or replace temp table near_shown as
select near.*, standing_candidate_id is not null as covered
from near
where (? is null or policy_id = ?)
    and (? is null or criterion_id = ?)
    and (? is null or coalesce(district, '') = ?)
"""
DUE = """
create or replace temp table due_shown as
select upcoming.*
from upcoming
where on_date <= ?
    and (? is null or policy_id = ?)
    and (? is null or coalesce(district, '') = ?)
    and (
        ? is null
        or exists (
            select 1 from near_shown
            where near_shown.policy_id = upcoming.policy_id
                and near_shown.candidate_id = upcoming.candidate_id
        )
    )
"""
_GROUPS = """
with titles as (select distinct policy_id, title, place from rules)
select
    policy_id, coalesce(titles.title, policy_id) as title, criterion_id,
    coalesce(rules.label, criterion_id) as label, verdict, district,
    count(distinct coalesce(person_id, beneficiary_id, candidate_id)) as people,
    count(*) as candidates, cast(coalesce(sum(amount_fen), 0) as bigint) as amount_fen,
    count(coalesce(mends_on, expected_on)) as dated,
    min(coalesce(mends_on, expected_on)) as first_on
from near_shown
left join titles using (policy_id)
left join rules using (policy_id, criterion_id)
where not covered
group by all
order by min(titles.place), policy_id, min(rules.criterion_place), criterion_id, verdict,
    district nulls last
"""
_DUES = """
with titles as (select distinct policy_id, title, place from rules)
select
    kind, policy_id, coalesce(titles.title, policy_id) as title, district,
    count(distinct coalesce(person_id, beneficiary_id, candidate_id)) as people,
    count(*) as candidates, cast(coalesce(sum(amount_fen), 0) as bigint) as amount_fen,
    min(on_date) as first_on, max(on_date) as last_on
from due_shown
left join titles using (policy_id)
group by all
order by min(list_position(
        ['qualifies', 'expected', 'closes', 'notice_ends', 'money_due', 'policy_begins'], kind
    )), min(titles.place), policy_id, district nulls last
"""


def near_of(run: Run, db: duckdb.DuckDBPyConnection, wanted: Wanted) -> Near:
    """The near misses that are wanted; `db` shows the run's tables (Run.opened).

    Leaves the tables near_shown and due_shown for `people_of`.

    Raises:
        UsageError: the run has no such table, policy, criterion or district.
    """
    _check(run, db, wanted)
    until = run.as_of + timedelta(days=wanted.within)
    policy, criterion, district = wanted.policy, wanted.criterion, wanted.district
    db.execute(SHOWN, [policy, policy, criterion, criterion, district, district])
    db.execute(DUE, [until, policy, policy, district, district, criterion])
    covered = db.execute("select count(*) from near_shown where covered").fetchall()[0][0]
    return Near(
        run.run_id,
        run.city,
        run.as_of,
        until,
        [Group(*row) for row in db.execute(_GROUPS).fetchall()],
        covered,
        [Due(*row) for row in db.execute(_DUES).fetchall()],
    )


def _check(run: Run, db: duckdb.DuckDBPyConnection, wanted: Wanted) -> None:
    if "near" not in run.tables or "upcoming" not in run.tables:
        raise UsageError(
            f"The run {run.folder.name} is older than this question: it has no near.parquet. "
            "Run the night again, or name a newer run."
        )
    if there := _others(db, wanted.policy, "select distinct policy_id from rules"):
        raise UsageError(f"The run knows no policy {wanted.policy}; there are: {there}.")
    if there := _others(db, wanted.criterion, "select distinct criterion_id from rules"):
        raise UsageError(f"The run knows no criterion {wanted.criterion}; there are: {there}.")
    if there := _others(db, wanted.district, _DISTRICTS):
        raise UsageError(f"The run knows no district {wanted.district}; there are: {there}.")


def _others(db: duckdb.DuckDBPyConnection, value: str | None, known: str) -> str:
    """The names that there are, where the one that is asked for is not among them."""
    if value is None:
        return ""
    names = sorted(str(name) for (name,) in db.execute(known).fetchall())
    return "" if value in names else ", ".join(names) or "none"


_DISTRICTS = """
select distinct district from (
    select district from decisions union all select district from upcoming
) where district is not null
"""
