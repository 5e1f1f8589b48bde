"""The verdicts of a night under given rules, and the figures that are counted from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from zhaoren.decisions import decide_policies
from zhaoren.nightly import Night
from zhaoren.rules.compile import verdict_table
from zhaoren.rules.load import LoadedPolicy, Ruleset
from zhaoren.transforms import OUTPUTS, SqlLog, layer

_DECISIONS = "output.decisions"

_SUMS = """
select
    count(*),
    count(distinct beneficiary_kind || '|' || coalesce(beneficiary_id, candidate_id)),
    cast(coalesce(sum(city_fen), 0) as bigint),
    cast(coalesce(sum(district_fen), 0) as bigint)
from {decisions}
where outcome = 'eligible'
"""

_CEILING = """
with
groups as (
    select ceiling_group, ceiling_year, max(ceiling_limit) as at_most
    from {verdicts}
    where ceiling_group is not null and ceiling_limit is not null
    group by all
),
granted as (
    select
        ceiling_group, ceiling_year,
        cast(sum(case when {money} then granted_fen else grants end) as bigint) as used
    from decision.granted
    where policy_id = ?
    group by all
),
due as (
    select
        ceiling_group, ceiling_year,
        cast(sum(case when {money} then amount_fen else 1 end) as bigint) as used
    from decision.decided
    where policy_id = ? and outcome = 'eligible'
    group by all
),
counted as (
    select
        at_most,
        coalesce(granted.used, 0) + coalesce(due.used, 0) as used
    from groups
    left join granted using (ceiling_group, ceiling_year)
    left join due using (ceiling_group, ceiling_year)
)
select
    count(*),
    count(*) filter (where used >= at_most),
    cast(coalesce(sum(at_most), 0) as bigint),
    cast(coalesce(sum(used), 0) as bigint),
    cast(coalesce(sum(greatest(at_most - used, 0)), 0) as bigint)
from counted
"""


@dataclass(frozen=True)
class Sums:
    """What is due: eligible verdicts, those who get it, and who pays, in fen."""

    grants: int
    beneficiaries: int
    city_fen: int
    district_fen: int

    @property
    def amount_fen(self) -> int:
        """All of it."""
        return self.city_fen + self.district_fen


@dataclass(frozen=True)
class CeilingLeft:
    """What a policy's ceiling leaves in the groups and years that have candidates.

    In fen where `unit` is yuan, else a number of grants. `full`: groups that
    have used all of it; `turned_away`: verdicts `capped`.
    """

    policy_id: str
    title: str
    parameter: str
    unit: str
    groups: int
    full: int
    at_most: int
    used: int
    left: int
    turned_away: int


def in_force(night: Night, policies: Iterable[LoadedPolicy]) -> list[LoadedPolicy]:
    """Those that are in force on the night's day."""
    return [one for one in policies if one.policy.in_force <= night.options.as_of]


def decide_again(night: Night, ruleset: Ruleset, chosen: Sequence[str]) -> None:
    """Make `output.decisions` of the chosen policies, as the night would under `ruleset`."""
    benefits = {ruleset.policy(name).benefit for name in chosen}
    related = [item for item in ruleset.policies if item.benefit in benefits]
    log = SqlLog()
    decide_policies(
        night.db, night.begun.content, night.begun.contracts, in_force(night, related), log
    )
    night.db.execute(
        "delete from decision.decided where not list_contains(?, policy_id)", [list(chosen)]
    )
    night.db.execute("create schema if not exists output")
    (select,) = (one.sql for one in layer(night.begun.content, OUTPUTS) if one.table == _DECISIONS)
    log.run(night.db, _DECISIONS, select, "view")


def write_verdicts(night: Night, path: Path) -> None:
    """The decisions at hand as Parquet, for comparisons."""
    night.db.execute(
        f"copy (select * from {_DECISIONS} order by policy_id, candidate_id) "
        f"to '{str(path).replace(chr(39), chr(39) * 2)}' (format parquet)"
    )


def sums_of(db: duckdb.DuckDBPyConnection, decisions: str) -> Sums:
    """What is due in a relation with the columns of decisions."""
    (row,) = db.execute(_SUMS.format(decisions=decisions)).fetchall()
    return Sums(*row)


def ceilings_left(night: Night, ruleset: Ruleset, chosen: Sequence[str]) -> list[CeilingLeft]:
    """What is left under each ceiling of money or number, of the decisions at hand.

    A limit that differs between the dates of a group's candidates counts with its highest value.
    """
    db, found = night.db, []
    decided = {
        name for (name,) in db.execute("select distinct policy_id from decision.decided").fetchall()
    }
    for item in ruleset.policies:
        ceilings = item.policy.ceilings
        if item.id not in chosen or item.id not in decided or not ceilings:
            continue
        unit = item.policy.parameters[ceilings[0].at_most].unit
        if unit == "years":
            continue
        select = _CEILING.format(verdicts=verdict_table(item.id), money=f"'{unit}' = 'yuan'")
        (row,) = db.execute(select, [item.id, item.id]).fetchall()
        (capped,) = db.execute(
            "select count(*) from decision.decided where policy_id = ? and outcome = 'capped'",
            [item.id],
        ).fetchall()
        name = ceilings[0].at_most
        found.append(CeilingLeft(item.id, item.policy.title, name, unit, *row, *capped))
    return found
