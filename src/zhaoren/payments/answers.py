"""Reading a bank's return file as its layout has it, nothing guessed.

Messages name rows (as a person counts them in the file), never values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from python_calamine import CalamineError, CalamineWorkbook

from zhaoren.errors import InputError
from zhaoren.inputs.normalise import fen, integer, original_name, without_space
from zhaoren.payments.answer_layouts import AnswerLayout

_AGAIN = "Nothing was recorded; ask the bank for a correct file."
_MOST_DIGITS = 18


@dataclass(frozen=True)
class AnswerRow:
    """What the bank says about one line; `row`: its place in the file. Amount in fen."""

    row: int
    serial: int
    account_no: str
    account_name: str | None
    amount_fen: int
    result: str
    reason: str | None


@dataclass(frozen=True)
class Answer:
    """A return file; `reference`: the batch that it answers."""

    reference: str
    rows: tuple[AnswerRow, ...]

    @property
    def total_fen(self) -> int:
        """The sum of its rows."""
        return sum(row.amount_fen for row in self.rows)


def batch_named(content: bytes, layout: AnswerLayout) -> str | None:
    """The batch that the first line names, if the file is of this layout at all."""
    try:
        table = _table(content, layout)
    except InputError:
        return None
    if not table or len(table[0]) != len(layout.header):
        return None
    return table[0][layout.header.index("batch_id")]


def read_answer(content: bytes, layout: AnswerLayout) -> Answer:
    """A whole return file, its counts and totals checked.

    Raises:
        InputError: it is not of the layout, or does not add up.
    """
    table = _table(content, layout)
    start = 2 if layout.titles else 1
    end = len(table) - (1 if layout.trailer else 0)
    if not table or end < start:
        raise _refused("The file ends before its rows.", None)
    if layout.trailer and table[-1][:1] != [layout.total_word]:
        raise _refused("The last line is not the line of totals.", len(table))
    rows = tuple(
        _row(cells, place, layout) for place, cells in enumerate(table[start:end], start=start + 1)
    )
    _check(table[0], layout.header, rows, layout, 1)
    if layout.trailer:
        _check(table[-1][1:], layout.trailer, rows, layout, len(table))
    return Answer(table[0][layout.header.index("batch_id")], rows)


def _table(content: bytes, layout: AnswerLayout) -> list[list[str]]:
    if layout.format == "xlsx":
        return _sheet(content)
    try:
        text = content.decode(layout.encoding).removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise _refused(f"The file is not text in {layout.encoding}.", None) from None
    lines = text.replace("\r\n", "\n").rstrip("\n").split("\n") if text.strip() else []
    return [[cell.strip() for cell in line.split(layout.delimiter)] for line in lines]


def _sheet(content: bytes) -> list[list[str]]:
    try:
        sheet = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0)
        found = [[_cell(value) for value in row] for row in sheet.to_python()]
    except (CalamineError, IndexError):
        raise _refused("The file is no workbook.", None) from None
    while found and not any(found[-1]):
        found.pop()
    return [_trimmed(row) for row in found]


def _cell(value: object) -> str:
    """A number as it was typed: 1.0 is 1, 0.1 is 0.1; text as it stands."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**_MOST_DIGITS:
        return str(int(value))
    return str(value).strip()


def _trimmed(row: list[str]) -> list[str]:
    """A row of a sheet is as wide as the sheet; header and trailer are narrower."""
    while row and not row[-1]:
        row = row[:-1]
    return row


def _row(cells: Sequence[str], place: int, layout: AnswerLayout) -> AnswerRow:
    missing = len(layout.columns) - len(cells)
    if missing < 0 or (missing and layout.format != "xlsx"):
        raise _refused(f"The row has {len(cells)} cells instead of {len(layout.columns)}.", place)
    values = dict(zip(layout.columns, [*cells, *[""] * missing], strict=True))
    serial, word = integer(values["serial"]), values["result"]
    if serial is None:
        raise _refused("The serial number is none.", place)
    if word not in layout.results:
        raise _refused("The result is no word that banks.yaml declares.", place)
    name = values.get("account_name")
    return AnswerRow(
        row=place,
        serial=serial,
        account_no=without_space(values["account_no"]),
        account_name=None if name is None else original_name(name),
        amount_fen=_fen(values["amount"], layout, place),
        result=layout.results[word],
        reason=values.get("reason") or None,
    )


def _fen(text: str, layout: AnswerLayout, place: int) -> int:
    found = integer(text) if layout.amount_unit == "fen" else fen(text)
    if found is None:
        raise _refused("An amount is not written as one.", place)
    return found


def _check(
    cells: Sequence[str],
    names: Sequence[str],
    rows: Sequence[AnswerRow],
    layout: AnswerLayout,
    place: int,
) -> None:
    if len(cells) != len(names):
        raise _refused(f"The line has {len(cells)} cells instead of {len(names)}.", place)
    for name, text in zip(names, cells, strict=True):
        if name in ("batch_id", "other"):
            continue
        what, _, how = name.rpartition("_")
        counted = [row for row in rows if what in ("", row.result)]
        if how == "count":
            right = integer(text) == len(counted)
        else:
            right = _fen(text, layout, place) == sum(row.amount_fen for row in counted)
        if not right:
            raise _refused(f"Its {name} is not that of the rows.", place)


def _refused(what: str, row: int | None) -> InputError:
    return InputError(what, next_step=_AGAIN, file="of the bank's return", row=row)
