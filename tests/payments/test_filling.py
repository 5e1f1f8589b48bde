"""Rows that are put into a workbook stand there as XlsxWriter would have written them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from zhaoren.payments.filling import Value, filled

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.sampled_from(
    [
        "",
        "淄博",
        "王&<伟>",
        " 空格 ",
        "\n",
        "a\tb\r\n",
        "_x0041_",
        "__x0041__x",
        "\x00\x1f\ufffe\uffff",
        "𠮷",
    ]
)
AMOUNTS = st.integers(0, 10**14).map(lambda fen: Decimal(fen).scaleb(-2))
ROWS = st.lists(
    st.tuples(st.integers(0, 10**9), TEXTS, AMOUNTS, st.none() | TEXTS | AMOUNTS),
    min_size=1,
    max_size=40,
)


def workbook(rows: Sequence[Sequence[Value]], *, as_pattern: bool = False) -> bytes:
    """The rows between two lines, written cell by cell; or a pattern of them."""
    content = BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False})
    page = book.add_worksheet()
    number, text, money = (book.add_format({"num_format": one}) for one in ("0", "@", "0.00"))
    page.write_row(0, 0, ["above the rows"] * 4)
    page.write_string(len(rows) + 1, 0, "below the rows")
    for line, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            look = text if isinstance(value, str | None) else number
            look = money if isinstance(value, Decimal) else look
            if as_pattern and line == len(rows):
                page.write_blank(line, place, None, (number, text, money, text)[place])
            elif not as_pattern and isinstance(value, str | None):
                page.write_string(line, place, value or "", look)
            elif not as_pattern:
                page.write_number(line, place, value, look)
    book.close()
    return content.getvalue()


def parts(book: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(book)) as file:
        return {name: file.read(name) for name in file.namelist() if "docProps" not in name}


def shown(value: str) -> object:
    book = filled(
        workbook([(1, "", Decimal(0))], as_pattern=True), 2, [(1, value, Decimal(0))], str
    )
    return CalamineWorkbook.from_filelike(BytesIO(book)).get_sheet_by_index(0).to_python()[1][1]


@settings(max_examples=30, deadline=None)
@given(ROWS)
def test_a_filled_workbook_has_the_bytes_of_one_written_cell_by_cell(
    rows: list[Sequence[Value]],
) -> None:
    assert parts(filled(workbook(rows, as_pattern=True), 2, rows, str)) == parts(workbook(rows))


def test_a_text_that_stands_in_many_rows_is_kept_once() -> None:
    rows = [(serial, "淄博", Decimal(1)) for serial in range(3)]
    strings = parts(filled(workbook(rows, as_pattern=True), 2, rows, str))["xl/sharedStrings.xml"]
    assert strings.count("淄博".encode()) == 1
    assert b'count="8" uniqueCount="3"' in strings


def test_a_text_is_written_as_the_caller_says() -> None:
    rows = [(1, "王伟", Decimal(1))]
    filled_ones = filled(workbook(rows, as_pattern=True), 2, rows, lambda text: f"'{text}")
    assert b"<t>'\xe7\x8e\x8b" in parts(filled_ones)["xl/sharedStrings.xml"]


@pytest.mark.parametrize("text", ["<r>王伟</r>", "</t></si>", "&amp;", "</sst>"])
def test_a_text_that_looks_like_the_files_own_signs_is_a_text(text: str) -> None:
    assert shown(text) == text


def test_a_text_is_cut_at_what_a_cell_holds() -> None:
    assert shown("𠮷" * 40_000) == "𠮷" * 16_383
