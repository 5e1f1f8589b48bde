"""`read_snapshot`: the accepted rows, the quarantine and the reconciliation of a night."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import duckdb

from zhaoren.contracts.load import Contracts
from zhaoren.contracts.model import Contract
from zhaoren.hashed import Hashed
from zhaoren.inputs.accepted import Reading, create_view
from zhaoren.inputs.across import exclude_across_files
from zhaoren.inputs.engine import own_engine
from zhaoren.inputs.entry import entry_folder, load_entry
from zhaoren.inputs.gate import check_enough
from zhaoren.inputs.reading import engine_users, read_file
from zhaoren.inputs.recognised import Recognised
from zhaoren.inputs.reconcile import create_tables, reconcile, record_readings
from zhaoren.inputs.snapshot import Snapshot, SnapshotFile

_READERS = 2  # files that are read at the same time


@dataclass(frozen=True)
class Intake:
    """What was read: rows by source, columns nobody asked for, files not recognised."""

    rows: Mapping[str, int]
    unknown_columns: tuple[tuple[str, str, str], ...]
    ignored: tuple[str, ...]


def read_snapshot(
    db: duckdb.DuckDBPyConnection,
    snapshot: Snapshot,
    contracts: Contracts,
    *,
    cache: Path,
    benefits: Mapping[str, str],
    previous_rows: Mapping[str, int] | None = None,
    allow_shrink: frozenset[str] = frozenset(),
    without: frozenset[str] = frozenset(),
    report: Callable[[str], None] = lambda text: None,
    advance: Callable[[float], None] = lambda share: None,
) -> Intake:
    """Make the schemas `accepted` and `intake` in `db`.

    Files whose entry is in the cache are not read again. `report` is told of
    each file, `advance` which share of all bytes is read, 0 to 1.

    Raises:
        InputError: a file, or a source, breaks its contract as a whole.
    """
    readings = _readings(db, snapshot.files, contracts, cache, benefits, report, advance)
    create_tables(db)
    record_readings(db, readings)
    for name, contract in contracts.inputs.items():
        own = [reading for reading in readings if reading.file.source == name]
        _accept(db, contract, own)
        accepted = reconcile(db, contract, own)
        if name not in without:
            rows = sum(reading.entry.rows_read for reading in own)
            previous = (previous_rows or {}).get(name)
            check_enough(contract, accepted, rows, previous, may_shrink=name in allow_shrink)
    unknown = tuple(
        (reading.file.source, reading.file.name, column)
        for reading in readings
        for column in reading.entry.unknown
    )
    rows_by_source = {
        name: sum(r.entry.rows_read for r in readings if r.file.source == name)
        for name in contracts.inputs
    }
    return Intake(rows_by_source, unknown, snapshot.ignored)


def _accept(db: duckdb.DuckDBPyConnection, contract: Contract, readings: Sequence[Reading]) -> None:
    """The view accepted.<source>, first without the exclusions across files, then with them."""
    view = f"accepted.{contract.name}"
    excluded = frozenset(
        reading.file.name
        for reading in readings
        if reading.entry.repeated or (reading.entry.columns and reading.entry.quarantined)
    )
    create_view(db, contract, readings, view, excluded)
    more = exclude_across_files(db, contract, readings, view)
    if more:
        create_view(db, contract, readings, view, excluded | more)


def _readings(
    db: duckdb.DuckDBPyConnection,
    files: Sequence[SnapshotFile],
    contracts: Contracts,
    cache: Path,
    benefits: Mapping[str, str],
    report: Callable[[str], None],
    advance: Callable[[float], None],
) -> list[Reading]:
    """Every file with its entry; what is not cached is read, two files at a time."""
    temporary = cache / "building"
    shutil.rmtree(temporary, ignore_errors=True)
    recognised, hashed = Recognised(), Hashed(cache)
    folders = [entry_folder(cache, f, contracts.inputs[f.source], benefits) for f in files]
    new = {to: file for file, to in zip(files, folders, strict=True) if not to.exists()}
    users = min(sum(map(engine_users, new.values())), _READERS)
    with own_engine(db, users) as engine, ThreadPoolExecutor(_READERS) as pool:

        def read(file: SnapshotFile, folder: Path) -> Reading:
            entry = load_entry(folder, hashed.of)
            if entry is None:
                contract = contracts.inputs[file.source]
                with engine.cursor() as cursor:
                    entry = read_file(
                        cursor, file, contract, benefits, folder, temporary, recognised
                    )
                for name, sha256 in entry.hashes.items():
                    hashed.note(folder / name, sha256)
            return Reading(file, entry, folder)

        once = {folder: (file, folder) for file, folder in zip(files, folders, strict=True)}
        coming = {folder: pool.submit(read, *item) for folder, item in once.items()}
        done, whole = {}, sum(file.size for file, _ in once.values())
        try:
            for folder, future in coming.items():
                done[folder] = _reported(future.result(), report)
                read_so_far = sum(reading.file.size for reading in done.values())
                advance(read_so_far / whole if whole else 1.0)
        finally:
            pool.shutdown(cancel_futures=True)
    shutil.rmtree(temporary, ignore_errors=True)
    hashed.keep()
    return [
        Reading(file, done[folder].entry, folder)
        for file, folder in zip(files, folders, strict=True)
    ]


def _reported(reading: Reading, report: Callable[[str], None]) -> Reading:
    report(f"{reading.file.name}: {reading.entry.rows_read} rows")
    return reading
