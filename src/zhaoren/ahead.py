"""What is known of days to come: who will qualify, and until when somebody can.

A verdict table tells the dates that its criteria name (rules/dates.py). Of some
grains there are also rows as they will be on a known day (fact.<grain>_coming:
the next month of an allowance, a contract that is signed); the policies are
asked of them like of today's.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
from sqlglot import exp

from zhaoren.answering import answer_criteria
from zhaoren.content import Content
from zhaoren.contracts import Contracts
from zhaoren.facts import make_table
from zhaoren.rules.compile import coming_table, compile_policy, verdict_table
from zhaoren.rules.dates import AHEAD
from zhaoren.rules.load import LoadedPolicy
from zhaoren.rules.sql import column, null, sql_of
from zhaoren.transforms import DECISIONS, SqlLog, layer

_COLUMNS = {
    **dict.fromkeys(
        (
            "policy_id", "candidate_id", "once_key", "beneficiary_kind", "beneficiary_id",
            "person_id", "employer_id", "district", "period", "failed_ids", "unknown_ids",
            "failed_said", "unknown_said",
        ),
        "varchar",
    ),
    **dict.fromkeys(("amount_fen", "preferred_fen", "keep_rank"), "bigint"),
    "granted_before": "boolean",
    **AHEAD,
}  # fmt: skip


def look_ahead(
    db: duckdb.DuckDBPyConnection,
    content: Content,
    contracts: Contracts,
    policies: Sequence[LoadedPolicy],
    log: SqlLog,
) -> None:
    """Make the views `decision.ahead` (today's candidates) and `decision.coming`."""
    there = _tables(db)
    asked = [verdict_table(item.id) for item in policies if verdict_table(item.id) in there]
    log.run(db, "decision.ahead", _union(asked), "view")
    steps = {item.table: item.sql for item in layer(content, DECISIONS)}
    coming: list[str] = []
    for item in policies:
        relation = f"fact.{item.policy.grain}_coming"
        if verdict_table(item.id) in there and relation in there and _has_rows(db, relation):
            grain = contracts.outputs[f"facts_{item.policy.grain}"]
            table = coming_table(item.id)
            answer_criteria(db, steps, compile_policy(item, grain, coming=True), table, log)
            coming.append(table)
    log.run(db, "decision.coming", _union(coming), "view")


def reference_not_in_force(db: duckdb.DuckDBPyConnection, policies: Sequence[LoadedPolicy]) -> None:
    """Make `reference.not_in_force`: policies that give no verdict yet, and from when they do."""
    make_table(
        db,
        "reference.not_in_force",
        "policy_id varchar, title varchar, in_force date",
        [(item.id, item.policy.title, item.policy.in_force) for item in policies],
    )


def _tables(db: duckdb.DuckDBPyConnection) -> set[str]:
    found = db.execute(
        "select table_schema || '.' || table_name from information_schema.tables "
        "where table_schema in ('decision', 'fact')"
    ).fetchall()
    return {name for (name,) in found}


def _has_rows(db: duckdb.DuckDBPyConnection, relation: str) -> bool:
    return bool(db.execute(f"select 1 from {relation} limit 1").fetchall())


def _union(tables: Sequence[str]) -> str:
    if not tables:
        empty = exp.select(*(null(kind).as_(name) for name, kind in _COLUMNS.items()))
        return sql_of(empty.where(exp.false()))
    selects = [exp.select(*map(column, _COLUMNS)).from_(exp.to_table(one)) for one in tables]
    return sql_of(exp.union(*selects, distinct=False) if len(selects) > 1 else selects[0])
