"""The one pass over all rows of a canonical file: which of them have to be looked at again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from zhaoren.contracts.model import Column, Kind
from zhaoren.inputs.engine import quoted
from zhaoren.inputs.parquet import ParquetFile
from zhaoren.inputs.recognised import Recognised
from zhaoren.inputs.repeats import shared_places
from zhaoren.inputs.stored import present, stored_sql
from zhaoren.inputs.values import (
    BATCH,
    Dictionary,
    dictionary_of,
    is_fixed_width,
    is_judged,
    not_canonical,
)

Places = npt.NDArray[np.intp]  # by file_row_number
_MANY = 16  # one in so many rows holds a number not recognised: look at every one


@dataclass
class Found:
    """What the pass found.

    `suspect`: rows that may be repeated, or hold a number that may be wrong. `wrong`: column →
    values that are not canonical. Of the `doubtful` columns these are still to be found, among
    the suspect rows.
    """

    wrong: dict[str, set[str]]
    suspect: list[Places] = field(default_factory=list)
    doubtful: list[Column] = field(default_factory=list)

    def dictionaries(
        self, columns: Iterable[Column], benefits: Mapping[str, str]
    ) -> dict[str, Dictionary]:
        """What becomes of the wrong values of these columns."""
        return {
            column.name: dictionary_of(column, self.wrong[column.name], benefits)
            for column in columns
        }


@dataclass
class Pass:
    """One canonical file; `recognised` organisations are known by their hash."""

    db: duckdb.DuckDBPyConnection
    file: ParquetFile
    recognised: Recognised
    found: Found

    def over_all(self) -> None:
        """Compare the rows and judge the numbers of the file."""
        judged = [column for column in present(self.file) if is_judged(column)]
        organisations = [column for column in judged if column.kind is Kind.ORGANISATION_ID]
        looked_at = [column for column in judged if column not in organisations]
        chosen = [
            _row_hash_sql(self.file),
            *(quoted(column.name) for column in looked_at),
            *(f"hash({quoted(column.name)})" for column in organisations),
        ]
        hashes, start, known = np.empty(self.file.rows, np.uint64), 0, 1 + len(looked_at)
        unknown: list[list[Places]] = [[] for _ in organisations]
        for batch in self._batches(chosen, self.file.scan):
            hashes[start : start + batch.num_rows] = batch.column(0).to_numpy()
            for column, values in zip(looked_at, batch.columns[1:known], strict=True):
                wrong = start + self._judge(column, values)
                if is_fixed_width(column):  # others are seldom at fault where they are not plain
                    self.found.suspect.append(wrong)
            for places, values in zip(unknown, batch.columns[known:], strict=True):
                places.append(start + self.recognised.unknown(values.to_numpy()))
            start += batch.num_rows
        self.found.suspect.append(shared_places(hashes[:start]))
        for column, places in zip(organisations, unknown, strict=True):
            self._doubt(column, places, start)

    def _doubt(self, column: Column, places: list[Places], rows: int) -> None:
        """Leave what is not recognised to the suspect rows, unless it is much."""
        if sum(map(len, places)) * _MANY > rows:
            self.found.suspect.append(self.look_at(column, self.file.scan))
        else:
            self.found.suspect += places
            self.found.doubtful.append(column)

    def look_at(self, column: Column, relation: str) -> Places:
        """Places of the wrong numbers of a column; the others, and none at all, are recognised."""
        name, start, places = quoted(column.name), 0, [np.zeros(0, np.intp)]
        for batch in self._batches([name, f"hash({name})"], relation):
            wrong = self._judge(column, batch.column(0))
            self.recognised.learn(np.delete(batch.column(1).to_numpy(), wrong))
            places.append(start + wrong)
            start += batch.num_rows
        return np.concatenate(places)

    def _batches(self, values: Iterable[str], relation: str) -> Iterable[pa.RecordBatch]:
        """In the order of the relation: see own_engine."""
        named = ", ".join(f"{value} as v{place}" for place, value in enumerate(values))
        batches: Iterable[pa.RecordBatch] = self.db.sql(
            f"select {named} from {relation}"
        ).to_arrow_reader(BATCH)
        return batches

    def _judge(self, column: Column, values: pa.Array) -> Places:
        """Places of the values among these that are not canonical; the values are put down."""
        places = not_canonical(values, column.kind)
        self.found.wrong[column.name].update(values.take(pa.array(places)).to_pylist())
        return places


def _row_hash_sql(file: ParquetFile) -> str:
    """SQL of the hash by which rows of a canonical file are first compared: of the key."""
    key = file.contract.key
    stored = stored_sql(frozenset(file.header.places), file.contract.columns)
    raw = (
        quoted(column.name) if column.kind is Kind.AMOUNT else stored[column.stored_as]
        for column in present(file)
        if column.name in key or not key
    )
    return f"hash({', '.join(raw)})"
