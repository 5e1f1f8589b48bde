"""From the raw values of a column to canonical ones, as a dictionary of distinct values.

Most values are plain: SQL, or a vectorised check, sees that they are canonical
as they stand. The distinct others go through `normalise` once and come back as
a small table to join: raw → value, or null where the value is at fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from zhaoren.contracts.model import Column, Kind
from zhaoren.inputs import fixed_width, normalise
from zhaoren.inputs.engine import quoted

Value = str | int | bool | date | None
Parse = Callable[[str], Value]
BATCH = 1 << 15  # rows of one Arrow batch: what the processor's cache holds
_HAN = r"\x{4E00}-\x{9FFF}"
_PLAIN = {
    Kind.TEXT: f"regexp_full_match(value, '[!-~{_HAN}]+( [!-~{_HAN}]+)*')",
    Kind.NAME: f"regexp_full_match(value, '[{_HAN}]+')",
    Kind.PERIOD: "regexp_full_match(value, '[0-9]{4}(-(0[1-9]|1[0-2]))?')",
    Kind.AMOUNT: r"regexp_full_match(value, '-?[0-9]{1,14}(\.[0-9]{1,2})?')",
}
_FIXED_WIDTH = {
    Kind.PERSON_ID: fixed_width.person_ids,
    Kind.ORGANISATION_ID: fixed_width.organisation_ids,
}
_JUDGED: dict[Kind, Callable[[pa.Array], fixed_width.Mask]] = {
    **{kind: partial(fixed_width.canonical, check=check) for kind, check in _FIXED_WIDTH.items()},
    Kind.IDENTIFIER: fixed_width.identifiers,  # no `+`, no `#`: see normalise.identifier
}
_ARROW = {
    "varchar": pa.string(),
    "date": pa.date32(),
    "bigint": pa.int64(),
    "boolean": pa.bool_(),
}


@dataclass(frozen=True)
class Dictionary:
    """What the values of a column become that are not plain.

    `table` has the columns raw, value, blank (nothing was there) and, of
    names, original.
    """

    table: pa.Table

    def pairs(self, what: str) -> Iterator[tuple[str, Value]]:
        """(raw, its value, whether it is blank, or its original) of every value."""
        yield from zip(self.table["raw"].to_pylist(), self.table[what].to_pylist(), strict=True)

    @property
    def rewrites(self) -> bool:
        """Whether a good value has to be written differently."""
        pairs = zip(
            self.table["raw"].to_pylist(),
            self.table["value"].to_pylist(),
            self.table["blank"].to_pylist(),
            strict=True,
        )
        return any(blank or (value is not None and value != raw) for raw, value, blank in pairs)

    @property
    def wrong(self) -> bool:
        """Whether a value is at fault (or blank)."""
        return bool(self.table["value"].null_count)

    def __len__(self) -> int:
        """Number of values."""
        return int(self.table.num_rows)


def is_fixed_width(column: Column) -> bool:
    """Whether the column holds numbers that are checked by their bytes."""
    return column.kind in _FIXED_WIDTH


def is_judged(column: Column) -> bool:
    """Whether the column's values are judged by `not_canonical`."""
    return column.kind in _JUDGED


def fast(column: Column, raw: str) -> str | None:
    """SQL of the canonical value of a plain raw value; None if each goes through normalise."""
    if column.kind is Kind.AMOUNT:
        return f"cast(try_cast({raw} as decimal(18, 2)) * 100 as bigint)"
    return raw if column.kind in _PLAIN or is_judged(column) else None


def build_dictionary(
    db: duckdb.DuckDBPyConnection,
    relation: str,
    column: Column,
    benefits: Mapping[str, str],
) -> Dictionary:
    """The dictionary of what is not plain in a text column of a relation."""
    return dictionary_of(column, set(_not_plain(db, relation, column)), benefits)


