"""Who gains, who loses and who pays: the verdicts of a run beside those under other rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from zhaoren.comparing import compare_outcomes
from zhaoren.manifest import parquet_relation
from zhaoren.simulating.verdicts import Sums

CHANGES = ("gains", "loses", "more", "less", "other")
CITY = "city"
"""The city's treasury among the payers; the others are called as their district."""

BEFORE, AFTER, CHANGED = "before_verdicts", "after_verdicts", "changed_verdicts"

_BY = """
select
    coalesce({by}, ''), count(*),
    count(distinct beneficiary_kind || '|' || coalesce(beneficiary_id, candidate_id)),
    cast(coalesce(sum(city_fen), 0) as bigint), cast(coalesce(sum(district_fen), 0) as bigint)
from {decisions}
where outcome = 'eligible'
group by 1
order by 1
"""

_LISTED = """
select
    changed.policy_id, changed.change, changed.candidate_id, changed.beneficiary_kind,
    changed.beneficiary_id, coalesce(later.person_id, earlier.person_id) as person_id,
    coalesce(later.employer_id, earlier.employer_id) as employer_id, changed.district,
    coalesce(later.certificate_no, earlier.certificate_no) as certificate_no,
    coalesce(later.level, earlier.level) as level,
    coalesce(later.period, earlier.period) as period,
    changed.outcome_before, changed.outcome_after,
    changed.amount_before_fen, changed.amount_after_fen,
    changed.amount_after_fen - changed.amount_before_fen as difference_fen,
    changed.city_before_fen, changed.city_after_fen,
    changed.amount_before_fen - changed.city_before_fen as district_before_fen,
    changed.amount_after_fen - changed.city_after_fen as district_after_fen,
    earlier.explanation as explanation_before, later.explanation as explanation_after
from changed_verdicts as changed
left join before_verdicts as earlier using (policy_id, candidate_id)
left join after_verdicts as later using (policy_id, candidate_id)
order by changed.policy_id, changed.candidate_id
"""


@dataclass(frozen=True)
class Beside:
    """What is due before and after, of a policy or in a district."""

    before: Sums
    after: Sums

    @property
    def difference_fen(self) -> int:
        """How much more is due after, in fen; negative: less."""
        return self.after.amount_fen - self.before.amount_fen


@dataclass(frozen=True)
class Figures:
    """The two sets of verdicts side by side, without anybody's data.

    `changes`: policy → gains, loses, more, less, other → verdicts.
    `outcomes`: policy → (outcome before, after) → verdicts of those that changed;
    an outcome None: no candidate. `districts` '': not known.
    """

    total: Beside
    policies: Mapping[str, Beside]
    districts: Mapping[str, Beside]
    changes: Mapping[str, Mapping[str, int]]
    outcomes: Mapping[str, Mapping[tuple[str | None, str | None], int]]

    @property
    def payers(self) -> Mapping[str, tuple[int, int]]:
        """Treasury → what it would pay before and after, in fen; the city's first."""
        found = {CITY: (self.total.before.city_fen, self.total.after.city_fen)}
        for name, sums in self.districts.items():
            paid = (sums.before.district_fen, sums.after.district_fen)
            if any(paid):
                found[name] = paid
        return found


def lay_side_by_side(
    db: duckdb.DuckDBPyConnection, before: Path, after: Path, decided_again: Sequence[str]
) -> None:
    """Make the relations BEFORE, AFTER and CHANGED; policies not decided again stay as before."""
    names = ", ".join("'" + name.replace("'", "''") + "'" for name in ("", *decided_again))
    earlier, later = parquet_relation(before), parquet_relation(after)
    db.execute(f"create or replace view {BEFORE} as from {earlier}")
    db.execute(
        f"create or replace view {AFTER} as from {later} "
        f"union all from {earlier} where policy_id not in ({names})"
    )
    compare_outcomes(db, BEFORE, AFTER, CHANGED)


def figures(db: duckdb.DuckDBPyConnection) -> Figures:
    """Count what stands in BEFORE, AFTER and CHANGED."""
    changes: dict[str, dict[str, int]] = {}
    select = f"select policy_id, change, count(*) from {CHANGED} group by all order by all"
    for policy, change, count in db.execute(select).fetchall():
        changes.setdefault(policy, dict.fromkeys(CHANGES, 0))[change] = count
    moved: dict[str, dict[tuple[str | None, str | None], int]] = {}
    select = "select policy_id, outcome_before, outcome_after, count(*)"
    for policy, *outcomes, count in db.execute(
        f"{select} from {CHANGED} group by all order by all nulls first"
    ).fetchall():
        moved.setdefault(policy, {})[outcomes[0], outcomes[1]] = count
    return Figures(
        total=_beside(db, "''").get("", Beside(_NONE, _NONE)),
        policies=_beside(db, "policy_id"),
        districts=_beside(db, "district"),
        changes=changes,
        outcomes=moved,
    )


_NONE = Sums(0, 0, 0, 0)


def _beside(db: duckdb.DuckDBPyConnection, by: str) -> dict[str, Beside]:
    sides = [
        {name: Sums(*row) for name, *row in db.execute(_BY.format(by=by, decisions=one)).fetchall()}
        for one in (BEFORE, AFTER)
    ]
    names = sorted({*sides[0], *sides[1]})
    return {name: Beside(*(side.get(name, _NONE) for side in sides)) for name in names}


def listed(db: duckdb.DuckDBPyConnection) -> pa.Table:
    """Everyone whose verdict changed: one row per policy_id and candidate_id, in that order."""
    return db.sql(_LISTED).to_arrow_table()
