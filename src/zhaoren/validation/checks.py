"""What a contract expects of its table, as plain values.

`LibraryCheck` names an expectation of Great Expectations; `RowCheck` is SQL that
selects unexpected rows, for what the library cannot say on DuckDB (regular
expressions) or says slowly (keys; anything about tens of millions of rows).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from zhaoren.contracts import Column, Contract, Kind

# Above so many rows, not-null checks and code lists are asked as `where` clauses, which
# DuckDB answers from the statistics of a Parquet file: 20 million rows in 0.03 s, not 0.8 s;
# 490 thousand rows of sources.parquet with all checks in 0.15 s, not 0.3 s.
LARGE = 200_000
ID_LENGTH = 18
# Braces are doubled because the query is a template.
FORMS = {Kind.PERSON_ID: "[0-9]{{17}}[0-9X]", Kind.ORGANISATION_ID: "[0-9A-HJ-NP-RTUWXY]{{18}}"}


@dataclass(frozen=True)
class Check:
    """A named expectation; `column` is empty where it is about whole rows.

    `unexpected`: SQL that is true of an unexpected row, where rows can be judged one by one.
    """

    name: str
    column: str
    unexpected: str = field(default="", kw_only=True)


@dataclass(frozen=True)
class LibraryCheck(Check):
    """An expectation of the library: its class name and arguments."""

    expectation: str
    arguments: Mapping[str, Any] = field(hash=False)


@dataclass(frozen=True)
class RowCheck(Check):
    """A query over `{batch}` with one row for every unexpected row or value."""

    query: str


@dataclass(frozen=True)
class Checks:
    """All that is expected of a table; `large` tells how to ask about many rows."""

    each: tuple[Check, ...]
    large: bool

    @property
    def of_rows(self) -> tuple[Check, ...]:
        """Those that judge a row by itself."""
        return tuple(check for check in self.each if check.unexpected)

    @property
    def of_the_whole(self) -> tuple[Check, ...]:
        """The others."""
        return tuple(check for check in self.each if not check.unexpected)

    @property
    def together(self) -> RowCheck:
        """One question for all that judge rows: is there a row that one of them rejects?

        Of a large table every condition has a query of its own, for its column: whether a value
        is missing or unknown is then told by the statistics of its files.
        """
        each = [check.unexpected for check in self.of_rows]
        conditions = each if self.large else [" or ".join(f"({one})" for one in each)]
        queries = (f"select 1 from {{batch}} where {one}" for one in conditions)
        return RowCheck("rows", "", " union all ".join(queries))


def checks_of(contract: Contract, *, rows: int, at_least: int, exact: bool) -> Checks:
    """Everything that `contract` expects of its table.

    `rows`: how many the table has, or LARGE + 1 for all beyond; of none only their number and the
    columns can be wrong. `at_least`: how many it must have. `exact`: whether it must have no
    other columns.
    """
    large = rows > LARGE
    whole = _whole(contract, large=large, at_least=at_least, exact=exact)
    if not rows:
        return Checks(tuple(whole), large)
    return Checks((*whole, *_filled(contract, large=large)), large)


def _whole(contract: Contract, *, large: bool, at_least: int, exact: bool) -> Iterator[Check]:
    if large:
        yield RowCheck("row_count", "", "select 1 where not exists (select 1 from {batch})")
    else:
        least = {"min_value": at_least}
        yield LibraryCheck("row_count", "", "ExpectTableRowCountToBeBetween", least)
    columns = {"column_set": [c.stored_as for c in contract.columns], "exact_match": exact}
    yield LibraryCheck("columns", "", "ExpectTableColumnsToMatchSet", columns)


def _filled(contract: Contract, *, large: bool) -> Iterator[Check]:
    """What only a table with rows can break."""
    yield _types(contract)
    if contract.key:
        yield _key(contract)
    for column in contract.columns:
        yield from _values(column, large=large)
        # The source without a key is by far the largest: nothing is read there that the reader
        # has checked already, as it did every distinct number.
        if column.kind in FORMS and contract.key:
            yield from _identifiers(column, large=large)


def _values(column: Column, *, large: bool) -> Iterator[Check]:
    name = column.stored_as
    if column.required:
        arguments = {"column": name}
        missing = f'"{name}" is null'
        yield _row_check(
            "not_null", name, missing, "ExpectColumnValuesToNotBeNull", arguments, large=large
        )
    if column.required_unless:
        condition = f'"{name}" is null and ({column.required_unless}) is not true'
        yield _rows("not_null_unless", name, condition)
    if column.kind is Kind.CODE:
        yield _code(column, large=large)
    if column.kind is Kind.MONTH:
        yield _rows("first_of_month", name, f'day("{name}") <> 1')


def _code(column: Column, *, large: bool) -> Check:
    name, values = column.stored_as, sorted(set(column.codes.values()))
    known = ", ".join(f"'{value}'" for value in values)
    arguments = {"column": name, "value_set": values}
    other = f'"{name}" not in ({known})'
    return _row_check("code", name, other, "ExpectColumnValuesToBeInSet", arguments, large=large)


def _row_check(
    name: str,
    column: str,
    unexpected: str,
    expectation: str,
    arguments: Mapping[str, Any],
    *,
    large: bool,
) -> Check:
    """Asked of the library where the table is not large."""
    if large:
        return _rows(name, column, unexpected)
    return LibraryCheck(name, column, expectation, arguments, unexpected=unexpected)


def _identifiers(column: Column, *, large: bool) -> Iterator[Check]:
    name, form = column.stored_as, FORMS[column.kind]
    length = {"column": name, "value": ID_LENGTH}
    other = f'length("{name}") <> {ID_LENGTH}'
    yield LibraryCheck("length", name, "ExpectColumnValueLengthsToEqual", length, unexpected=other)
    if not large:
        yield _rows("form", name, f"""not regexp_full_match("{name}", '{form}')""")


def _types(contract: Contract) -> RowCheck:
    wrong = (
        f"""typeof("{column.stored_as}") <> '{column.sql_type.upper()}'"""
        for column in contract.columns
    )
    return _rows("types", "", " or ".join(wrong))


def _key(contract: Contract) -> RowCheck:
    """Rows whose key has a hash that stands twice; then, of these, keys that stand twice."""
    names = ", ".join(f'"{contract.column(name).stored_as}"' for name in contract.key)
    query = f"""
        select 1 from {{batch}}
        where hash({names}) in (select hash({names}) from {{batch}} group by 1 having count(*) > 1)
        group by {names} having count(*) > 1
    """
    return RowCheck("key", ", ".join(contract.key), query)


def _rows(name: str, column: str, unexpected: str) -> RowCheck:
    query = f"select 1 from {{batch}} where {unexpected}"
    return RowCheck(name, column, query, unexpected=unexpected)
