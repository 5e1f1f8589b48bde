"""What a workbook's reader does not tell: cells without a value, and which day is 0.

A formula that failed (`#N/A`), and one whose result was never saved, come from
the workbook's reader as empty cells. Empty means something here: a date of
decease that could not be looked up is not the same as none. A number that is
shown as a number may be a date; days are counted from 1900, or from 1904.
"""

from __future__ import annotations

import datetime
import posixpath
import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_NEVER_SAVED = "#FORMULA"
_FROM_1900, _FROM_1904 = datetime.date(1899, 12, 30), datetime.date(1904, 1, 1)
_HINTS = (b't="e"', b"t='e'", b"<f", b":f")


def unread_cells(package: ZipFile) -> Mapping[tuple[int, int], str]:
    """Row and column (from 0) of each such cell of the first sheet → the text to read there.

    Raises:
        ValueError: the workbook does not say where its first sheet is, or is no XML.
    """
    try:
        content = package.read(_first_sheet(package))
        if not any(hint in content for hint in _HINTS):
            return {}
        return dict(_unread(_cells(content)))
    except (ET.ParseError, KeyError, StopIteration) as error:
        raise ValueError("the first sheet cannot be found or read") from error


def day_zero(package: ZipFile) -> datetime.date:
    """The day that the number 0 stands for, as the workbook counts (`date1904`).

    Raises:
        ValueError: the workbook's own part cannot be found, or is no XML.
    """
    try:
        book = _parsed(package.read(_related(package, "", "officeDocument")))
    except (ET.ParseError, KeyError, StopIteration) as error:
        raise ValueError("the workbook's properties cannot be found or read") from error
    says = (part.get("date1904") for part in book.iter() if _local(part.tag) == "workbookPr")
    return _FROM_1904 if next(says, None) in {"1", "true"} else _FROM_1900


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
