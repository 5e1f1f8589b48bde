"""Canonical Parquet exports: checked where they lie, referenced, never rewritten.

Such a file has the contract's names and physical types. It is read once: every
value must already be what `normalise` would make of it. Only the rows that may
be at fault or repeated are fetched again; those that are go to an exclusion
list.
"""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from zhaoren.contracts.model import Column, Kind
from zhaoren.inputs.engine import one_row, quoted
from zhaoren.inputs.parquet import ParquetFile
from zhaoren.inputs.repeats import shared_places
from zhaoren.inputs.rows import column_sql, fault_sql, person_sql, reason_sql
from zhaoren.inputs.values import (
    BATCH,
    Dictionary,
    build_dictionary,
    dictionary_of,
    is_fixed_width,
    not_canonical,
)

Rows = npt.NDArray[np.int64]  # by file_row_number


def stored_sql(file_columns: frozenset[str], columns: tuple[Column, ...]) -> dict[str, str]:
    """SQL of each accepted value over a canonical file with these columns."""
    found: dict[str, str] = {}
    for column in columns:
        name = quoted(column.name)
        if column.name not in file_columns:
            value = f"cast(null as {column.sql_type})"
        elif column.kind is Kind.AMOUNT:
            value = f"cast({name} * 100 as bigint)"
        elif column.kind is Kind.DATE:
            value = f"nullif({name}, date '9999-12-31')"
        elif column.kind is Kind.INTEGER:
            value = f"cast({name} as bigint)"
        else:
            value = name
        found[column.stored_as] = value
        if column.kind is Kind.NAME:
            found[f"{column.name}_original"] = value
    return found


def check_canonical(
    db: duckdb.DuckDBPyConnection, file: ParquetFile, benefits: Mapping[str, str]
) -> bool:
    """Make the temp table `faulty` and the temp view `alike` of a canonical file.

    False if a good value has to be rewritten: then the file is read like any
    other. `faulty` has row, reason, column, value, person_id; `alike` holds,
    as they are accepted, all good rows that another one equals in the key, and
    a few more.
    """
    fits, empty = _summary(db, file)
    if not fits:
        return False
    numbers = [column for column in _present(file) if is_fixed_width(column)]
    dictionaries = {
        column.name: build_dictionary(db, file.scan, column, benefits)
        for column in _present(file)
        if column.sql_type == "varchar" and column not in numbers
    }
    if any(dictionary.rewrites for dictionary in dictionaries.values()):
        return False
    suspect, wrong = _read_once(db, file, numbers)
    for column in numbers:
        dictionaries[column.name] = dictionary_of(column, wrong[column.name], benefits)
    if any(dictionaries[column.name].rewrites for column in numbers):
        return False
    for name, dictionary in dictionaries.items():
        db.register(f"dictionary_{name}", dictionary.table)
    known = {column.name for column in numbers}
    if empty or any(d.wrong for name, d in dictionaries.items() if name not in known):
        suspect = np.concatenate([suspect, _suspect_by_sql(db, file, dictionaries)])
    _fetch(db, file, suspect)
    _find_faults(db, file, dictionaries)
    db.execute(
        "create or replace temp view alike as "
        f"select file_row_number + 1 as source_row, {_stored_list(file)} from suspect "
        "where file_row_number + 1 not in (select row from faulty)"
    )
    for name in dictionaries:
        db.unregister(f"dictionary_{name}")
    return True


def _present(file: ParquetFile) -> list[Column]:
    return [column for column in file.contract.columns if column.name in file.header.places]


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
        if column.kind is Kind.MONTH:
            fits.append(f"coalesce(bool_and(day({name}) = 1), true)")
    found = one_row(db, f"select {' and '.join(fits)}, {' or '.join(empty)} from {file.scan}")
    return bool(found[0]), bool(found[1])


def _read_once(
    db: duckdb.DuckDBPyConnection, file: ParquetFile, numbers: list[Column]
) -> tuple[Rows, dict[str, set[str]]]:
    """Rows that may be repeated or hold a wrong number, and the numbers not canonical."""
    chosen = [f"{_row_hash_sql(file)} as row_hash", *(quoted(column.name) for column in numbers)]
    wrong: dict[str, set[str]] = {column.name: set() for column in numbers}
    hashes, suspect, start = [np.zeros(0, np.uint64)], [], 0
    reader = db.sql(f"select {', '.join(chosen)} from {file.scan}").to_arrow_reader(BATCH)
    for batch in reader:  # in the order of the file: see own_engine
        hashes.append(batch.column(0).to_numpy())
        for column, values in zip(numbers, batch.columns[1:], strict=True):
            places = not_canonical(values, column.kind)
            wrong[column.name].update(values.take(pa.array(places)).to_pylist())
            suspect.append(start + places)
        start += batch.num_rows
    return np.concatenate([*suspect, shared_places(np.concatenate(hashes))]), wrong


def _suspect_by_sql(
    db: duckdb.DuckDBPyConnection, file: ParquetFile, dictionaries: Mapping[str, Dictionary]
) -> Rows:
    """Rows that lack a value, or hold a wrong one in a text column."""
    conditions = []
    for column in file.contract.columns:
        stored = quoted(column.stored_as)
        if column.required:
            conditions.append(f"{stored} is null")
        elif column.required_unless:
            conditions.append(
                f"{stored} is null and not coalesce(({column.required_unless}), false)"
            )
        if column.name in dictionaries and dictionaries[column.name].wrong:
            conditions.append(f"{stored} in (select raw from dictionary_{column.name})")
    found = db.execute(
        f"select file_row_number from (select {_stored_list(file)}, file_row_number "
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
    values, joins = ["file_row_number + 1 as row"], []
    for column in file.contract.columns:
        value, blank = stored[column.stored_as], f"{stored[column.stored_as]} is null"
        if column.name in dictionaries:
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
    db.execute(
        "create or replace temp table faulty as "
        f"with valued as (select {', '.join(values)} from suspect {' '.join(joins)}), "
        f"judged as (select *, {fault_sql(columns)} as fault from valued) "
        f'select row, {reason_sql(columns)} as reason, {column_sql(columns)} as "column", '
        f"case fault // 2 {' '.join(raws)} end as value, "
        f"{person_sql(file.contract)} as person_id from judged where fault is not null"
    )


def _stored_list(file: ParquetFile) -> str:
    stored = stored_sql(frozenset(file.header.places), file.contract.columns)
    return ", ".join(f"{sql} as {quoted(name)}" for name, sql in stored.items())


def _row_hash_sql(file: ParquetFile) -> str:
    """SQL of the hash by which rows of a canonical file are first compared: of the key."""
    key = file.contract.key
    stored = stored_sql(frozenset(file.header.places), file.contract.columns)
    raw = (
        quoted(column.name) if column.kind is Kind.AMOUNT else stored[column.stored_as]
        for column in _present(file)
        if column.name in key or not key
    )
    return f"hash({', '.join(raw)})"
