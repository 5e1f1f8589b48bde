"""Arrow columns from numpy arrays, without a Python object per row.

Dates are days since 1970 (int64, `NEVER` for an empty one), months are months
since 1970-01, amounts are fen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from zhaoren.sample.identifiers import Bytes, Integers

NEVER = -(2**40)
YUAN = pa.decimal128(12, 2)
Column = Any  # pa.Array: pyarrow has no type stubs


def strings(table: Bytes) -> Column:
    """Strings of one width from one row of bytes each."""
    count, width = table.shape
    offsets = np.arange(count + 1, dtype=np.int32) * width
    data = np.ascontiguousarray(table)
    return pa.Array.from_buffers(
        pa.string(), count, [None, pa.py_buffer(offsets), pa.py_buffer(data)]
    )


def dates(days: Integers) -> Column:
    """DATE; `NEVER` is null."""
    return pa.array(days.astype(np.int32), pa.date32(), mask=days == NEVER)


def yuan(fen: Integers) -> Column:
    """DECIMAL(12,2) yuan from fen."""
    words = np.empty((len(fen), 2), np.int64)
    words[:, 0] = fen
    words[:, 1] = fen >> 63
    return pa.Array.from_buffers(YUAN, len(fen), [None, pa.py_buffer(words)])


def chosen(values: Sequence[str | None], index: npt.NDArray[Any]) -> Column:
    """`values[index]` as strings."""
    return pa.array(values, pa.string()).take(pa.array(index))


def draw(random: np.random.Generator, weights: Mapping[Any, float], count: int) -> Integers:
    """Positions in `weights`, drawn by weight."""
    share = np.array(list(weights.values()), float)
    edges = np.cumsum(share / share.sum())
    edges[-1] = 1.0
    return np.searchsorted(edges, random.random(count), side="right").astype(np.int64)


def month_of(days: Integers) -> Integers:
    """Months since 1970-01 of days since 1970-01-01."""
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def first_day(months: Integers) -> Integers:
    """The day on which each month begins."""
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
