"""Canonical Parquet exports: checked where they lie, referenced, never rewritten.

Such a file has the contract's names and physical types. It is read once: every
value must already be what `normalise` would make of it. Only the rows that may
be at fault or repeated are fetched again; those that are go to an exclusion
list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from zhaoren.contracts.model import Kind
from zhaoren.inputs.engine import one_row, quoted
from zhaoren.inputs.one_pass import Found, Pass
from zhaoren.inputs.parquet import ParquetFile
from zhaoren.inputs.recognised import Recognised
from zhaoren.inputs.rows import column_sql, fault_sql, person_sql, reason_sql
from zhaoren.inputs.stored import present, stored_list, stored_sql
from zhaoren.inputs.values import Dictionary, build_dictionary, is_fixed_width, is_judged

Rows = npt.NDArray[np.int64]  # by file_row_number

_WIDE = {"DECIMAL(17,2)", "DECIMAL(18,2)"}  # a hundred times the most does not fit
_MOST = 10**14  # yuan; in fen it fits


def check_canonical(
    db: duckdb.DuckDBPyConnection,
    file: ParquetFile,
    benefits: Mapping[str, str],
    recognised: Recognised,
) -> bool:
    """Make the temp table `faulty` and the temp view `alike` of a canonical file.

    False if a good value has to be rewritten: then the file is read like any
    other. `faulty` has row, reason, column, value, person_id; `alike` holds,
    as they are accepted, all good rows that another one equals in the key, and
    a few more. `recognised` numbers of organisations are not looked at again.
    """
    fits, empty = _summary(db, file)
    if not fits:
        return False
    texts = [column for column in present(file) if column.sql_type == "varchar"]
    judged = [column for column in texts if is_judged(column)]
    dictionaries = {
        column.name: build_dictionary(db, file.scan, column, benefits)
        for column in texts
        if column not in judged
    }
    if _rewrite(dictionaries):
        return False
    found = Found({column.name: set() for column in judged})
    once = Pass(db, file, recognised, found)
    once.over_all()
    numbers = [column for column in judged if is_fixed_width(column)]
    others = [column for column in judged if column not in numbers]
    dictionaries |= found.dictionaries(others, benefits)
    if _rewrite(dictionaries):
        return False
    if empty or any(dictionary.wrong for dictionary in dictionaries.values()):
        found.suspect.append(_suspect_by_sql(db, file, dictionaries))
    _fetch(db, file, np.concatenate(found.suspect))
    for column in found.doubtful:
        once.look_at(column, "suspect")
    dictionaries |= found.dictionaries(numbers, benefits)
    if _rewrite(dictionaries):
        return False
    _find_faults(db, file, dictionaries)
    db.execute(
        "create or replace temp view alike as "
        f"select file_row_number + 1 as source_row, {stored_list(file)} from suspect "
        "where file_row_number + 1 not in (select row from faulty)"
    )
    return True


def good_months(db: duckdb.DuckDBPyConnection, file: ParquetFile) -> tuple[str, ...]:
    """The months of the rows of a checked file that are not faulty, of a source without a key."""
    if file.contract.month is None:
        return ()
    month = quoted(file.contract.month)
    rows = db.execute(
        f"with given as (select {month}, count(*) as all_rows from {file.scan} group by all), "
        f"bad as (select {month}, count(*) as bad_rows from suspect "
        "where file_row_number + 1 in (select row from faulty) group by all) "
        f"select {month} from given left join bad using ({month}) "
        f"where {month} is not null and all_rows > coalesce(bad_rows, 0) order by all"
    ).fetchall()
    return tuple(found.isoformat() for (found,) in rows)


def _rewrite(dictionaries: Mapping[str, Dictionary]) -> bool:
    return any(dictionary.rewrites for dictionary in dictionaries.values())


def _summary(db: duckdb.DuckDBPyConnection, file: ParquetFile) -> tuple[bool, bool]:
    """Whether dates have four-digit years and months are first days; whether rows lack a value."""
    fits, empty = ["true"], ["false"]
    for column in file.contract.columns:
        name = quoted(column.name)
        if column.name not in file.header.places:
            empty.append("true" if column.required_unless else "false")
            continue
        if column.required or column.required_unless:
            empty.append(f"count({name}) < count(*)")
        if column.sql_type == "date":
            fits.append(f"coalesce(min({name}) >= date '0001-01-01', true)")
            fits.append(f"coalesce(max({name}) <= date '9999-12-31', true)")
            if column.required:
                empty.append(f"coalesce(max({name}) = date '9999-12-31', false)")
        if file.types.get(column.name) in _WIDE:
            fits.append(f"coalesce(max({name}) < {_MOST} and min({name}) > -{_MOST}, true)")
        if column.kind is Kind.MONTH:  # few, and without it the rest is known from the footer
            given = f"(select distinct {name} from {file.scan})"
            fits.append(f"(select coalesce(bool_and(day({name}) = 1), true) from {given})")
    found = one_row(db, f"select {' and '.join(fits)}, {' or '.join(empty)} from {file.scan}")
    return bool(found[0]), bool(found[1])


def _suspect_by_sql(
    db: duckdb.DuckDBPyConnection, file: ParquetFile, dictionaries: Mapping[str, Dictionary]
) -> Rows:
    """Rows that lack a value, or hold a wrong one in a text column."""
    conditions, wrong = [], {name: of for name, of in dictionaries.items() if of.wrong}
    for column in file.contract.columns:
        stored = quoted(column.stored_as)
        if column.required:
            conditions.append(f"{stored} is null")
        elif column.required_unless:
            conditions.append(
                f"{stored} is null and not coalesce(({column.required_unless}), false)"
            )
        if column.name in wrong:
            conditions.append(f"{stored} in (select raw from dictionary_{column.name})")
    with _registered(db, wrong):
        found = db.execute(
            f"select file_row_number from (select {stored_list(file)}, file_row_number "
            f"from {file.scan}) where {' or '.join(conditions)}"
        ).fetchnumpy()
    return np.asarray(found["file_row_number"], dtype=np.int64)


def _fetch(db: duckdb.DuckDBPyConnection, file: ParquetFile, rows: Rows) -> None:
    """Make the temp table `suspect` of these rows; few, so nothing is done with the others."""
    db.register("wanted", pa.table({"row": np.unique(rows)}))
    db.execute(
        f"create or replace temp table suspect as select * from {file.scan} "
        "where file_row_number in (select row from wanted)"
    )
    db.unregister("wanted")


def _find_faults(
    db: duckdb.DuckDBPyConnection,
    file: ParquetFile,
    dictionaries: Mapping[str, Dictionary],
) -> None:
    stored = stored_sql(frozenset(file.header.places), file.contract.columns)
    used = {name: dictionary for name, dictionary in dictionaries.items() if len(dictionary)}
    values, joins = ["file_row_number + 1 as row"], []
    for column in file.contract.columns:
        value, blank = stored[column.stored_as], f"{stored[column.stored_as]} is null"
        if column.name in used:
            alias = f"d_{column.name}"
            joins.append(f"left join dictionary_{column.name} as {alias} on {value} = {alias}.raw")
            value = f"case when {alias}.raw is null then {value} else {alias}.value end"
        values.append(f"{value} as {quoted(column.stored_as)}")
        values.append(f"{blank} as {quoted('blank ' + column.name)}")
        raw = quoted(column.name) if column.name in file.header.places else "null"
        values.append(f"cast({raw} as varchar) as {quoted('raw ' + column.name)}")
    columns = file.contract.columns
    raws = (
        f"when {place} then {quoted('raw ' + column.name)}" for place, column in enumerate(columns)
    )
    with _registered(db, used):
        db.execute(
            "create or replace temp table faulty as "
            f"with valued as (select {', '.join(values)} from suspect {' '.join(joins)}), "
            f"judged as (select *, {fault_sql(columns)} as fault from valued) "
            f'select row, {reason_sql(columns)} as reason, {column_sql(columns)} as "column", '
            f"case fault // 2 {' '.join(raws)} end as value, "
            f"{person_sql(file.contract)} as person_id from judged where fault is not null"
        )


@contextmanager
def _registered(
    db: duckdb.DuckDBPyConnection, dictionaries: Mapping[str, Dictionary]
) -> Iterator[None]:
    """Let SQL read each dictionary as dictionary_<column>."""
    for name, dictionary in dictionaries.items():
        db.register(f"dictionary_{name}", dictionary.table)
    yield
    for name in dictionaries:
        db.unregister(f"dictionary_{name}")
