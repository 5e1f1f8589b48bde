"""Parquet exports: their columns, and any physical type as raw text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from zhaoren.contracts.model import Column, Contract, Kind
from zhaoren.errors import InputError
from zhaoren.inputs.engine import is_damage, literal, one_row, quoted
from zhaoren.inputs.header import Header, match_header
from zhaoren.inputs.pages import DamagedPageError, check_pages

BATCH = 1_000_000  # rows that are typed at once
_SIGNS = (duckdb.Error, pa.ArrowException, DamagedPageError, RecursionError, UnicodeError)
ROW_NUMBER, ZONE = "file_row_number", "Asia/Shanghai"
_WHOLE = 1e15  # a double beyond this no longer holds every digit
_UNREADABLE = "Export the file again and copy it whole; if it stays so, export it as CSV."


@dataclass(frozen=True)
class ParquetFile:
    """A Parquet export whose footer has been read; `types` by column name of the file."""

    path: Path
    name: str
    contract: Contract
    header: Header
    names: tuple[str, ...]
    types: Mapping[str, str]
    rows: int

    @property
    def scan(self) -> str:
        """SQL of the file as a relation, with file_row_number."""
        path = literal(str(self.path))
        return f"read_parquet({path}, binary_as_string = true, file_row_number = true)"

    @property
    def is_canonical(self) -> bool:
        """Whether names and physical types are the contract's own."""
        return all(
            self.types.get(column.name, "") in canonical_types(column)
            for column in self.contract.columns
            if column.name in self.header.places
        )


def canonical_types(column: Column) -> frozenset[str]:
    """The physical types under which a column needs no rewriting."""
    if column.kind is Kind.AMOUNT:
        return frozenset(f"DECIMAL({width},2)" for width in range(2, 19))
    if column.kind is Kind.INTEGER:
        return frozenset({"BIGINT", "INTEGER", "SMALLINT"})
    return frozenset({column.sql_type.upper()})


def open_parquet(
    db: duckdb.DuckDBPyConnection, path: Path, name: str, contract: Contract
) -> ParquetFile:
    """Read the footer and match the columns.

    Raises:
        InputError: it is no Parquet file, or its columns do not fit.
    """
    with sound(name):
        found = db.execute(
            f"describe select * from read_parquet({literal(str(path))}, binary_as_string = true)"
        ).fetchall()
        (rows,) = one_row(db, f"select count(*) from read_parquet({literal(str(path))})")
        check_pages(path)
        headers = pq.read_schema(path).names  # the engine would number those that are alike
    names = tuple(str(row[0]) for row in found)
    types = {str(row[0]): str(row[1]) for row in found}
    header = match_header(contract, headers, name)
    if ROW_NUMBER in map(str.lower, names):
        raise InputError(
            f"The column {ROW_NUMBER} has a name that the engine gives itself.",
            file=name,
            next_step="Export the file under another name of this column, or without it.",
        )
    return ParquetFile(path, name, contract, header, names, types, int(rows))


@contextmanager
def sound(name: str) -> Iterator[None]:
    """Whatever shows in here that a Parquet file is damaged becomes an InputError."""
    try:
        yield
    except _SIGNS as error:
        if isinstance(error, duckdb.Error) and not is_damage(error):
            raise
        raise InputError(
            "This is not a whole and sound Parquet file.", file=name, next_step=_UNREADABLE
        ) from error


def load_batches(db: duckdb.DuckDBPyConnection, file: ParquetFile) -> Iterator[None]:
    """Make the temp table `raw`, some rows at a time.

    Raises:
        InputError: a page cannot be read.
    """
    values = ", ".join(
        f"{_text_sql(file, column)} as {quoted(column.name)}" for column in file.contract.columns
    )
    for start in range(0, file.rows, BATCH):
        with sound(file.name):
            db.execute(
                "create or replace temp table raw as "
                f"select file_row_number + 1 as row, {values} from {file.scan} "
                f"where file_row_number between {start} and {start + BATCH - 1}"
            )
        yield


def _text_sql(file: ParquetFile, column: Column) -> str:
    place = file.header.places.get(column.name)
    if place is None:
        return "cast(null as varchar)"
    value = quoted(file.names[place])
    kind = file.types[file.names[place]]
    if kind in {"DOUBLE", "FLOAT"}:
        exact = f"isfinite({value}) and {value} = trunc({value}) and abs({value}) < {_WHOLE}"
        text = f"case when {exact} then cast(try_cast({value} as bigint) as varchar)"
        return f"{text} else upper(cast({value} as varchar)) end"
    if kind.endswith("WITH TIME ZONE"):  # a moment: which day it is depends on where
        value = f"timezone({literal(ZONE)}, {value})"
    return f"nullif(cast({value} as varchar), '')"
