"""A review list that came back: read, and compared with what went out.

What spreadsheet programs do to a file on the way (numbers written as text,
dates, spaces, line ends) is not a change; another value is.
"""

from __future__ import annotations

import datetime
import hashlib
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from python_calamine import CalamineError, CalamineWorkbook

from zhaoren.documents.review_list import NOTE, OPINION, SERIAL
from zhaoren.errors import LedgerError
from zhaoren.signs import visible

_ROUND = re.compile(r"名单编号\s*([a-z][a-z0-9_-]*)-(R\d{4,})-([0-9a-f]{8})\b")
_NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?", re.ASCII)
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})(?:月|[-/.月](\d{1,2})日?)?(?: 00:00:00)?", re.ASCII)
_NOT_A_WORKBOOK = (BadZipFile, CalamineError, EOFError, NotImplementedError, ValueError, zlib.error)


@dataclass(frozen=True)
class ReturnedRow:
    """A row as it came back; `sheet` and `line` count from 1, `serial` None: not a number."""

    sheet: int
    line: int
    serial: int | None
    cells: tuple[str, ...]
    opinion: str
    note: str

    @property
    def place(self) -> str:
        """Where it stands, for a person who looks for it."""
        return f"sheet {self.sheet} row {self.line}"


@dataclass(frozen=True)
class Returned:
    """A returned file: its SHA-256, which list it says to be, and its rows."""

    sha256: str
    city: str
    round: str
    check: str
    rows: tuple[ReturnedRow, ...]


def read_return(path: Path) -> Returned:
    """Read a returned list.

    Raises:
        LedgerError: it is no workbook, or not a review list.
    """
    content = path.read_bytes()
    rows: list[ReturnedRow] = []
    names: set[tuple[str, str, str]] = set()
    for number, sheet in enumerate(_sheets(content), start=1):
        if not any(any(line) for line in sheet):
            continue
        named, head = _frame(sheet, number)
        names.add(named)
        rows.extend(_rows(sheet, number, head))
    if len(names) != 1:
        raise LedgerError(
            "The file is not one review list: its sheets name several lists or none. Return the "
            "file as it was written by `zhaoren review list`. Nothing was recorded."
        )
    ((city, round_id, check),) = names
    return Returned(hashlib.sha256(content).hexdigest(), city, round_id, check, tuple(rows))


def canonical(value: Any) -> str:
    """A cell's value as it is compared: 2,500.00 is 2500, and 2026-05 is its first day."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()[:10]
    text = f"{Decimal(str(value)):f}" if isinstance(value, float) else str(value)
    text = " ".join(visible(text).split()).removeprefix("'")
    if _NUMBER.fullmatch(text):
        plain = f"{Decimal(text.replace(',', '')):f}"
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    if found := _DAY.fullmatch(text):
        year, month, day = found.groups(default="1")
        return f"{year}-{int(month):02}-{int(day):02}"
    return text


def _sheets(content: bytes) -> Iterator[list[list[str]]]:
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(content))
        found = [
            workbook.get_sheet_by_index(place).to_python(skip_empty_area=False)
            for place in range(len(workbook.sheet_names))
        ]
    except _NOT_A_WORKBOOK:
        raise LedgerError(
            "The file is not a workbook that can be read (XLSX, without a password). Save it "
            "again as .xlsx and import that. Nothing was recorded."
        ) from None
    yield from ([[canonical(value) for value in line] for line in sheet] for sheet in found)


def _frame(sheet: Sequence[Sequence[str]], number: int) -> tuple[tuple[str, str, str], int]:
    """The list that a sheet says to be part of, and the place of its headings."""
    for place, line in enumerate(sheet):
        if line and line[0] == SERIAL:
            above = " ".join(cell for row in sheet[:place] for cell in row if cell)
            found = _ROUND.search(above)
            if found and {OPINION, NOTE} <= set(line):
                return (found[1], found[2], found[3]), place
            break
    raise LedgerError(
        f"Sheet {number} of the file is not part of a review list: its number (名单编号) or its "
        f"headings are missing. Remove sheets of your own, and return the list as it was written "
        "by `zhaoren review list`. Nothing was recorded."
    )


def _rows(sheet: Sequence[Sequence[str]], number: int, head: int) -> Iterator[ReturnedRow]:
    headings = list(sheet[head])
    while headings and not headings[-1]:
        headings.pop()
    opinion, note = headings.index(OPINION), headings.index(NOTE)
    for line, row in enumerate(sheet[head + 1 :], start=head + 2):
        if not any(row):
            continue
        pairs = [
            f"{heading}={cell}"
            for place, (heading, cell) in enumerate(zip(headings, row, strict=False))
            if place not in (opinion, note)
        ]
        pairs += [cell for cell in row[len(headings) :] if cell]
        yield ReturnedRow(
            sheet=number,
            line=line,
            serial=int(row[0]) if row[0].isdecimal() else None,
            cells=tuple(pairs),
            opinion="".join(row[opinion].split()),
            note=row[note],
        )


def as_returned(headings: Sequence[str], cells: Sequence[Any]) -> tuple[str, ...]:
    """The cells of a row as `read_return` gives them when nobody has changed them."""
    return tuple(
        f"{canonical(heading)}={canonical(cell)}"
        for heading, cell in zip(headings, cells, strict=True)
    )
