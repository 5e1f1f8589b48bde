"""Spreadsheets for people: printable, byte for byte repeatable, without formulas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from unicodedata import normalize

import xlsxwriter

from zhaoren.payments.filling import Value, filled
from zhaoren.signs import visible

_STARTS_A_FORMULA = tuple("=+-@")
_A4 = 9
_LOOKS = ("0", "@", "#,##0.00")  # of numbers, texts and money


@dataclass(frozen=True)
class Sheet:
    """A titled table: headings with widths in characters, rows, lines below it."""

    title: str
    notes: Sequence[str]
    headings: Sequence[tuple[str, int]]
    rows: Sequence[Sequence[Value]]
    closing: Sequence[str]


def neutral(text: str) -> str:
    """Text that no spreadsheet takes for a formula, and that reads as it is written.

    An apostrophe is put before a formula; unseen signs are shown.
    """
    text = visible(text)
    first = normalize("NFKC", text.lstrip()[:1])
    risky = first.startswith(_STARTS_A_FORMULA) or text.startswith(("\t", "\r", "\n"))
    return f"'{text}" if risky else text


def sheet_bytes(sheet: Sheet, day: date) -> bytes:
    """A workbook of one sheet, the same bytes whenever it is made; `day`: that of its creation."""
    content = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(content, options)
    book.set_properties(
        {"title": sheet.title, "created": datetime(day.year, day.month, day.day)}  # noqa: DTZ001 # a civil date
    )
    page = book.add_worksheet("名单")
    _set_up(page, sheet)
    _write_around(book, page, sheet)
    book.close()
    if not sheet.rows:
        return content.getvalue()
    return filled(content.getvalue(), _above(sheet) + 1, sheet.rows, neutral)


def _set_up(page: xlsxwriter.worksheet.Worksheet, sheet: Sheet) -> None:
    head = len(sheet.notes) + 1
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(head)
    page.freeze_panes(head + 1, 0)
    page.set_footer("&C第&P页 共&N页")
    for place, (_, width) in enumerate(sheet.headings):
        page.set_column(place, place, width)
    last = head + len(sheet.rows)
    page.ignore_errors({"number_stored_as_text": f"A1:Z{last + 1}"})


def _write_around(
    book: xlsxwriter.Workbook, page: xlsxwriter.worksheet.Worksheet, sheet: Sheet
) -> None:
    """All but the rows, and a pattern for these where the last one goes."""
    title = book.add_format({"bold": True, "font_size": 16, "align": "center"})
    heading = book.add_format({"bold": True, "border": 1, "align": "center", "text_wrap": True})
    wide = len(sheet.headings)
    page.merge_range(0, 0, 0, wide - 1, neutral(sheet.title), title)
    for line, note in enumerate(sheet.notes, start=1):
        page.write_string(line, 0, neutral(note))
    above = _above(sheet)
    for place, (name, _) in enumerate(sheet.headings):
        page.write_string(above - 1, place, name, heading)
    below = above + len(sheet.rows)
    for line, closing in enumerate(sheet.closing, start=below):
        page.write_string(line, 0, neutral(closing))
    looks = [book.add_format({"border": 1, "num_format": one}) for one in _LOOKS]
    for place in range(wide if sheet.rows else 0):
        page.write_blank(below - 1, place, None, looks[min(place, len(looks) - 1)])


def _above(sheet: Sheet) -> int:
    """The lines above the rows: title, notes, headings."""
    return len(sheet.notes) + 2
