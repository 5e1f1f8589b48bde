"""Canonical Parquet exports: checked where they lie, referenced, never rewritten.

Such a file has the contract's names and physical types. It is read once: every
value must already be what `normalise` would make of it. Rows at fault and
repeats go to an exclusion list.
"""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import numpy as np
import pyarrow as pa

from zhaoren.contracts.model import Column, Kind
from zhaoren.inputs import fixed_width
from zhaoren.inputs.engine import one_row, quoted
from zhaoren.inputs.parquet import ParquetFile
from zhaoren.inputs.repeats import find_repeats
from zhaoren.inputs.rows import column_sql, fault_sql, person_sql, reason_sql
from zhaoren.inputs.values import Dictionary, build_dictionary, dictionary_of

_BATCH = 1 << 17


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
    """Make the temp tables `faulty` and `repeated` of a canonical file.

    False if a good value has to be rewritten: then the file is read like any
    other. `faulty` has row, reason, column, value, person_id; `repeated` row.
    """
    dictionaries: dict[str, Dictionary] = {}
    persons = [c for c in _present(file) if c.kind is Kind.PERSON_ID]
    if not _dates_fit(db, file):
        return False
    for column in _present(file):
        if column.sql_type == "varchar" and column not in persons:
            found = build_dictionary(db, file.scan, column, quoted(column.name), benefits)
            if found.rewrites:
                return False
            dictionaries[column.name] = found
    hashes, numbers = _read_once(db, file, persons)
    for column in persons:
        found = dictionary_of(column, numbers[column.name], benefits)
        if found.rewrites:
            return False
        dictionaries[column.name] = found
    _find_faults(db, file, dictionaries)
    _find_repeats(db, file, hashes)
    return True


def _present(file: ParquetFile) -> list[Column]:
    return [column for column in file.contract.columns if column.name in file.header.places]


def _dates_fit(db: duckdb.DuckDBPyConnection, file: ParquetFile) -> bool:
    """Whether months are first days and dates have four-digit years."""
    tests = []
    for column in _present(file):
        if column.sql_type == "date":
            name = quoted(column.name)
            tests.append(f"coalesce(min({name}) >= date '0001-01-01', true)")
            tests.append(f"coalesce(max({name}) <= date '9999-12-31', true)")
            if column.kind is Kind.MONTH:
                tests.append(f"coalesce(bool_and(day({name}) = 1), true)")
    if not tests:
        return True
    return one_row(db, f"select {' and '.join(tests)} from {file.scan}") == (True,)


def _read_once(
    db: duckdb.DuckDBPyConnection, file: ParquetFile, persons: list[Column]
) -> tuple[np.ndarray[tuple[int], np.dtype[np.uint64]], dict[str, set[str]]]:
    """A hash of each row, and the person numbers that are not canonical."""
    stored = stored_sql(frozenset(file.header.places), file.contract.columns)
    chosen = [f"hash({', '.join(stored.values())}) as row_hash"]
    chosen += [quoted(column.name) for column in persons]
    numbers: dict[str, set[str]] = {column.name: set() for column in persons}
    hashes = []
    reader = db.sql(f"select {', '.join(chosen)} from {file.scan}").to_arrow_reader(_BATCH)
    for batch in reader:
        hashes.append(batch.column(0).to_numpy())
        for place, column in enumerate(persons, 1):
            values = batch.column(place)
            failed = ~fixed_width.canonical(values, fixed_width.person_ids)
            if failed.any():
                wrong = values.take(pa.array(np.flatnonzero(failed))).drop_null()
                numbers[column.name].update(wrong.to_pylist())
    return (np.concatenate(hashes) if hashes else np.zeros(0, np.uint64)), numbers


def _find_faults(
    db: duckdb.DuckDBPyConnection, file: ParquetFile, dictionaries: Mapping[str, Dictionary]
) -> None:
    stored = stored_sql(frozenset(file.header.places), file.contract.columns)
    values, joins = ["file_row_number + 1 as row"], []
    for column in file.contract.columns:
        value, blank = stored[column.stored_as], f"{stored[column.stored_as]} is null"
        if len(dictionaries.get(column.name, ())):
            alias = f"d_{column.name}"
            db.register(f"dictionary_{column.name}", dictionaries[column.name].table)
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
        f"with valued as (select {', '.join(values)} from {file.scan} {' '.join(joins)}), "
        f"judged as (select *, {fault_sql(columns)} as fault from valued) "
        f'select row, {reason_sql(columns)} as reason, {column_sql(columns)} as "column", '
        f"case fault // 2 {' '.join(raws)} end as value, "
        f"{person_sql(file.contract)} as person_id from judged where fault is not null"
    )
    for name, dictionary in dictionaries.items():
        if len(dictionary):
            db.unregister(f"dictionary_{name}")


def _find_repeats(
    db: duckdb.DuckDBPyConnection,
    file: ParquetFile,
    hashes: np.ndarray[tuple[int], np.dtype[np.uint64]],
) -> None:
    hashes.sort()
    if not (hashes[1:] == hashes[:-1]).any():
        db.execute("create or replace temp table repeated (row bigint)")
        return
    stored = stored_sql(frozenset(file.header.places), file.contract.columns)
    values = ", ".join(f"{sql} as {quoted(name)}" for name, sql in stored.items())
    find_repeats(
        db,
        f"(select file_row_number + 1 as row, {values} from {file.scan} "
        "where file_row_number + 1 not in (select row from faulty))",
        [quoted(name) for name in stored],
    )
