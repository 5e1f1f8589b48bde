"""The bytes of a bank file, as the bank's layout has it.

Nothing is ever replaced or cut: what the file cannot hold goes into no file.
Proposals and real files come from here; a proposal bears the mark that nobody
pays from it, in a place that makes a bank refuse the file.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from io import BytesIO

import xlsxwriter

from zhaoren.payments.layouts import Debtor, Delimited, Form, Transfers, Workbook
from zhaoren.payments.lines import Line
from zhaoren.payments.transfers import ACCOUNT_CHARACTERS, NAME_CHARACTERS, transfers

MARK = "未审核"
PROPOSAL = f"{MARK}不得发放"
TOTAL = "合计"
_LINE_ENDS = {"crlf": "\r\n", "lf": "\n"}
_NO_CHARACTERS = {"\ufffe", "\uffff"}  # in no XML, and so in no workbook either


def unwritable(line: Line, layout: Form) -> str | None:
    """Why the layout cannot hold a line; None where it can."""
    if any(not value for value in (line.account_no, line.account_name)):
        return "account_incomplete"
    for name, value in _written(line, layout).items():
        delimiter = layout.delimiter if isinstance(layout, Delimited) else None
        if (delimiter and delimiter in value) or _disturbs(value):
            return f"{name}_holds_delimiter"
        try:
            encoded = value.encode(layout.encoding)
        except UnicodeEncodeError:
            return f"{name}_not_encodable"
        if name == "account_name" and len(encoded) > layout.name_bytes:
            return "account_name_too_long"
    return _too_long(line) if isinstance(layout, Transfers) else None


def bank_file(
    lines: Sequence[Line],
    layout: Form,
    batch_id: str,
    as_of: date,
    *,
    debtor: Debtor | None = None,
    mark: str | None = PROPOSAL,
) -> bytes:
    """The whole file; with `mark` it says that it is a proposal that nobody pays from."""
    if isinstance(layout, Transfers):
        if debtor is None:
            raise ValueError("a message of ISO 20022 needs the debtor's account")
        return transfers(lines, layout.note, batch_id, as_of, debtor=debtor, mark=mark)
    rows = _rows(lines, layout, batch_id, as_of, mark)
    if isinstance(layout, Workbook):
        return _workbook(rows, as_of)
    end = _LINE_ENDS[layout.line_end]
    return "".join(layout.delimiter.join(row) + end for row in rows).encode(layout.encoding)


def amount(fen: int, unit: str) -> str:
    """An amount as the bank writes it: `unit` yuan (2500.00) or fen."""
    return str(fen) if unit == "fen" else f"{fen // 100}.{fen % 100:02}"


def _rows(
    lines: Sequence[Line],
    layout: Delimited | Workbook,
    batch_id: str,
    as_of: date,
    mark: str | None,
) -> list[list[str]]:
    counts = {
        "batch_id": batch_id,
        "as_of": as_of.isoformat(),
        "count": str(len(lines)),
        "total": amount(sum(line.amount_fen for line in lines), layout.amount_unit),
    }
    first = [*([mark] if mark else []), *(counts[name] for name in layout.header)]
    rows = [first] if first else []
    if layout.titles:
        rows.append(list(layout.columns.values()))
    for serial, line in enumerate(lines, start=1):
        values = _values(line, layout, serial)
        rows.append([values[name] for name in layout.columns])
    if layout.trailer:
        rows.append([TOTAL, *(counts[name] for name in layout.trailer)])
    return rows


def _workbook(rows: Sequence[Sequence[str]], day: date) -> bytes:
    """Every cell as text: no digit, leading zero or fen is lost, and nothing is a formula."""
    content = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(content, options)
    book.set_properties({"created": datetime(day.year, day.month, day.day)})  # noqa: DTZ001 # a civil date
    text = book.add_format({"num_format": "@"})
    page = book.add_worksheet("代发")
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_column(0, max(len(row) for row in rows) - 1, 24)
    page.ignore_errors({"number_stored_as_text": "A1:Z1048576"})
    for place, row in enumerate(rows):
        for column, value in enumerate(row):
            page.write_string(place, column, value, text)
    book.close()
    return content.getvalue()


def _disturbs(value: str) -> bool:
    return not value.isprintable() and any(
        unicodedata.category(one) == "Cc" or one in _NO_CHARACTERS for one in value
    )


def _too_long(line: Line) -> str | None:
    if len(line.account_no or "") > ACCOUNT_CHARACTERS:
        return "account_no_too_long"
    return "account_name_too_long" if len(line.account_name or "") > NAME_CHARACTERS else None


def _written(line: Line, layout: Form) -> Mapping[str, str]:
    if isinstance(layout, Transfers):
        return {"account_no": line.account_no or "", "account_name": line.account_name or ""}
    return _values(line, layout, 1)


def _values(line: Line, layout: Delimited | Workbook, serial: int) -> Mapping[str, str]:
    known = {
        "serial": str(serial),
        "account_no": line.account_no or "",
        "account_name": line.account_name or "",
        "amount": amount(line.amount_fen, layout.amount_unit),
        "note": layout.note,
        "person_id": line.beneficiary_id or "",
        "bank_name": line.bank_name or "",
    }
    return {name: known[name] for name in layout.columns}