def dictionary_of(column: Column, values: set[str], benefits: Mapping[str, str]) -> Dictionary:
    """The dictionary of these raw values."""
    parse = parser(column, benefits)
    if not is_fixed_width(column):
        return Dictionary(_table(column, list(values), [parse(raw) for raw in values]))
    raws = pa.array(values, pa.string())
    tidy = pc.utf8_upper(pc.utf8_trim(raws, characters=" "))
    sound = fixed_width.canonical(tidy, _FIXED_WIDTH[column.kind]).tolist()
    pairs = zip(raws.to_pylist(), tidy.to_pylist(), sound, strict=True)
    parsed = [number if is_sound else parse(raw) for raw, number, is_sound in pairs]
    return Dictionary(_table(column, raws.to_pylist(), parsed))


def _not_plain(db: duckdb.DuckDBPyConnection, relation: str, column: Column) -> Iterable[str]:
    raw = quoted(column.name)
    if is_judged(column):
        return _not_canonical_rows(db.sql(f"select {raw} as value from {relation}"), column.kind)
    given = f"select distinct {raw} as value from {relation}"
    plain = _PLAIN.get(column.kind)
    if plain is not None:  # in two steps: one would put every row through the expression
        db.execute(f"create or replace temp table given as {given}")
        given = f"select value from given where not {plain}"
    return (value for (value,) in db.execute(given).fetchall() if value is not None)


def _not_canonical_rows(relation: duckdb.DuckDBPyRelation, kind: Kind) -> Iterable[str]:
    for batch in relation.to_arrow_reader(BATCH):
        values = batch.column(0)
        yield from values.take(pa.array(not_canonical(values, kind))).to_pylist()


def not_canonical(values: pa.Array, kind: Kind) -> npt.NDArray[np.intp]:
    """Places in an Arrow column of values that are not canonical as they stand; no nulls."""
    failed = ~_JUDGED[kind](values)
    if values.null_count:
        failed &= np.asarray(values.is_valid())
    return np.flatnonzero(failed)


def _table(column: Column, raws: list[str], parsed: list[Value]) -> pa.Table:
    blank = [
        value == normalise.OPEN_ENDED or (not value and not normalise.clean(raw))
        for raw, value in zip(raws, parsed, strict=True)
    ]
    data = {
        "raw": pa.array(raws, pa.string()),
        "value": pa.array(
            [None if empty else value for value, empty in zip(parsed, blank, strict=True)],
            _ARROW[column.sql_type],
        ),
        "blank": pa.array(blank, pa.bool_()),
    }
    if column.kind is Kind.NAME:
        data["original"] = pa.array([normalise.original_name(raw) for raw in raws], pa.string())
    return pa.table(data)


def parser(column: Column, benefits: Mapping[str, str]) -> Parse:
    """The function from a raw text to the canonical value, or None."""
    if column.kind is Kind.BENEFIT:
        return _code_parser({**benefits, **{value: value for value in benefits.values()}})
    if column.kind is Kind.BOOLEAN:
        codes = _code_parser(_all_codes(column) if column.codes else _YES_NO)
        return lambda raw: None if (value := codes(raw)) is None else value == "true"
    if column.kind is Kind.CODE:
        return _code_parser(_all_codes(column))
    return _PARSERS[column.kind]


_YES_NO = {"是": "true", "否": "false", "true": "true", "false": "false"}
_PARSERS: dict[Kind, Parse] = {
    Kind.TEXT: normalise.clean,
    Kind.IDENTIFIER: normalise.identifier,
    Kind.NAME: normalise.name,
    Kind.PERSON_ID: normalise.person_id,
    Kind.ORGANISATION_ID: normalise.organisation_id,
    Kind.DATE: normalise.day,
    Kind.MONTH: normalise.month,
    Kind.PERIOD: normalise.period,
    Kind.AMOUNT: normalise.fen,
    Kind.INTEGER: normalise.integer,
}


def _all_codes(column: Column) -> dict[str, str]:
    return {**{value: value for value in column.codes.values()}, **column.codes}


def _code_parser(codes: Mapping[str, str]) -> Parse:
    cleaned = {normalise.clean(raw): value for raw, value in codes.items()}
    return lambda raw: cleaned.get(normalise.clean(raw))
