"""The usual dirt of exports, a counted share of the rows (never near the limit of 5%)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhaoren.sample.case_identities import spelled
from zhaoren.sample.columns import Column
from zhaoren.sample.identifiers import Integers, wrong_check
from zhaoren.sample.settings import Settings

SPELLINGS = {
    "full_width": "full_width",
    "fifteen_digits": "fifteen_digits",
    "inner_space": "inner_spaces",
}


def soil(random: np.random.Generator, table: pa.Table, settings: Settings) -> pa.Table:
    """Some rows written twice, some numbers with a wrong check digit: any format can hold it."""
    dirt = settings.city["dirt"]
    if "person_id" in table.column_names:
        rows = _some(random, table.num_rows, dirt["wrong_check_digit"])
        table = _respelled(table, "person_id", rows, wrong_check)
    again = _some(random, table.num_rows, dirt["repeated"])
    return pa.concat_tables([table, table.take(pa.array(again))])


def misspell(random: np.random.Generator, table: pa.Table, settings: Settings) -> pa.Table:
    """What only text can hold: numbers and names in another spelling, still to be understood."""
    if "person_id" in table.column_names:
        table = _misspelled_numbers(random, table, settings.city["dirt"])
    if "person_name" in table.column_names:
        table = _misspelled_dots(random, table, settings.names["dots"])
    return table


def _misspelled_numbers(
    random: np.random.Generator, table: pa.Table, dirt: Mapping[str, Any]
) -> pa.Table:
    old = pc.equal(pc.utf8_slice_codeunits(table["person_id"], 6, 8), "19")
    of_19xx = np.flatnonzero(old.fill_null(False).combine_chunks().to_numpy(zero_copy_only=False))
    drawn = random.permutation(of_19xx)
    for share, spelling in SPELLINGS.items():
        count = int(table.num_rows * dirt[share])
        rows, drawn = drawn[:count], drawn[count:]
        table = _respelled(table, "person_id", rows, partial(_text, spelling=spelling))
    return table


def _text(number: str, spelling: str) -> str:
    return str(spelled(number, spelling))


def _misspelled_dots(random: np.random.Generator, table: pa.Table, dots: list[str]) -> pa.Table:
    dotted = pc.match_substring(table["person_name"], "·").combine_chunks()
    rows = np.flatnonzero(dotted.to_numpy(zero_copy_only=False))
    drawn = iter(random.integers(0, len(dots), len(rows)))
    return _respelled(
        table, "person_name", rows, lambda name: name.replace("·", dots[int(next(drawn))])
    )


def _some(random: np.random.Generator, count: int, share: float) -> Integers:
    return np.sort(random.choice(count, int(count * share), replace=False)).astype(np.int64)


def _respelled(
    table: pa.Table, column: str, rows: Integers, spell: Callable[[str], str]
) -> pa.Table:
    if not len(rows):
        return table
    rows = np.sort(rows)
    values: Column = table[column].combine_chunks()
    changed = [
        spell(value) if value else value for value in values.take(pa.array(rows)).to_pylist()
    ]
    mask = np.zeros(len(values), bool)
    mask[rows] = True
    new = pc.replace_with_mask(values, pa.array(mask), pa.array(changed, pa.string()))
    return table.set_column(table.column_names.index(column), column, new)
