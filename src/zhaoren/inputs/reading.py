"""The reading of one file: any format to a cache entry."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp

import duckdb

from zhaoren.contracts.model import Contract, Kind
from zhaoren.durable import sha256_of
from zhaoren.inputs import canonical, normalise
from zhaoren.inputs.ahead import ahead
from zhaoren.inputs.blocks import Malformed
from zhaoren.inputs.engine import literal, one_row, quoted
from zhaoren.inputs.entry import Entry, save_entry
from zhaoren.inputs.inbox import PARQUET_SUFFIX, WORKBOOK_SUFFIX, suffix_of
from zhaoren.inputs.parquet import ParquetFile, load_batches, open_parquet, sound
from zhaoren.inputs.repeats import all_differ, compared_columns, find_repeats
from zhaoren.inputs.rows import (
    MALFORMED,
    column_sql,
    person_sql,
    raw_value_sql,
    reason_sql,
    stored_columns,
    type_batch,
)
from zhaoren.inputs.snapshot import SnapshotFile
from zhaoren.inputs.text import load_part, open_text, write_parts
from zhaoren.inputs.workbook import read_workbook

QUARANTINE, EXCLUDED = "quarantine.parquet", "excluded.parquet"
_PARQUET = "(format parquet, compression snappy)"
_QUARANTINE_COLUMNS = (
    'row bigint, reason varchar, "column" varchar, value varchar, person_id varchar'
)


@dataclass
class _Draft:
    """An entry that is being made in a folder of its own."""

    db: duckdb.DuckDBPyConnection
    file: SnapshotFile
    contract: Contract
    benefits: Mapping[str, str]
    building: Path
    rows: list[str] = field(default_factory=list)
    rows_read: int = 0

    @property
    def typed_relation(self) -> str:
        """SQL of the typed rows written so far."""
        if not self.rows:
            columns = ", ".join(
                f"cast(null as {kind}) as {quoted(name)}"
                for name, kind in [("source_row", "bigint"), *stored_columns(self.contract)]
            )
            return f"(select {columns} where false)"
        paths = ", ".join(literal(str(self.building / name)) for name in self.rows)
        return f"read_parquet([{paths}])"


def read_file(
    db: duckdb.DuckDBPyConnection,
    file: SnapshotFile,
    contract: Contract,
    benefits: Mapping[str, str],
    folder: Path,
    temporary: Path,
) -> None:
    """Read a file and save its entry in `folder`.

    Raises:
        InputError: the file as a whole cannot be read.
    """
    temporary.mkdir(parents=True, exist_ok=True)
    building = Path(mkdtemp(dir=temporary))
    draft = _Draft(db, file, contract, benefits, building)
    db.execute(f"create or replace temp table quarantine ({_QUARANTINE_COLUMNS})")
    try:
        save_entry(building, _reader(file)(draft), folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _reader(file: SnapshotFile) -> Callable[[_Draft], Entry]:
    suffix = suffix_of(file.name)
    if suffix == PARQUET_SUFFIX:
        return _read_parquet
    return _read_workbook if suffix == WORKBOOK_SUFFIX else _read_text


def _read_text(draft: _Draft) -> Entry:
    file = draft.file
    text = open_text(file.path, file.name, draft.contract, total_line=file.total_line)
    person = text.header.places.get("person_id")
    for part in ahead(write_parts(text, draft.building)):
        load_part(draft.db, text, part)
        _add_batch(draft, len(part.lines))
        _add_malformed(draft, part.malformed, person)
    return _finish_typed(draft, text.encoding, text.header.unknown)


def _read_workbook(draft: _Draft) -> Entry:
    file = draft.file
    workbook = read_workbook(file.path, file.name, draft.contract, total_line=file.total_line)
    draft.db.register("raw", workbook.rows)
    _add_batch(draft, workbook.rows.num_rows)
    draft.db.unregister("raw")
    return _finish_typed(draft, "xlsx", workbook.header.unknown)


def _read_parquet(draft: _Draft) -> Entry:
    db, path, name = draft.db, draft.file.path, draft.file.name
    file = open_parquet(db, path, name, draft.contract)
    with sound(name):
        referenced = file.is_canonical and canonical.check_canonical(db, file, draft.benefits)
    if referenced:
        return _finish_referenced(draft, file)
    for _ in load_batches(db, file):
        (rows,) = one_row(db, "select count(*) from raw")
        _add_batch(draft, int(rows))
    return _finish_typed(draft, "parquet", file.header.unknown)


def _add_batch(draft: _Draft, rows: int) -> None:
    """Type the rows of `raw`: good ones to a file of the entry, the others to quarantine."""
    db, contract = draft.db, draft.contract
    type_batch(db, contract, draft.benefits)
    name = f"rows-{len(draft.rows):04d}.parquet"
    (written,) = one_row(
        db,
        f"copy (select * exclude (fault) from typed where fault is null) "
        f"to {literal(str(draft.building / name))} {_PARQUET}",
    )
    if written < rows:
        db.execute(
            f"insert into quarantine select source_row, {reason_sql(contract.columns)}, "
            f"{column_sql(contract.columns)}, {raw_value_sql(contract.columns, 'raw.')}, "
            f"{person_sql(contract, 'typed.')} "
            f"from typed join raw on typed.source_row = raw.row where fault is not null"
        )
    draft.rows.append(name)
    draft.rows_read += rows


def _add_malformed(draft: _Draft, malformed: tuple[Malformed, ...], person: int | None) -> None:
    draft.rows_read += len(malformed)
    if malformed:
        draft.db.executemany(
            "insert into quarantine values (?, ?, null, null, ?)",
            [[bad.line, MALFORMED, _readable_person(bad, person)] for bad in malformed],
        )


def _readable_person(bad: Malformed, place: int | None) -> str | None:
    """The person number of a malformed row: where it should stand, else the first there is."""
    first = bad.fields[place : place + 1] if place is not None else ()
    for value in (*first, *bad.fields):
        if (number := normalise.person_id(value)) is not None:
            return number
    return None


def _finish_typed(draft: _Draft, encoding: str, unknown: tuple[str, ...]) -> Entry:
    db, relation = draft.db, draft.typed_relation
    columns = compared_columns(draft.contract)
    if all_differ(db, relation, columns):
        db.execute("create or replace temp table repeated (source_row bigint)")
    else:
        find_repeats(db, relation, columns, "source_row")
    months = _months(draft, relation, None)
    _write(draft, "select source_row as row from repeated order by row", EXCLUDED)
    return _finish(draft, encoding, unknown, months, {})


def _finish_referenced(draft: _Draft, file: ParquetFile) -> Entry:
    db = draft.db
    draft.rows_read = file.rows
    db.execute("insert into quarantine select * from faulty")
    months = _months(draft, file.scan, "file_row_number + 1 not in (select row from faulty)")
    _write(
        draft, "select row from repeated union all select row from faulty order by row", EXCLUDED
    )
    columns = {
        column.name: file.types[column.name]
        for column in draft.contract.columns
        if column.name in file.header.places
    }
    return _finish(draft, "parquet", file.header.unknown, months, columns)


def _finish(
    draft: _Draft,
    encoding: str,
    unknown: tuple[str, ...],
    months: tuple[str, ...],
    columns: Mapping[str, str],
) -> Entry:
    _write(draft, "select * from quarantine order by row", QUARANTINE)
    (quarantined,) = one_row(draft.db, "select count(*) from quarantine")
    (repeated,) = one_row(draft.db, "select count(*) from repeated")
    names = (*draft.rows, QUARANTINE, EXCLUDED)
    return Entry(
        encoding=encoding,
        rows_read=draft.rows_read,
        quarantined=int(quarantined),
        repeated=int(repeated),
        columns=columns,
        rows=tuple(draft.rows),
        months=months,
        unknown=unknown,
        hashes={name: sha256_of(draft.building / name) for name in names},
    )


def _months(draft: _Draft, relation: str, where: str | None) -> tuple[str, ...]:
    """The months that occur in the good rows, of a source without a key."""
    month = next((c for c in draft.contract.columns if c.kind is Kind.MONTH), None)
    if draft.contract.key or month is None:
        return ()
    rows = draft.db.execute(
        f"select distinct {quoted(month.name)} as month from {relation} "
        f"where {where or 'true'} order by month"
    ).fetchall()
    return tuple(found.isoformat() for (found,) in rows if found is not None)


def _write(draft: _Draft, query: str, name: str) -> None:
    draft.db.execute(f"copy ({query}) to {literal(str(draft.building / name))} {_PARQUET}")
