"""What changed since the city's run before: verdicts and money, policy by policy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from zhaoren.comparing import compare_outcomes
from zhaoren.durable import sha256_of
from zhaoren.inputs.engine import literal
from zhaoren.report.earlier import Earlier
from zhaoren.runs import Run

_TABLE = "report_changed"
_OF_BOTH = """
create or replace view {into} as
select * from {schema}.decisions where list_contains({policies}, policy_id)
"""
_COUNTED = f"""
select
    policy_id,
    count(*) filter (where change = 'gains'), count(*) filter (where change = 'loses'),
    count(*) filter (where change = 'more'), count(*) filter (where change = 'less'),
    count(*) filter (where change = 'other'),
    cast(sum(amount_before_fen) as bigint), cast(sum(amount_after_fen) as bigint)
from {_TABLE} group by 1 order by 1
"""
_NEEDED = {
    "policy_id", "candidate_id", "outcome", "amount_fen", "city_fen", "district",
    "beneficiary_kind", "beneficiary_id",
}  # fmt: skip


@dataclass(frozen=True)
class Change:
    """How many candidates of a policy changed, and their money before and after, in fen."""

    policy_id: str
    gains: int
    loses: int
    more: int
    less: int
    other: int
    before_fen: int
    after_fen: int

    @property
    def difference_fen(self) -> int:
        """What is due now beyond what was due then."""
        return self.after_fen - self.before_fen


@dataclass(frozen=True)
class Changes:
    """What changed since a run; `as_of` None: nothing can be said of it (`run_id` None: no run).

    `apart`: policies that only one of both runs decided; they are not compared.
    """

    run_id: str | None
    as_of: date | None = None
    policies: Sequence[Change] = ()
    apart: Sequence[str] = ()

    @property
    def verdicts(self) -> int:
        """Verdicts that differ."""
        return sum(one.gains + one.loses + one.more + one.less + one.other for one in self.policies)

    @property
    def difference_fen(self) -> int:
        """What is due now beyond what was due then, in fen."""
        return sum(one.difference_fen for one in self.policies)


def read_changes(
    db: duckdb.DuckDBPyConnection, earlier: Earlier, policies: Sequence[str]
) -> Changes:
    """Compare `published.decisions` of the decided `policies` with the earlier run's."""
    before = earlier.run
    if before is None or not _is_whole(before):
        return Changes(earlier.run_id)
    before.show(db, "earlier")
    columns = db.execute("select * from earlier.decisions limit 0").description or []
    if _NEEDED - {column[0] for column in columns}:
        return Changes(earlier.run_id)
    decided = set(before.manifest["policies"]) - set(before.manifest["not_in_force"])
    shared = sorted(decided & set(policies))
    listed = ", ".join(literal(name) for name in shared)
    for into, schema in (("report_before", "earlier"), ("report_after", "published")):
        db.execute(_OF_BOTH.format(into=into, schema=schema, policies=f"[{listed}]::varchar[]"))
    compare_outcomes(db, "report_before", "report_after", _TABLE)
    found = [Change(*row) for row in db.execute(_COUNTED).fetchall()]
    apart = sorted(decided ^ set(policies))
    return Changes(earlier.run_id, before.as_of, found, apart)


def _is_whole(run: Run) -> bool:
    """Whether its verdicts are as it published them; a damaged run is not compared with."""
    sums = {one["path"]: one["sha256"] for one in run.manifest.get("outputs", ())}
    path = run.table("decisions")
    return path.is_file() and sums.get(path.name) == sha256_of(path)
