"""The tables of a run as an explanation reads them: rows by key, and what columns are called.

A table that the run does not have (an earlier version wrote it) has no rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any

import duckdb

from zhaoren.explain.model import Said
from zhaoren.runs import Run

Row = Mapping[str, Any]
Labels = Mapping[str, Mapping[str, Any]]
_NOTHING: Labels = MappingProxyType({})
_ABSENT, _UNKNOWN = "无", "不能确认"


class Tables:
    """A run's tables, through a connection of their own."""

    def __init__(self, run: Run, db: duckdb.DuckDBPyConnection) -> None:
        self.run, self.db = run, db
        self.labels = cache(self._labels)
        self.about = cache(self._about)

    def rows(
        self, table: str, where: str = "true", values: Sequence[object] = (), order: str = "all"
    ) -> list[Row]:
        """The rows of a table that fit a condition, in the order that is asked for."""
        path = self.run.table(table)
        if not path.is_file():
            return []
        found = self.db.execute(
            f"select * from read_parquet(?) where {where} order by {order}", [str(path), *values]
        )
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def has(self, table: str, where: str, values: Sequence[object]) -> bool:
        """Whether a table has a row that fits a condition."""
        path = self.run.table(table)
        if not path.is_file():
            return False
        found = self.db.execute(
            f"select 1 from read_parquet(?) where {where} limit 1", [str(path), *values]
        )
        return found.fetchone() is not None

    def _about(self, table: str) -> Mapping[str, str]:
        path = self.run.table(table)
        if not path.is_file():
            return {}
        found = self.db.execute(
            "select decode(key), decode(value) from parquet_kv_metadata(?) "
            "where decode(key) <> 'ARROW:schema'",
            [str(path)],
        )
        return dict(found.fetchall())

    def _labels(self, table: str) -> Labels:
        return dict(json.loads(self.about(table).get("columns", "{}")))

    def key(self, table: str) -> list[str]:
        """The columns of a table's key."""
        return list(json.loads(self.about(table).get("key", "[]")))

    def code(self, table: str, column: str, value: str | None) -> str:
        """What a code of a column is called."""
        codes = self.labels(table).get(column, _NOTHING).get("codes", {})
        return str(codes.get(value, value or ""))


def said(name: str, value: Any, labels: Labels, absent: str = _ABSENT) -> Said:
    """A value with its title and as people read it: fen as yuan, codes by their labels.

    `absent`: what is said where there is none; of a boolean always that it is unknown.
    """
    label = labels.get(name, _NOTHING)
    title = str(label.get("title") or name)
    if name.endswith("_fen"):
        title = title.removesuffix("（分）")
    if value is not None and not isinstance(value, str | int | bool):
        value = str(value)
    return Said(name, title, value, _text(name, value, label, absent))


def _text(name: str, value: Any, label: Mapping[str, Any], absent: str) -> str:
    if value is None:
        return _UNKNOWN if label.get("kind") == "boolean" else absent
    if isinstance(value, bool):
        return "是" if value else "否"
    if name.endswith("_fen") and isinstance(value, int):
        return yuan_text(value)
    text = str(label.get("codes", {}).get(value, value))
    return text[:7] if label.get("kind") == "month" else text


def yuan_text(fen: int) -> str:
    """A sum in yuan: 250000 → 2,500元; 250050 → 2,500.50元."""
    whole, rest = divmod(abs(fen), 100)
    cents = f".{rest:02}" if rest else ""
    return f"{'-' if fen < 0 else ''}{whole:,}{cents}元"


def places(values: Iterable[object]) -> str:
    """As many question marks as values, for `in (…)`; of none null, which nothing is in."""
    return ", ".join("?" for _ in values) or "null"
