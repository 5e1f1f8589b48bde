"""What a run found beside its verdicts: money, holds, grants and their ages, hints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from zhaoren.contracts import Contracts
from zhaoren.report.wording import Both, ages, codes, words

_MONEY = """
select
    coalesce(district, '') as name, count(*), cast(sum(city_fen) as bigint),
    cast(sum(district_fen) as bigint)
from published.decisions where outcome = 'eligible' group by 1
order by name = '', cast(sum(city_fen + district_fen) as bigint) desc, 1
"""
_GRANTS = """
select
    state, as_of - since as age, count(*), cast(sum(amount_fen) as bigint),
    count(*) filter (where overdue)
from published.grants cross join (select cast(? as date) as as_of) group by 1, 2 order by 1, 2
"""
_HELD = """
select hold_reasons[1], waits_for, count(*), cast(sum(amount_fen) as bigint)
from published.grants where state = 'held' group by 1, 2 order by 3 desc, 1, 2
"""
_LOOKBACK = """
select finding, count(distinct grant_id), cast(sum(amount_fen) as bigint) from (
    select distinct finding, grant_id, amount_fen from published.lookback
) group by 1 order by 1
"""
_NEAR = """
select
    near.policy_id, rules.title, rules.label, near.criterion_id,
    count(*) filter (where near.verdict = 'fail'),
    count(*) filter (where near.verdict = 'unknown'),
    cast(sum(near.amount_fen) as bigint), count(near.mends_on)
from published.near
join published.rules
    on near.policy_id = rules.policy_id and near.criterion_id = rules.criterion_id
where near.standing_candidate_id is null
group by 1, 2, 3, 4 order by count(*) desc, 1, 4
"""
_UPCOMING = """
select kind, count(*), cast(sum(amount_fen) as bigint), min(on_date), max(on_date)
from published.upcoming group by 1
"""
_RISKS = "select flag, count(*) from published.risks group by 1"


@dataclass(frozen=True)
class Money:
    """What is due in one district, in fen; `district` empty: not known."""

    district: str
    grants: int
    city_fen: int
    district_fen: int

    @property
    def total_fen(self) -> int:
        """What both treasuries pay together."""
        return self.city_fen + self.district_fen


@dataclass(frozen=True)
class State:
    """The grants in one state: how many of each age (as `wording.ages`), in days since it began."""

    name: Both
    grants: int
    amount_fen: int
    by_age: Sequence[int]
    oldest_days: int
    overdue: int


@dataclass(frozen=True)
class Counted:
    """How often something was found; `amount_fen` None: nobody knows, or it has no sum."""

    name: Both
    count: int
    amount_fen: int | None = None


@dataclass(frozen=True)
class Near:
    """Candidates of a policy who miss nothing but this criterion: they fail it, or it is unknown.

    Left out: those whose benefit stands with another candidate. `dated`: who
    will meet it on a day that is known.
    """

    policy_id: str
    title: str
    criterion: Both
    fail: int
    unknown: int
    amount_fen: int | None
    dated: int

    @property
    def count(self) -> int:
        """All of them."""
        return self.fail + self.unknown


@dataclass(frozen=True)
class Upcoming:
    """What becomes due on days that are known."""

    name: Both
    count: int
    amount_fen: int | None
    first: date
    last: date


@dataclass(frozen=True)
class Findings:
    """All of this of one run."""

    money: Sequence[Money]
    states: Sequence[State]
    held: Sequence[Counted]
    lookback: Sequence[Counted]
    near: Sequence[Near]
    upcoming: Sequence[Upcoming]
    risks: Sequence[Counted]

    @property
    def overdue(self) -> int:
        """Grants that wait longer than the city allows."""
        return sum(state.overdue for state in self.states)


def read_findings(db: duckdb.DuckDBPyConnection, contracts: Contracts, as_of: date) -> Findings:
    """Count what stands in `published`, the tables of the run."""
    return Findings(
        money=[Money(*row) for row in db.execute(_MONEY).fetchall()],
        states=_states(db, contracts, as_of),
        held=[
            Counted(Both(waits_for, words(reason).replace(":", ": ")), count, fen)
            for reason, waits_for, count, fen in db.execute(_HELD).fetchall()
        ],
        lookback=_named(db, _LOOKBACK, codes(contracts, "lookback", "finding")),
        near=[_near(*row) for row in db.execute(_NEAR).fetchall()],
        upcoming=_upcoming(db, contracts),
        risks=_named(db, _RISKS, codes(contracts, "risks", "flag")),
    )


def _named(db: duckdb.DuckDBPyConnection, query: str, names: Mapping[str, Both]) -> list[Counted]:
    """What a query counts by code, in the order in which the contract has the codes."""
    found = {code: counts for code, *counts in db.execute(query).fetchall()}
    return [Counted(said, *found[code]) for code, said in names.items() if code in found]


def _states(db: duckdb.DuckDBPyConnection, contracts: Contracts, as_of: date) -> list[State]:
    found: dict[str, list[tuple[int, int, int, int]]] = {}
    for state, *counts in db.execute(_GRANTS, [as_of]).fetchall():
        age, grants, fen, overdue = counts
        found.setdefault(state, []).append((age, grants, fen, overdue))
    names = codes(contracts, "grants", "state")
    return [_state(said, found[code]) for code, said in names.items() if code in found]


def _state(name: Both, rows: Sequence[tuple[int, int, int, int]]) -> State:
    limits = [age for age in ages() if age is not None]
    by_age = [0] * (len(limits) + 1)
    for age, grants, _, _ in rows:
        by_age[sum(age > limit for limit in limits)] += grants
    return State(
        name=name,
        grants=sum(by_age),
        amount_fen=sum(fen for _, _, fen, _ in rows),
        by_age=by_age,
        oldest_days=max(age for age, *_ in rows),
        overdue=sum(overdue for *_, overdue in rows),
    )


def _near(policy_id: str, title: str, label: str, criterion: str, *counts: int) -> Near:
    return Near(policy_id, title, Both(label, words(criterion)), *counts)


def _upcoming(db: duckdb.DuckDBPyConnection, contracts: Contracts) -> list[Upcoming]:
    found = {kind: row for kind, *row in db.execute(_UPCOMING).fetchall()}
    names = codes(contracts, "upcoming", "kind")
    return [Upcoming(said, *found[kind]) for kind, said in names.items() if kind in found]
