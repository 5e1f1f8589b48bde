"""The reading of one file: any format to a cache entry."""

from __future__ import annotations

import shutil
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import mkdtemp

import duckdb
import pyarrow as pa

from zhaoren.contracts.model import Contract
from zhaoren.durable import sha256_of
from zhaoren.inputs import canonical
from zhaoren.inputs.batches import FAULTS, PARQUET, Batch, malformed_faults, write_batch
from zhaoren.inputs.engine import literal, one_row, quoted
from zhaoren.inputs.entry import Entry, save_entry
from zhaoren.inputs.inbox import PARQUET_SUFFIX, WORKBOOK_SUFFIX, suffix_of
from zhaoren.inputs.parquet import ParquetFile, load_batches, open_parquet, sound
from zhaoren.inputs.recognised import Recognised
from zhaoren.inputs.repeats import Hashed, drop_repeats, keep_first
from zhaoren.inputs.rows import stored_columns
from zhaoren.inputs.snapshot import SnapshotFile
from zhaoren.inputs.text import TextFile, TextPart, load_part, open_text, write_parts
from zhaoren.inputs.workbook import read_workbook

QUARANTINE, EXCLUDED = "quarantine.parquet", "excluded.parquet"
_WORKERS = 2  # parts that are typed while the next is decoded


@dataclass
class _Draft:
    """An entry that is being made in a folder of its own."""

    db: duckdb.DuckDBPyConnection
    file: SnapshotFile
    contract: Contract
    benefits: Mapping[str, str]
    recognised: Recognised
    building: Path
    rows: list[str] = field(default_factory=list)
    rows_read: int = 0
    faults: list[pa.Table] = field(default_factory=list)
    keys: list[Hashed] = field(default_factory=list)

    def next_path(self) -> Path:
        """Where the next batch of typed rows goes."""
        self.rows.append(f"rows-{len(self.rows):04d}.parquet")
        return self.building / self.rows[-1]

    def add(self, batch: Batch) -> None:
        """Take up what became of a batch."""
        self.faults.append(batch.faults)
        self.keys.append(batch.keys)

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
    recognised: Recognised | None = None,
) -> Entry:
    """Read a file and save its entry in `folder`; the entry.

    `recognised`: organisations' numbers that other files have shown to be right.

    Raises:
        InputError: the file as a whole cannot be read.
    """
    temporary.mkdir(parents=True, exist_ok=True)
    building = Path(mkdtemp(dir=temporary))
    draft = _Draft(db, file, contract, benefits, recognised or Recognised(), building)
    try:
        entry = _reader(file)(draft)
        save_entry(building, entry, folder)
        return entry
    finally:
        shutil.rmtree(building, ignore_errors=True)


def engine_users(file: SnapshotFile) -> int:
    """How many threads use the engine at a time while this file is read."""
    return _WORKERS if _reader(file) is _read_text else 1


def _reader(file: SnapshotFile) -> Callable[[_Draft], Entry]:
    suffix = suffix_of(file.name)
    if suffix == PARQUET_SUFFIX:
        return _read_parquet
    return _read_workbook if suffix == WORKBOOK_SUFFIX else _read_text


def _read_text(draft: _Draft) -> Entry:
    file = draft.file
    text = open_text(file.path, file.name, draft.contract, total_line=file.total_line)
    with ThreadPoolExecutor(_WORKERS) as pool:
        coming: deque[Future[Batch]] = deque()
        for part in write_parts(text, draft.building):
            coming.append(pool.submit(_write_part, draft, text, part, draft.next_path()))
            draft.rows_read += len(part.lines) + len(part.malformed)
            if len(coming) > _WORKERS:
                draft.add(coming.popleft().result())
        for written in coming:
            draft.add(written.result())
    return _finish_typed(draft, text.encoding, text.header.unknown)


def _write_part(draft: _Draft, text: TextFile, part: TextPart, path: Path) -> Batch:
    """Type a part in a connection of its own, while the next is decoded."""
    with draft.db.cursor() as db:
        load_part(db, text, part)
        batch = write_batch(db, draft.contract, draft.benefits, len(part.lines), path)
    malformed = malformed_faults(part.malformed, text.header.places.get("person_id"))
    return replace(batch, faults=pa.concat_tables([batch.faults, malformed]))


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
        referenced = file.is_canonical and canonical.check_canonical(
            db, file, draft.benefits, draft.recognised
        )
    if referenced:
        return _finish_referenced(draft, file)
    for _ in load_batches(db, file):
        (rows,) = one_row(db, "select count(*) from raw")
        _add_batch(draft, int(rows))
    return _finish_typed(draft, "parquet", file.header.unknown)


def _add_batch(draft: _Draft, rows: int) -> None:
    """Add the rows of `raw` to the draft."""
    path = draft.next_path()
    draft.add(write_batch(draft.db, draft.contract, draft.benefits, rows, path))
    draft.rows_read += rows


def _finish_typed(draft: _Draft, encoding: str, unknown: tuple[str, ...]) -> Entry:
    relation = draft.typed_relation
    keys_differ = drop_repeats(draft.db, relation, draft.contract, draft.keys)
    months = _months(draft, relation)
    _write(draft, "select source_row as row from repeated order by row", EXCLUDED)
    return _finish(draft, encoding, unknown, months, keys_differ, {})


def _finish_referenced(draft: _Draft, file: ParquetFile) -> Entry:
    db = draft.db
    draft.rows_read = file.rows
    draft.faults.append(db.sql("from faulty").to_arrow_table().cast(FAULTS))
    keys_differ = keep_first(db, "alike", draft.contract)
    months = canonical.good_months(db, file)
    excluded = "select source_row as row from repeated union all select row from faulty"
    _write(draft, f"{excluded} order by row", EXCLUDED)
    columns = {
        column.name: file.types[column.name]
        for column in draft.contract.columns
        if column.name in file.header.places
    }
    return _finish(draft, "parquet", file.header.unknown, months, keys_differ, columns)


def _finish(
    draft: _Draft,
    encoding: str,
    unknown: tuple[str, ...],
    months: tuple[str, ...],
    keys_differ: bool,
    columns: Mapping[str, str],
) -> Entry:
    faults = pa.concat_tables([FAULTS.empty_table(), *draft.faults])
    draft.db.register("faults", faults)
    _write(draft, "select * from faults order by row", QUARANTINE)
    draft.db.unregister("faults")
    (repeated,) = one_row(draft.db, "select count(*) from repeated")
    names = (*draft.rows, QUARANTINE, EXCLUDED)
    return Entry(
        encoding=encoding,
        rows_read=draft.rows_read,
        quarantined=faults.num_rows,
        repeated=int(repeated),
        columns=columns,
        rows=tuple(draft.rows),
        months=months,
        keys_differ=keys_differ,
        unknown=unknown,
        hashes={name: sha256_of(draft.building / name) for name in names},
    )


def _months(draft: _Draft, relation: str) -> tuple[str, ...]:
    """The months that occur in typed rows, of a source without a key."""
    if draft.contract.month is None:
        return ()
    rows = draft.db.execute(
        f"select distinct {quoted(draft.contract.month)} as month from {relation} order by month"
    ).fetchall()
    return tuple(found.isoformat() for (found,) in rows if found is not None)


def _write(draft: _Draft, query: str, name: str) -> None:
    draft.db.execute(f"copy ({query}) to {literal(str(draft.building / name))} {PARQUET}")
