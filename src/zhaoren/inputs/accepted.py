"""The accepted rows of a source as one view over cached and referenced files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from zhaoren.contracts.model import Contract
from zhaoren.inputs.engine import literal, one_row, quoted
from zhaoren.inputs.entry import Entry
from zhaoren.inputs.rows import stored_columns
from zhaoren.inputs.snapshot import SnapshotFile
from zhaoren.inputs.stored import stored_sql

_ROWS = 2**32  # more than a file has


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
    file, row). Files of one layout are read together: the engine plans each
    part of a view anew for every question.
    """
    together: dict[tuple[object, ...], list[Reading]] = {}
    twins: Counter[tuple[Path, ...]] = Counter()  # files of the same bytes are read apart
    for reading in readings:
        paths, excluded = tuple(reading.paths), reading.file.name in excluded_files
        if paths:
            layout = tuple(reading.entry.columns.items())
            together.setdefault((layout, excluded, twins[paths]), []).append(reading)
            twins[paths] += 1
    pieces = [_piece(contract, own, excluded=bool(key[1])) for key, own in together.items()]
    db.execute(
        f"create or replace view {view} as {' union all '.join(pieces or [_empty(contract)])}"
    )


def count_rows(
    db: duckdb.DuckDBPyConnection, contract: Contract, readings: Sequence[Reading]
) -> int:
    """The rows that stand in the files and are not excluded, as the files' footers tell.

    A file whose path the engine told in another way than the view knows it would count nothing.
    """
    paths = [(path, reading.file.name) for reading in readings for path in reading.paths]
    if not paths:
        return 0
    listed = _list(str(path) for path, _ in paths)
    (there,) = one_row(
        db,
        f"select count(*) from read_parquet({listed}, filename = true) "
        f"where {_place_sql(paths)} is not null",
    )
    (excluded,) = one_row(
        db,
        "select count(*) from (select distinct file, row from intake.excluded "
        f"where source = {literal(contract.name)})",
    )
    return int(there) - int(excluded)


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
    listed = _list(str(path) for path, _ in paths)
    where = f" where {_not_excluded(contract, paths, row)}" if excluded else ""
    return (
        f"select {', '.join(values)}, {_name_sql(paths)} as source_file, {row} as source_row "
        f"from read_parquet({listed}, "
        f"binary_as_string = true, file_row_number = true, filename = true){where}"
    )


def _not_excluded(contract: Contract, paths: Sequence[tuple[Path, str]], row: str) -> str:
    """One number for file and row. Not by file_index: it counts only the files that are asked."""
    places = ", ".join(f"({literal(name)}, {at})" for at, (_, name) in enumerate(paths, 1))
    return (
        f"{_place_sql(paths)} * {_ROWS} + {row} "
        f"not in (select places.place * {_ROWS} + excluded.row from intake.excluded "
        f"inner join (values {places}) as places (file, place) on excluded.file = places.file "
        f"where excluded.source = {literal(contract.name)})"
    )


def _list(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(literal, texts))}]"


def _name_sql(paths: Sequence[tuple[Path, str]]) -> str:
    """The file's name by its path; by position, because `case` tries hundreds of paths a block."""
    if len({name for _, name in paths}) == 1:
        return literal(paths[0][1])
    return f"list_extract({_list(name for _, name in paths)}, {_place_sql(paths)})"


def _place_sql(paths: Sequence[tuple[Path, str]]) -> str:
    return f"list_position({_list(str(path) for path, _ in paths)}, filename)"
