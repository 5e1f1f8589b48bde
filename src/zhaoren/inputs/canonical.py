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
from zhaoren.inputs.engine import one_row, quoted
from zhaoren.inputs.parquet import ParquetFile
from zhaoren.inputs.repeats import find_repeats, shared_hashes
from zhaoren.inputs.rows import column_sql, fault_sql, person_sql, reason_sql
from zhaoren.inputs.values import (
    BATCH,
    Dictionary,
    build_dictionary,
    dictionary_of,
    is_fixed_width,
    not_canonical,
)


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
    fits, empty = _summary(db, file)
    if not fits:
        return False
    dictionaries: dict[str, Dictionary] = {}
    numbers = [column for column in _present(file) if is_fixed_width(column)]
    for column in _present(file):
        if column.sql_type == "varchar" and column not in numbers:
            found = build_dictionary(db, file.scan, column, benefits)
            dictionaries[column.name] = found
    hashes, wrong = _read_once(db, file, numbers)
    for column in numbers:
        dictionaries[column.name] = dictionary_of(column, wrong[column.name], benefits)
    if any(dictionary.rewrites for dictionary in dictionaries.values()):
        return False
    _find_faults(db, file, dictionaries, "true" if empty else _suspect_sql(dictionaries))
    _find_repeats(db, file, shared_hashes(hashes))
    return True


def _suspect_sql(dictionaries: Mapping[str, Dictionary]) -> str:
    """Rows that hold a value at fault; few, so nothing else is done with the others."""
    bad = (
        f"{quoted(name)} in (select raw from dictionary_{name} where value is null)"
        for name, found in dictionaries.items()
        if found.table["value"].null_count
    )
    return " or ".join(bad) or "false"


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
) -> tuple[np.ndarray[tuple[int], np.dtype[np.uint64]], dict[str, set[str]]]:
    """A hash of each row, and the numbers that are not canonical."""
    chosen = [f"{_row_hash_sql(file)} as row_hash", *(quoted(c.name) for c in numbers)]
    wrong: dict[str, set[str]] = {column.name: set() for column in numbers}
    hashes = []
    reader = db.sql(f"select {', '.join(chosen)} from {file.scan}").to_arrow_reader(BATCH)
    for batch in reader:
        hashes.append(batch.column(0).to_numpy())
        for place, column in enumerate(numbers, 1):
            wrong[column.name].update(not_canonical(batch.column(place), column.kind))
    return (np.concatenate(hashes) if hashes else np.zeros(0, np.uint64)), wrong


def _find_faults(
    db: duckdb.DuckDBPyConnection,
    file: ParquetFile,
    dictionaries: Mapping[str, Dictionary],
    where: str,
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
        f"with suspect as (select *, file_row_number from {file.scan} where {where}), "
        f"valued as (select {', '.join(values)} from suspect {' '.join(joins)}), "
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
    shared: np.ndarray[tuple[int], np.dtype[np.uint64]],
) -> None:
    """Compare the values of the rows whose hash another row has too."""
    stored = stored_sql(frozenset(file.header.places), file.contract.columns)
    values = ", ".join(f"{sql} as {quoted(name)}" for name, sql in stored.items())
    db.register("shared_hashes", pa.table({"row_hash": shared}))
    find_repeats(
        db,
        f"(select file_row_number + 1 as row, {values} from {file.scan} "
        f"where {_row_hash_sql(file)} in (select row_hash from shared_hashes) "
        "and file_row_number + 1 not in (select row from faulty))",
        [quoted(name) for name in stored],
    )
    db.unregister("shared_hashes")


def _row_hash_sql(file: ParquetFile) -> str:
    """SQL of the hash by which rows of a canonical file are first compared."""
    stored = stored_sql(frozenset(file.header.places), file.contract.columns)
    raw = (
        quoted(column.name) if column.kind is Kind.AMOUNT else stored[column.stored_as]
        for column in _present(file)
    )
    return f"hash({', '.join(raw)})"
