"""The records of a text file, in blocks that a parser cannot misread.

A block's data has one record a line and every record has the header's width;
a separator is one and nothing is quoted. Where the file quotes, the separator
of the block is a control character, which no value holds. Records of another
width are set aside as malformed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from zhaoren.errors import InputError
from zhaoren.inputs.blocks import Block, Malformed
from zhaoren.inputs.quotes import quoted_records

QUOTE = b'"'
_LONGEST = 1 << 24  # bytes without a line break
_UNIT, _NEWLINE = 0x1F, 0x0A


@dataclass
class Lines:
    """Whole lines of UTF-8 text, block by block; counts where they are."""

    blocks: Iterator[bytes]
    name: str
    line: int = 1
    _held: bytes = b""
    _done: bool = False

    def __iter__(self) -> Iterator[bytes]:
        """Blocks that end with a line break, `\\r\\n` made `\\n`."""
        while (block := self._next()) is not None:
            yield block

    def header(self) -> bytes:
        """The first line that is not empty, without its line break; empty at the end.

        What follows it comes next.
        """
        while (block := self._next()) is not None:
            while block:
                line, _, block = block.partition(b"\n")
                if line.strip():
                    self._held = block + self._held
                    self.line += 1
                    return line
                self.line += 1
        return b""

    def _next(self) -> bytes | None:
        while not self._done:
            block = next(self.blocks, None)
            self._done = block is None
            whole, newline, rest = (self._held + (block or b"")).rpartition(b"\n")
            if self._done and rest:
                whole, newline, rest = whole + newline + rest, b"\n", b""
            self._held = rest
            if len(rest) > _LONGEST:
                raise InputError(
                    "There is no line break for many megabytes; this is not a text export.",
                    file=self.name,
                    row=self.line,
                    next_step="Export the file again.",
                )
            if newline:
                return self._checked(whole + newline)
        return None

    def _checked(self, block: bytes) -> bytes:
        place = block.find(b"\0")
        if place >= 0:
            raise InputError(
                "The file holds NUL bytes: it is damaged, or not a text file.",
                file=self.name,
                row=self.line + block.count(b"\n", 0, place),
                next_step="Export the file again as UTF-8 or GB18030 text.",
            )
        return block.replace(b"\r\n", b"\n") if b"\r" in block else block


def records(lines: Lines, separator: str, width: int) -> Iterator[Block]:
    """The records of the lines: fast while there is no quote, from there by the csv module.

    Raises:
        InputError: a quotation mark is not closed.
    """
    for block in lines:
        if QUOTE in block:
            yield from quoted_records(block, lines, _translation(separator), separator, width)
            return
        yield _plain_block(block.replace(b"\r", b" "), lines.line, separator, width)
        lines.line += block.count(b"\n")


def _translation(separator: str) -> bytes:
    table = bytearray(range(256))
    table[:32] = b" " * 32
    table[0x7F] = 0x20
    table[_NEWLINE] = _NEWLINE
    table[ord(separator)] = _UNIT
    return bytes(table)


def _plain_block(data: bytes, first: int, separator: str, width: int) -> Block:
    array = np.frombuffer(data, dtype=np.uint8)
    marks = np.flatnonzero((array == ord(separator)) | (array == _NEWLINE))
    ends = np.flatnonzero(array[marks] == _NEWLINE)
    separators = np.diff(ends, prepend=-1) - 1
    numbers = np.arange(first, first + len(ends), dtype=np.int64)
    wrong = np.flatnonzero(separators != width - 1)
    if not len(wrong):
        return Block(data, numbers, separator=separator)
    breaks = marks[ends]
    pieces, malformed, start = [], [], 0
    for index in wrong.tolist():
        begin = int(breaks[index - 1]) + 1 if index else 0
        text = data[begin : int(breaks[index])].decode()
        if text.strip():
            malformed.append(Malformed(first + index, tuple(text.split(separator))))
        pieces.append(data[start:begin])
        start = int(breaks[index]) + 1
    pieces.append(data[start:])
    return Block(b"".join(pieces), np.delete(numbers, wrong), malformed, separator)
