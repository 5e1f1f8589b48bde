"""XLSX exports: the first sheet as raw rows."""

from __future__ import annotations

import datetime
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook

from zhaoren.contracts.model import Column, Contract, Kind
from zhaoren.errors import InputError
from zhaoren.inputs.header import Header, match_header
from zhaoren.inputs.unread import untold

Cell = (
    int
    | float
    | str
    | bool
    | datetime.time
    | datetime.date
    | datetime.datetime
    | datetime.timedelta
)
_SIGNS = (BadZipFile, CalamineError, EOFError, NotImplementedError, ValueError, zlib.error)
_MOST_CELLS = 40_000_000  # as many rows as a sheet can have, of 38 columns; 2 GB
_EXACT_DIGITS = 15  # a spreadsheet's number keeps so many
_FIRST_SERIAL, _LAST_SERIAL = 10_000, 99_999  # 1927 to 2173, counted from 1900


@dataclass(frozen=True)
class Workbook:
    """`rows` has "row" (of the sheet) and the columns of the contract as text."""

    header: Header
    rows: pa.Table


def read_workbook(path: Path, name: str, contract: Contract, *, total_line: bool) -> Workbook:
    """Read the first sheet; its header is the first row that is not empty.

    Raises:
        InputError: it is no workbook, or its header does not fit.
    """
    sheet, zero = _first_sheet(path, name)
    filled = [(number, cells) for number, cells in enumerate(sheet, 1) if any(map(_there, cells))]
    headers = [str(cell).strip() for cell in filled[0][1]] if filled else []
    while headers and not headers[-1]:
        headers.pop()
    header = match_header(contract, headers, name)
    rows = filled[1:-1] if total_line else filled[1:]
    data = {"row": pa.array([number for number, _ in rows], pa.int64())}
    for column in contract.columns:
        place, text = header.places.get(column.name), _cell_text(column, zero)
        values = (None if place is None else text(cells[place]) for _, cells in rows)
        data[column.name] = pa.array([value or None for value in values], pa.string())
    return Workbook(header, pa.table(data))


def _first_sheet(path: Path, name: str) -> tuple[list[list[Cell]], datetime.date]:
    """The cells of the first sheet, and the day that the number 0 stands for."""
    try:
        with ZipFile(path) as package:
            if package.testzip() is not None:
                raise _not_a_workbook(name)
            more = untold(package)
        if more.height * more.width > _MOST_CELLS:
            raise _too_far(name, more.height, more.width)
        workbook = CalamineWorkbook.from_path(str(path))
        sheet = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
        for (row, column), text in more.no_days.items():
            if isinstance(sheet[row][column], datetime.time | datetime.date):
                sheet[row][column] = text
        return _with_unread(sheet, more.cells), more.day_zero
    except _SIGNS as error:
        raise _not_a_workbook(name) from error


def _with_unread(
    sheet: list[list[Cell]], unread: Mapping[tuple[int, int], str]
) -> list[list[Cell]]:
    """The sheet with a text where a formula gave none, so that its row is quarantined."""
    width = max([len(sheet[0]) if sheet else 0, *(column + 1 for _, column in unread)])
    height = max([len(sheet), *(row + 1 for row, _ in unread)])
    if unread:
        sheet = [[*row, *[""] * (width - len(row))] for row in sheet]
        sheet += [[""] * width for _ in range(height - len(sheet))]
    for (row, column), text in unread.items():
        sheet[row][column] = text
    return sheet


def _not_a_workbook(name: str) -> InputError:
    return InputError(
        "This is not a whole XLSX workbook; perhaps a CSV file was renamed, or the copy was cut.",
        file=name,
        next_step="Open it in the spreadsheet program, save it as .xlsx, or give it the name of "
        "what it is.",
    )


def _too_far(name: str, height: int, width: int) -> InputError:
    return InputError(
        f"The first sheet reaches to row {height} and column {width}; with all that lies between, "
        "it is too large to be read.",
        file=name,
        next_step="Delete the rows and columns behind the last data, or export it as CSV.",
    )


def _there(cell: Cell) -> bool:
    return not isinstance(cell, str) or bool(cell.strip())


def _cell_text(column: Column, zero: datetime.date) -> Callable[[Cell], str]:
    day_column = column.kind in {Kind.DATE, Kind.MONTH, Kind.PERIOD}

    def text(cell: Cell) -> str:
        if isinstance(cell, bool):
            return "true" if cell else "false"
        if isinstance(cell, int | float):
            return _serial_day(cell, zero) if day_column else number_text(cell)
        if day_column and cell == datetime.time():  # 0 that is shown as a date
            return "0"
        if isinstance(cell, datetime.datetime):
            return cell.isoformat(sep=" ")
        return str(cell)

    return text


def number_text(number: float) -> str:
    """A number as written; of 16 digits and more, as a spreadsheet shows it.

    A spreadsheet has lost the digits after the fifteenth, so `3.70303E+17`
    is the honest text: no identifier and no amount reads like that.
    """
    if not isfinite(number):
        return "#NUM!"
    if abs(number) >= 10**_EXACT_DIGITS:
        return f"{number:.5E}"
    if number == int(number):
        return str(int(number))
    text = format(number, f".{_EXACT_DIGITS}g")
    return format(number, ".10f").rstrip("0") if "e" in text else text


def _serial_day(number: float, zero: datetime.date) -> str:
    if isfinite(number) and number == int(number) and _FIRST_SERIAL <= number <= _LAST_SERIAL:
        return (zero + datetime.timedelta(days=int(number))).isoformat()
    return number_text(number)
