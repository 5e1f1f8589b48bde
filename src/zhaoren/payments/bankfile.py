"""The bytes of a bank file: delimited text with a header, lines and a trailer.

Nothing is ever replaced or cut: what the file cannot hold goes into no file.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date

from zhaoren.payments.layouts import Layout
from zhaoren.payments.lines import Line

MARK = "未审核"
PROPOSAL = f"{MARK}不得发放"
TOTAL = "合计"
_LINE_ENDS = {"crlf": "\r\n", "lf": "\n"}


def unwritable(line: Line, layout: Layout) -> str | None:
    """Why the layout cannot hold a line; None where it can."""
    values = _values(line, layout, 1)
    if any(not value for value in (line.account_no, line.account_name)):
        return "account_incomplete"
    for name, value in values.items():
        if layout.delimiter in value or any(unicodedata.category(one) == "Cc" for one in value):
            return f"{name}_holds_delimiter"
        try:
            encoded = value.encode(layout.encoding)
        except UnicodeEncodeError:
            return f"{name}_not_encodable"
        if name == "account_name" and len(encoded) > layout.name_bytes:
            return "account_name_too_long"
    return None


def bank_file(lines: Sequence[Line], layout: Layout, batch_id: str, as_of: date) -> bytes:
    """The whole file; its first line says that it is a proposal that nobody pays from."""
    counts = {
        "batch_id": batch_id,
        "as_of": as_of.isoformat(),
        "count": str(len(lines)),
        "total": amount(sum(line.amount_fen for line in lines), layout),
    }
    rows = [[PROPOSAL, *(counts[name] for name in layout.header)]]
    if layout.titles:
        rows.append(list(layout.columns.values()))
    for serial, line in enumerate(lines, start=1):
        values = _values(line, layout, serial)
        rows.append([values[name] for name in layout.columns])
    if layout.trailer:
        rows.append([TOTAL, *(counts[name] for name in layout.trailer)])
    end = _LINE_ENDS[layout.line_end]
    return "".join(layout.delimiter.join(row) + end for row in rows).encode(layout.encoding)


def amount(fen: int, layout: Layout) -> str:
    """An amount as the bank writes it."""
    return str(fen) if layout.amount_unit == "fen" else f"{fen // 100}.{fen % 100:02}"


def _values(line: Line, layout: Layout, serial: int) -> Mapping[str, str]:
    known = {
        "serial": str(serial),
        "account_no": line.account_no or "",
        "account_name": line.account_name or "",
        "amount": amount(line.amount_fen, layout),
        "note": layout.note,
        "person_id": line.beneficiary_id or "",
        "bank_name": line.bank_name or "",
    }
    return {name: known[name] for name in layout.columns}
