"""Asking a policy's criteria: from the rows of its grain to its verdict table."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from zhaoren.rules.compile import Compiled, verdict_table
from zhaoren.transforms import SqlLog


def answer_criteria(
    db: duckdb.DuckDBPyConnection,
    steps: Mapping[str, str],
    compiled: Compiled,
    table: str,
    log: SqlLog,
) -> None:
    """Make `table`: the policy's candidates with the answer to every criterion.

    What leads to it is views: rows are wide with evidence. `steps`: the SELECTs
    of transforms/3_decisions by their tables.
    """
    if compiled.by_rows:
        log.run(db, "decision.rows_and_months", compiled.candidates, "view")
        log.run(db, "decision.best_rows", steps["decision.best_rows"], "view")
        log.run(db, "decision.candidates", "select * from decision.best_rows", "view")
    else:
        log.run(db, "decision.candidates", compiled.candidates, "view")
    if table == verdict_table(compiled.policy_id):
        paid = table.replace(".verdicts_", ".payments_")
        log.run(db, paid, compiled.payments, "view")
        db.execute(f"insert into decision.past_payments by name from {paid}")
    history = "decision.candidates_with_history"
    log.run(db, history, steps[history], "view")
    log.run(db, table, compiled.verdicts)
