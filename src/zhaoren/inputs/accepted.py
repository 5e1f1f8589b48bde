"""The accepted rows of a source as one view over cached and referenced files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from zhaoren.contracts.model import Contract
from zhaoren.inputs.engine import literal, quoted
from zhaoren.inputs.entry import Entry
from zhaoren.inputs.rows import stored_columns
from zhaoren.inputs.snapshot import SnapshotFile
from zhaoren.inputs.stored import stored_sql


@dataclass(frozen=True)
class Reading:
    """A file of the snapshot, its entry and the entry's folder."""

    file: SnapshotFile
    entry: Entry
    folder: Path

    @property
    def paths(self) -> list[Path]:
        """The Parquet files that hold its rows."""
        if self.entry.columns:
            return [self.file.path]
        return [self.folder / name for name in self.entry.rows]


def create_view(
    db: duckdb.DuckDBPyConnection,
    contract: Contract,
    readings: Sequence[Reading],
    view: str,
    excluded_files: frozenset[str],
) -> None:
    """Make the view of the good rows of a source.

    Files in `excluded_files` have rows in the table intake.excluded(source,
    file, row); the others are read together, by layout.
    """
    pieces = [
        _piece(contract, [reading], excluded=reading.file.name in excluded_files)
        for reading in readings
        if _alone(reading, readings, excluded_files)
    ]
    layouts: dict[tuple[tuple[str, str], ...], list[Reading]] = {}
    for reading in readings:
        if reading.paths and not _alone(reading, readings, excluded_files):
            layouts.setdefault(tuple(reading.entry.columns.items()), []).append(reading)
    pieces += [_piece(contract, together, excluded=False) for together in layouts.values()]
    db.execute(
        f"create or replace view {view} as {' union all '.join(pieces or [_empty(contract)])}"
    )


def _alone(reading: Reading, readings: Sequence[Reading], excluded_files: frozenset[str]) -> bool:
    """Whether a file needs its own part of the view: exclusions, or a twin of the same bytes."""
    if not reading.paths:
        return False
    twins = sum(other.paths == reading.paths for other in readings)
    return reading.file.name in excluded_files or twins > 1


def _empty(contract: Contract) -> str:
    columns = [*stored_columns(contract), ("source_file", "varchar"), ("source_row", "bigint")]
    nulls = ", ".join(f"cast(null as {kind}) as {quoted(name)}" for name, kind in columns)
    return f"select {nulls} where false"


def _piece(contract: Contract, readings: Sequence[Reading], *, excluded: bool) -> str:
    columns = readings[0].entry.columns
    names = [quoted(name) for name, _ in stored_columns(contract)]
    if columns:
        stored = stored_sql(frozenset(columns), contract.columns)
        values = [f"{sql} as {quoted(name)}" for name, sql in stored.items()]
        row = "file_row_number + 1"
    else:
        values, row = names, "source_row"
    paths = [(path, reading.file.name) for reading in readings for path in reading.paths]
    listed = ", ".join(literal(str(path)) for path, _ in paths)
    scan = (
        f"read_parquet([{listed}], "
        "binary_as_string = true, file_row_number = true, filename = true)"
    )
    where = ""
    if excluded:
        name = readings[0].file.name
        where = (
            f" where {row} not in (select excluded.row from intake.excluded "
            f"where excluded.source = {literal(contract.name)} "
            f"and excluded.file = {literal(name)})"
        )
    return (
        f"select {', '.join(values)}, {_name_sql(paths)} as source_file, "
        f"{row} as source_row from {scan}{where}"
    )


def _name_sql(paths: Sequence[tuple[Path, str]]) -> str:
    if len({name for _, name in paths}) == 1:
        return literal(paths[0][1])
    cases = " ".join(f"when {literal(str(path))} then {literal(name)}" for path, name in paths)
    return f"case filename {cases} end"
