"""Every altered SELECT, and which tables follow from one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sqlglot

from tests.mutation.alter import altered
from zhaoren.content import Content
from zhaoren.transforms import FACTS, STAGING, Transform, layer, read_transform

LARGE = "staging.contributions"  # made from kept extracts; tests/transforms tests it


def mutants(content: Content, layers: Sequence[str]) -> Iterator[tuple[str, str, Transform]]:
    """(file, what was altered, the altered SELECT) of every SELECT of these layers."""
    for name in layers:
        for path in sorted((content.transforms / name).glob("*.sql")):
            one = read_transform(path)
            for what, tree in altered(sqlglot.parse_one(one.sql, dialect="duckdb")):
                sql = tree.sql(dialect="duckdb", pretty=True)
                yield f"{name}/{path.name}", what, Transform(one.table, sql, one.reads)


def following(content: Content, table: str) -> list[Transform]:
    """The SELECTs of staging and facts that read a table, or what follows from it, in order.

    Without the contributions, which are made from kept extracts.
    """
    touched, found = {table}, []
    for item in (one for name in (STAGING, FACTS) for one in layer(content, name)):
        if item.reads & touched and item.table != LARGE:
            touched.add(item.table)
            found.append(item)
    return found
