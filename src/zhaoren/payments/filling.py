"""Rows put into a workbook that XlsxWriter made, for a fifth of what each cell costs there.

XlsxWriter makes the workbook with a pattern where the rows go; they take its
place as XlsxWriter would have written them, so the bytes are the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from io import BytesIO
from string import ascii_uppercase
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

Value = str | int | Decimal | None

_SHEET, _STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
_A_TEXT = 't="s"'
_COUNTS = re.compile(r'count="\d+" uniqueCount="(\d+)"')
_ODD = re.compile(r"[&<>\x00-\x1f\ufffe\uffff]|_x|^\s|\s$")
_LIKE_ESCAPED = re.compile("(_x[0-9a-fA-F]{4}_)")
_ESCAPED = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_LEVEL = 5  # of compression: a hundredth larger than the usual 6, for half the time
_LONGEST = 16_383  # characters; a cell holds 32 767 units of UTF-16


class _Texts(dict[str, str]):
    """Text → the end of a cell that shows it, as `written`; a workbook holds each text once."""

    def __init__(self, part: str, look: str, written: Callable[[str], str]) -> None:
        self.part, self.look, self.written = part, look, written
        self.first = int(_COUNTS.search(part)[1])  # type: ignore[index]
        self.places: dict[str, int] = {}

    def __missing__(self, value: str) -> str:
        text = self.written(value)[:_LONGEST]
        place = self.places.setdefault(text, self.first + len(self.places))
        self[value] = end = f"{self.look} {_A_TEXT}><v>{place}</v></c>"
        return end

    def whole(self, used: int) -> str:
        """The part of the workbook with all texts, of which cells use `used`."""
        counts = f'count="{used}" uniqueCount="{self.first + len(self.places)}"'
        items = "".join(map(_item, self.places))
        return _COUNTS.sub(counts, self.part, count=1).replace("</sst>", f"{items}</sst>")


def filled(
    frame: bytes, line: int, rows: Sequence[Sequence[Value]], written: Callable[[str], str]
) -> bytes:
    """The workbook with `rows`, of at most 26 cells, from line `line` on (counted from 1).

    `written`: how a text stands in a cell. In `frame` the last of these lines
    is the pattern: it begins with a number, a text and money, which show how
    such cells look. None is an empty text.
    """
    content = BytesIO()
    with ZipFile(BytesIO(frame)) as made, ZipFile(content, "w", ZIP_DEFLATED) as whole:
        sheet = made.read(_SHEET).decode()
        before, _, rest = sheet.partition(f'<row r="{line + len(rows) - 1}"')
        pattern, _, after = rest.partition("</row>")
        number, text, money = re.findall(r' s="\d+"', pattern)[:3]
        texts = _Texts(made.read(_STRINGS).decode(), text, written)
        sheet = "".join([before, *_rows(line, rows, texts, number, money), after])
        new = {_SHEET: sheet, _STRINGS: texts.whole(sheet.count(_A_TEXT))}
        for part in made.infolist():
            whole.writestr(part, new.get(part.filename) or made.read(part), compresslevel=_LEVEL)
    return content.getvalue()


def _rows(
    line: int, rows: Sequence[Sequence[Value]], texts: _Texts, number: str, money: str
) -> Iterator[str]:
    for place, row in enumerate(rows, start=line):
        yield f'<row r="{place}" spans="1:{len(row)}">'
        for column, value in zip(ascii_uppercase, row, strict=False):
            if isinstance(value, str) or value is None:
                yield f'<c r="{column}{place}"{texts[value or ""]}'
            else:
                look = money if isinstance(value, Decimal) else number
                yield f'<c r="{column}{place}"{look}><v>{value}</v></c>'
        yield "</row>"


def _item(text: str) -> str:
    if not _ODD.search(text):
        return f"<si><t>{text}</t></si>"
    text = _LIKE_ESCAPED.sub(r"_x005F\1", text)
    text = _ESCAPED.sub(lambda found: f"_x{ord(found.group()):04X}_", text)
    kept = "" if text == text.strip() else ' xml:space="preserve"'
    return f"<si><t{kept}>{escape(text)}</t></si>"
