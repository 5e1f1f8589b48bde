"""What a written bank file or list says: its lines, its count and its control sum.

Read by itself, not by the code that wrote it. Amounts in fen.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO, StringIO
from xml.etree.ElementTree import Element, fromstring

from python_calamine import CalamineError, CalamineWorkbook

from zhaoren.payments.layouts import Delimited, Form, Transfers, Workbook

_DIGITS = 18  # of a sum in fen; more is none
_TOTAL, _AMOUNT, _ACCOUNT = "合计", "金额（元）", "账号"
_ISO = "{urn:iso:std:iso:20022:tech:xsd:pain.001.001.09}"
_ENDS = {"crlf": "\r\n", "lf": "\n"}


@dataclass(frozen=True)
class Paid:
    """One line: what it pays, to which account and name."""

    amount_fen: int
    account_no: str
    account_name: str


@dataclass(frozen=True)
class BankFile:
    """The lines of a file, and every (count, sum) that it gives of itself; null: not given."""

    lines: Sequence[Paid]
    said: Sequence[tuple[int | None, int | None]]


def read_bank_file(content: bytes, layout: Form, *, marked: bool = True) -> BankFile:
    """A bank file in the bank's layout; `marked`: a proposal, which says that it is one.

    Raises:
        ValueError: it does not have that layout (UnicodeError, ParseError … are some).
    """
    if isinstance(layout, Transfers):
        return _message(content)
    rows = _cells(content) if isinstance(layout, Workbook) else _texts(content, layout)
    return _table(rows, layout, marked=marked)


def read_list(content: bytes) -> BankFile:
    """A roster or held list (XLSX): below the headings until the line of totals.

    Raises:
        ValueError: it is none.
    """
    rows = _cells(content)
    heads = [place for place, row in enumerate(rows) if _AMOUNT in row]
    if not heads:
        raise ValueError("no heading of amounts")
    head = rows[heads[0]]
    lines = list[Paid]()
    for row in rows[heads[0] + 1 :]:
        if row[0].startswith(_TOTAL):
            return BankFile(lines, [_closing(row[0])])
        account = row[head.index(_ACCOUNT)] if _ACCOUNT in head else ""
        lines.append(Paid(_fen(row[head.index(_AMOUNT)], "yuan"), account, ""))
    raise ValueError("no line of totals")


def read_csv_amounts(content: bytes) -> list[int]:
    """The amounts of a held list (CSV).

    Raises:
        ValueError: it is none.
    """
    rows = list(csv.DictReader(StringIO(content.decode("utf-8-sig"), newline="")))
    if any(_AMOUNT not in row for row in rows):
        raise ValueError("no heading of amounts")
    return [_fen(row[_AMOUNT], "yuan") for row in rows]


def _closing(text: str) -> tuple[int, int]:
    """`合计：3人次，7,500.00元，大写：…`."""
    count, total, *_ = text.removeprefix(f"{_TOTAL}：").split("，")
    return int(count.removesuffix("人次")), _fen(total.removesuffix("元").replace(",", ""), "yuan")


def _table(
    rows: Sequence[Sequence[str]], layout: Delimited | Workbook, *, marked: bool
) -> BankFile:
    body, said = list(rows), []
    if layout.header:
        head = body.pop(0)[1 if marked else 0 :]
        said.append(_said(head, layout.header, layout))
    if layout.titles:
        body.pop(0)
    if layout.trailer:
        said.append(_said(body.pop()[1:], layout.trailer, layout))
    names = list(layout.columns)
    lines = []
    for row in body:
        if len(row) != len(names):
            raise ValueError("a line has too few or too many fields")
        cells = dict(zip(names, row, strict=True))
        amount = _fen(cells["amount"], layout.amount_unit)
        lines.append(Paid(amount, cells["account_no"], cells["account_name"]))
    return BankFile(lines, said)


def _said(
    row: Sequence[str], names: Sequence[str], layout: Delimited | Workbook
) -> tuple[int | None, int | None]:
    """Count and sum of a first or last line, of which a workbook has empty cells at the end."""
    if any(row[len(names) :]):
        raise ValueError("a line of sums has too many fields")
    cells = dict(zip(names, row[: len(names)], strict=True))
    total = _fen(cells["total"], layout.amount_unit) if "total" in cells else None
    return (int(cells["count"]) if "count" in cells else None), total


def _texts(content: bytes, layout: Delimited) -> list[list[str]]:
    end = _ENDS[layout.line_end]
    lines = content.decode(layout.encoding).split(end)
    if lines.pop():
        raise ValueError("the last line does not end")
    return [line.split(layout.delimiter) for line in lines]


def _cells(content: bytes) -> list[list[str]]:
    try:
        sheet = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0)
        values = sheet.to_python(skip_empty_area=False)
    except CalamineError:
        raise ValueError("no workbook") from None
    rows = [[_text(value) for value in row] for row in values]
    width = max((_used(row) for row in rows), default=0)
    return [row[: max(_used(row), 1)] if width == 0 else row[:width] for row in rows]


def _used(row: Sequence[str]) -> int:
    return max((place for place, cell in enumerate(row, start=1) if cell), default=0)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _message(content: bytes) -> BankFile:
    root = fromstring(content)  # noqa: S314 # a file of the run itself
    said = [
        (int(_of(parent, "NbOfTxs")), _fen(_of(parent, "CtrlSum"), "yuan"))
        for name in ("GrpHdr", "PmtInf")
        for parent in root.iter(f"{_ISO}{name}")
    ]
    return BankFile(list(_transfers(root)), said)


def _transfers(root: Element) -> Iterator[Paid]:
    for transfer in root.iter(f"{_ISO}CdtTrfTxInf"):
        account = "/".join(f"{_ISO}{name}" for name in ("CdtrAcct", "Id", "Othr", "Id"))
        yield Paid(
            _fen(_of(transfer, f"Amt/{_ISO}InstdAmt"), "yuan"),
            transfer.findtext(account) or "",
            transfer.findtext(f"{_ISO}Cdtr/{_ISO}Nm") or "",
        )


def _of(parent: Element, name: str) -> str:
    return parent.findtext(f"{_ISO}{name}") or ""


def _fen(text: str, unit: str) -> int:
    """Exactly; a number with a fraction of a fen, or none, raises ValueError."""
    try:
        value = Decimal(text) * (1 if unit == "fen" else 100)
    except ArithmeticError:
        raise ValueError("not an amount") from None
    if not value.is_finite() or value.adjusted() > _DIGITS:
        raise ValueError("not an amount")
    if value != value.to_integral_value():
        raise ValueError("a fraction of a fen")
    return int(value)
