"""What columns, codes, criteria and policies are called, as the later run's tables say."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import duckdb

from zhaoren.comparing.known import Seen
from zhaoren.explain.tables import Tables, said
from zhaoren.runs import Run

_NOTHING: Mapping[str, Any] = {}


class Titles:
    """Chinese names out of the Parquet files of a run; what has none is called by its own name."""

    def __init__(self, run: Run, db: duckdb.DuckDBPyConnection) -> None:
        self._tables = Tables(run, db)
        self._rules = {
            (row["policy_id"], row["criterion_id"]): row for row in self._tables.rows("rules")
        }
        self._policies: Mapping[str, str] = run.manifest["summary"]["titles"]
        self._within = cache(self._within_of)

    def policy(self, policy_id: str) -> str:
        """A policy's title."""
        return self._policies.get(policy_id, policy_id)

    def outcome(self, outcome: str) -> str:
        """What an outcome is called."""
        return self._tables.code("decisions", "outcome", outcome)

    def criterion(self, policy_id: str, criterion_id: str) -> str:
        """A criterion's label."""
        row = self._rules.get((policy_id, criterion_id), _NOTHING)
        return str(row.get("label") or criterion_id)

    def fact(self, policy_id: str, seen: Seen) -> tuple[str, str, str]:
        """A fact's title, and its values as people read them."""
        row = self._rules.get((policy_id, seen.criterion), _NOTHING)
        labels = {
            **self._within("criteria", "evidence"),
            **self._tables.labels(f"facts_{row.get('grain')}"),
        }
        return _pair(seen.fact or "", seen.before, seen.after, labels)

    def source(self, source: str) -> str:
        """A source's title."""
        return str(self._within("sources", "says").get(source, _NOTHING).get("title") or source)

    def value(self, source: str, column: str, before: Any, after: Any) -> str:
        """A column of an input row with both its values."""
        labels = self._within("sources", "says").get(source, _NOTHING).get("columns", _NOTHING)
        return "{} {} → {}".format(*_pair(column, before, after, labels))

    def rejected(self, source: str, reason: str) -> str:
        """Why a row was rejected: the column's title, and the kind of fault."""
        columns = self._within("sources", "says").get(source, _NOTHING).get("columns", _NOTHING)
        column, _, fault = reason.rpartition(".")
        return f"{columns.get(column, _NOTHING).get('title') or column} {fault}".strip()

    def _within_of(self, table: str, column: str) -> Mapping[str, Any]:
        return dict(self._tables.labels(table).get(column, _NOTHING).get("within", _NOTHING))


def _pair(
    name: str, before: Any, after: Any, labels: Mapping[str, Mapping[str, Any]]
) -> tuple[str, str, str]:
    one, other = (said(name, value, labels) for value in (before, after))
    return one.title, one.text, other.text
