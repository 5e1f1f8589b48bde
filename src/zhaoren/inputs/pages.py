"""Page checksums of Parquet files, where the writer left any.

The engine does not look at them. A page's header is a Thrift compact struct
whose fields 3 and 4 are the compressed size and the CRC-32 of what follows
(parquet-format, PageHeader).
"""

from __future__ import annotations

import mmap
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

_STOP, _TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _LIST, _SET, _STRUCT = 0, 1, 2, 3, 7, 8, 9, 10, 12
_SIZE, _CRC = 3, 4  # fields of PageHeader
_MASK = 0xFFFFFFFF


class DamagedPageError(Exception):
    """A page is not what was written."""


def check_pages(path: Path) -> None:
    """Compare every checksum that the file has; a file without any passes.

    Raises:
        DamagedPageError: a page differs from its checksum, or cannot be walked.
    """
    metadata = pq.read_metadata(path)
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        for group in range(metadata.num_row_groups):
            for place in range(metadata.num_columns):
                chunk = metadata.row_group(group).column(place)
                start = chunk.data_page_offset
                if chunk.has_dictionary_page and chunk.dictionary_page_offset:
                    start = min(start, chunk.dictionary_page_offset)
                _check_chunk(content, start, start + chunk.total_compressed_size)


def _check_chunk(content: mmap.mmap, start: int, end: int) -> None:
    if not 0 <= start <= end <= len(content):
        raise DamagedPageError
    place = start
    while place < end:
        header = _Struct(content, place)
        fields = dict(header.fields())
        size, crc = fields.get(_SIZE, -1), fields.get(_CRC)
        data = header.place
        if size < 0 or data + size > end:
            raise DamagedPageError
        if crc is not None and zlib.crc32(content[data : data + size]) != crc & _MASK:
            raise DamagedPageError
        place = data + size


@dataclass
class _Struct:
    """A Thrift compact struct; `place` is where the reading stands."""

    content: mmap.mmap
    place: int

    def fields(self) -> Iterator[tuple[int, int]]:
        """Numbers of the integer fields, with their values; the others are passed over."""
        number = 0
        while (head := self._byte()) != _STOP:
            kind, step = head & 0x0F, head >> 4
            number = number + step if step else self._zigzag()
            if _BYTE < kind < _DOUBLE:
                yield number, self._zigzag()
            else:
                self._skip(kind)

    def _skip(self, kind: int) -> None:
        if kind in {_TRUE, _FALSE}:
            return
        if kind == _BYTE:
            self.place += 1
        elif _BYTE < kind < _DOUBLE:
            self._varint()
        elif kind == _DOUBLE:
            self.place += 8
        elif kind == _BINARY:
            length = self._varint()
            self.place += length
        elif kind in {_LIST, _SET}:
            self._skip_list()
        elif kind == _STRUCT:
            for _ in self.fields():
                pass
        else:
            raise DamagedPageError

    def _skip_list(self) -> None:
        head = self._byte()
        count = head >> 4 if head >> 4 != 0x0F else self._varint()
        for _ in range(min(count, len(self.content))):
            kind = head & 0x0F
            self._skip(_BYTE if kind in {_TRUE, _FALSE} else kind)

    def _byte(self) -> int:
        if self.place >= len(self.content):
            raise DamagedPageError
        self.place += 1
        return self.content[self.place - 1]

    def _varint(self) -> int:
        value = shift = 0
        while (byte := self._byte()) & 0x80:
            value |= (byte & 0x7F) << shift
            shift += 7
        return value | byte << shift

    def _zigzag(self) -> int:
        value = self._varint()
        return (value >> 1) ^ -(value & 1)
