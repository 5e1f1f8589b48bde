"""What a workbook's reader does not tell: cells without a value, which day is 0, how far it goes.

A formula that failed (`#N/A`), and one whose result was never saved, come from
the workbook's reader as empty cells. Empty means something here: a date of
decease that could not be looked up is not the same as none. A number that is
shown as a number may be a date; days are counted from 1900, or from 1904. The
reader makes room for every cell up to the last one, wherever that stands.
"""

from __future__ import annotations

import datetime
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_ROW = re.compile(rb"row[^>]*? r=[\"']([0-9]{1,7})")
_FAR = re.compile(rb" r=[\"']([A-Z]{2,})[0-9][^>]*[^/>]>")
_NEAR = 25  # the column Z: what is not far lies before it
_NO_DAY = re.compile(rb" r=[\"']([A-Z]{1,3})([0-9]{1,7})[\"'][^>]*>\s*<v>(-[^<]*|[Nn][Aa][Nn])<")
_NEVER_SAVED = "#FORMULA"
_FROM_1900, _FROM_1904 = datetime.date(1899, 12, 30), datetime.date(1904, 1, 1)
_HINTS = (b't="e"', b"t='e'", b"<f", b":f")


@dataclass(frozen=True)
class Untold:
    """Of the first sheet: `cells` without a value, by row and column from 0 → their text.

    `no_days`: likewise of numbers that no day has; shown as dates they come as 0.
    `day_zero`: the day that the number 0 stands for; `height` and `width`: how
    many rows and columns there are up to the last that holds something.
    """

    cells: Mapping[tuple[int, int], str]
    no_days: Mapping[tuple[int, int], str]
    day_zero: datetime.date
    height: int
    width: int


def untold(package: ZipFile) -> Untold:
    """What a workbook's reader does not tell of it.

    Raises:
        ValueError: the workbook does not say where its first sheet is, or is no XML.
    """
    try:
        content = package.read(_first_sheet(package))
        hinted = any(hint in content for hint in _HINTS)
        cells = dict(_unread(_cells(content))) if hinted else {}
        return Untold(cells, _no_days(content), _day_zero(package), *_extent(content))
    except (ET.ParseError, KeyError, StopIteration) as error:
        raise ValueError("the first sheet cannot be found or read") from error


def _no_days(content: bytes) -> dict[tuple[int, int], str]:
    return {
        (int(found[2]) - 1, _number(found[1].decode())): found[3].decode()
        for found in _NO_DAY.finditer(content)
    }


def _day_zero(package: ZipFile) -> datetime.date:
    book = _parsed(package.read(_related(package, "", "officeDocument")))
    says = (part.get("date1904") for part in book.iter() if _local(part.tag) == "workbookPr")
    return _FROM_1904 if next(says, None) in {"1", "true"} else _FROM_1900


def _extent(content: bytes) -> tuple[int, int]:
    """Rows and columns up to the last that holds something; rows stand in their order."""
    end = max(content.rfind(b"v>"), content.rfind(b"is>"))
    begin = max(content.rfind(mark, 0, end) for mark in (b"<row ", b":row "))
    last = _ROW.search(content, max(begin, 0))
    letters = {found[1].decode() for found in _FAR.finditer(content)}
    return int(last[1]) if last else 0, max(map(_number, letters), default=_NEAR) + 1


def _cells(content: bytes) -> Iterator[ET.Element]:
    """The cells of a sheet, row by row: a large one is never held as a whole."""
    for _, part in ET.iterparse(BytesIO(_plain(content))):  # noqa: S314
        if _local(part.tag) == "c":
            yield part
        elif _local(part.tag) == "row":
            part.clear()


def _unread(cells: Iterator[ET.Element]) -> Iterator[tuple[tuple[int, int], str]]:
    for cell in cells:
        parts = {_local(part.tag): part.text or "" for part in cell}
        kind, place = cell.get("t", "n"), _PLACE.fullmatch(cell.get("r", ""))
        never_saved = "f" in parts and not parts.get("v") and kind != "str"
        if place and (kind == "e" or never_saved):
            text = _NEVER_SAVED if never_saved else parts.get("v", "")
            yield (int(place[2]) - 1, _number(place[1])), text or _NEVER_SAVED


def _number(letters: str) -> int:
    """Place of a column, from 0: A, B … Z, AA …"""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _first_sheet(package: ZipFile) -> str:
    """The name in the package of the first sheet, by way of its relations."""
    root = _related(package, "", "officeDocument")
    book = _parsed(package.read(root))
    sheet = next(each for each in book.iter() if _local(each.tag) == "sheet")
    wanted = next(value for name, value in sheet.attrib.items() if _local(name) == "id")
    return _related(package, root, wanted)


def _related(package: ZipFile, name: str, wanted: str) -> str:
    """What a part's relation of that id, or of that kind, points to."""
    folder, base = posixpath.split(name)
    relations = _parsed(package.read(posixpath.join(folder, "_rels", f"{base}.rels")))
    target = next(
        each.attrib["Target"]
        for each in relations
        if each.get("Id") == wanted or each.get("Type", "").endswith(f"/{wanted}")
    )
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def _parsed(content: bytes) -> ET.Element:
    return ET.fromstring(_plain(content))  # noqa: S314


def _plain(content: bytes) -> bytes:
    """A part that declares no entities; no workbook's does."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise ValueError("a part of the workbook declares entities")
    return content


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
