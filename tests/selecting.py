"""One SELECT of transforms/, over rows written by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Any

import duckdb
import sqlglot
from sqlglot import exp

from zhaoren.content import find_content
from zhaoren.facts import make_table

Row = dict[str, Any]
KINDS = {
    "boolean": "is_person stands confirmed highest_wins granted_before assumed in_city taken "
    "is_coming contends closed pays_remainder whole_row gate_passes lower_is_less is_full",
    "bigint": "place choice variant steps found_rank keep_rank at_least percent times months days "
    "holders staff open_points unpaid_after_days ceiling_year level_place month_number row "
    "ceiling_limit ceiling_rank claim_place own_place kept_year city_percent position takes "
    "weight grants row_rank figure threshold of_key of_candidate",
    "varchar[]": "once_per candidate_columns ceiling_per hold_reasons failed unknown",
    "date": "as_of since horizon notice_until in_force due_before",
}
"""SQL type → the columns of that type; _on: a date, _fen: an integer, all others text."""

ALTERED: dict[str, str] = {}
"""File → what it says instead of what stands in it; tests/mutation fills it."""
READ: set[str] = set()
"""The files that were asked for."""


def sql_of(file: str) -> str:
    """The SELECT in transforms/<file>."""
    READ.add(file)
    return ALTERED.get(file) or (find_content().transforms / file).read_text("utf-8")


def selected(name: str, /, **tables: Sequence[Mapping[str, Any]]) -> list[Row]:
    """What transforms/<name>.sql makes of these tables, in order of all columns.

    `tables`: schema__table → its rows; a column that a row leaves out is null, a
    table that is left out is empty.
    """
    sql = sql_of(f"{name}.sql")
    with duckdb.connect() as db:
        made = _columns(sql)
        assert {one.replace("__", ".") for one in tables} <= made.keys()
        for table, named in made.items():
            rows = tables.get(table.replace(".", "__"), ())
            columns = sorted(set(chain(named, *rows)))
            db.execute(f"create schema if not exists {table.split('.')[0]}")
            declared = ", ".join(f'"{column}" {_kind(column)}' for column in columns)
            values = [[row.get(column) for column in columns] for row in rows]
            make_table(db, table, declared, values)
        found: list[Row] = db.sql(f"from ({sql}) order by all").to_arrow_table().to_pylist()
        return found


def _kind(column: str) -> str:
    for kind, columns in KINDS.items():
        if column in columns.split():
            return kind
    if column.endswith("_on"):
        return "date"
    return "bigint" if column.endswith("_fen") else "varchar"


@cache
def _columns(sql: str) -> dict[str, list[str]]:
    """Every table that is read → the columns of it that the SELECT names."""
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    reading = {one.alias: one.this for one in tree.find_all(exp.CTE)}
    found: dict[str, list[str]] = {
        f"{one.db}.{one.name}": [] for one in tree.find_all(exp.Table) if one.db
    }
    for select in tree.find_all(exp.Select):
        names = _sources(select)
        for column in select.find_all(exp.Column):
            if column.parent_select is not select or isinstance(column.this, exp.Star):
                continue
            given = [column.table] if column.table else list(names)[: len(names) == 1]
            for table in _origins(names.get(given[0], ""), column.name, reading) if given else ():
                found[table].append(column.name)
    return found


def _sources(select: exp.Select) -> dict[str, str]:
    """Alias → the table or the common table expression that it stands for, of one SELECT."""
    tables = [one for one in select.find_all(exp.Table) if one.parent_select is select]
    return {one.alias_or_name: f"{one.db}.{one.name}" if one.db else one.name for one in tables}


def _origins(name: str, column: str, reading: Mapping[str, exp.Expr]) -> Iterator[str]:
    """The tables whose column it is, where it comes through by a star only."""
    if name not in reading:
        if "." in name:
            yield name
        return
    for query in _selects(reading[name]):
        if any(shown.alias_or_name == column for shown in query.expressions):
            continue
        for shown in query.expressions:
            if shown.is_star:
                names = _sources(query)
                behind = shown.table if isinstance(shown, exp.Column) else next(iter(names))
                yield from _origins(names[behind], column, reading)


def _selects(query: exp.Expr) -> Iterator[exp.Select]:
    """The SELECTs of a union, or the only one."""
    if isinstance(query, exp.Union):
        yield from _selects(query.this)
        yield from _selects(query.expression)
    else:
        assert isinstance(query, exp.Select)
        yield query
