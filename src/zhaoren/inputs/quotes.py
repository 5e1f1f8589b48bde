"""Records of a text file that holds quotation marks.

The csv module decides what they mean: a field that starts with one ends with
one, and inside it is doubled; elsewhere it is a letter like any other.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from zhaoren.errors import InputError
from zhaoren.inputs.blocks import SEPARATOR, Block, Malformed

_RECORDS = 1 << 15  # of one block


class Numbered(Protocol):
    """Blocks of lines, with the number of the next line."""

    line: int
    name: str

    def __iter__(self) -> Iterator[bytes]:
        """The blocks."""


@dataclass
class _Feed:
    """Lines for the csv module; remembers those of the record being read."""

    blocks: Iterator[bytes]
    table: bytes
    record: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[str]:
        for block in self.blocks:
            for line in block.translate(self.table).decode().split("\n")[:-1]:
                self.record.append(line)
                yield line + "\n"


def quoted_records(
    first: bytes, rest: Numbered, table: bytes, separator: str, width: int
) -> Iterator[Block]:
    """The records of `first` and of the rest.

    `table` makes control characters spaces and the separator SEPARATOR.

    Raises:
        InputError: a quotation mark is not closed; the line where it opens.
    """
    feed = _Feed(_all_blocks(first, rest), table)
    reader = csv.reader(feed, delimiter=SEPARATOR, strict=True)
    rows: list[str] = []
    numbers: list[int] = []
    malformed: list[Malformed] = []
    line = rest.line
    while True:
        fields, sound = _next_record(reader, feed, rest.name, line)
        if fields is None:
            break
        spans = len(feed.record)
        if spans > 1 and (len(fields) != width or _swallows_a_line(fields, width)):
            raise _unclosed(rest.name, line)
        if sound and len(fields) == width:
            text = SEPARATOR.join(part.replace(SEPARATOR, separator) for part in fields)
            rows.append(text.replace("\n", " ") if spans > 1 else text)
            numbers.append(line)
        elif any(part.strip() for part in fields):
            malformed.append(Malformed(line, tuple(fields)))
        line += spans
        feed.record.clear()
        if len(rows) == _RECORDS:
            yield _block(rows, numbers, malformed)
            rows, numbers, malformed = [], [], []
    yield _block(rows, numbers, malformed)


def _all_blocks(first: bytes, rest: Numbered) -> Iterator[bytes]:
    yield first
    yield from rest


def _next_record(
    reader: Iterator[list[str]], feed: _Feed, name: str, line: int
) -> tuple[list[str] | None, bool]:
    """The next fields, and whether their quotation marks make sense."""
    try:
        return next(reader, None), True
    except csv.Error as error:
        if len(feed.record) != 1 or "unexpected end" in str(error):
            raise _unclosed(name, line) from None
        return feed.record[0].split(SEPARATOR), False


def _swallows_a_line(fields: list[str], width: int) -> bool:
    """Whether a quoted field holds what looks like a whole record."""
    return any(
        part.count(SEPARATOR) >= width - 1 for value in fields for part in value.split("\n")[1:]
    )


def _block(rows: list[str], numbers: list[int], malformed: list[Malformed]) -> Block:
    data = "\n".join([*rows, ""]).encode()
    return Block(data, np.array(numbers, dtype=np.int64), malformed)


def _unclosed(name: str, line: int) -> InputError:
    return InputError(
        "A quotation mark opens a field here and is not closed.",
        file=name,
        row=line,
        next_step="Mend the quotation marks of this row in the source system, and export again.",
    )
