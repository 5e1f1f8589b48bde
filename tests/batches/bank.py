"""A little bank: reads a payment file as it was handed over, and writes a return file.

It shares no code with the program but the declared layouts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import openpyxl

from zhaoren.payments.answer_layouts import AnswerLayout
from zhaoren.payments.layouts import Banks, Delimited, Form, Transfers

_PAIN = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"}


@dataclass(frozen=True)
class Ordered:
    """A transfer as the bank was ordered to make it."""

    serial: int
    account_no: str
    account_name: str
    fen: int


@dataclass(frozen=True)
class Replied:
    """What the bank says about a transfer; `result`: paid, failed or unknown."""

    order: Ordered
    result: str
    reason: str = ""


def answer(file: Path, banks: Banks, results: Mapping[str, tuple[str, str]]) -> bytes:
    """The return file of the bank to which `file` was handed.

    `results`: grant → (paid, failed or unknown; the bank's word for why, or ""). A grant that
    is not named is left out: the bank has no result yet.
    """
    reference, code = file.stem.rsplit("-", 1)
    manifest = json.loads((file.parent / "manifest.json").read_bytes())
    replied = [
        Replied(order, *results[grant])
        for grant, order in zip(manifest["grants"], read_orders(file, banks), strict=True)
        if grant in results
    ]
    layout = banks.returns[banks.banks[code].returns or ""]
    return written(reference, layout, replied)


def read_orders(file: Path, banks: Banks) -> list[Ordered]:
    """The transfers of a payment file, its counts and totals checked as a bank would."""
    layout = banks.layout(file.stem.rsplit("-", 1)[1])
    content = file.read_bytes()
    return _messages(content) if isinstance(layout, Transfers) else _table(content, layout)


def written(reference: str, layout: AnswerLayout, replied: Sequence[Replied]) -> bytes:
    """A return file in that layout."""
    words = {result: word for word, result in layout.results.items()}
    counts = {"batch_id": reference, "other": "-"}
    for what, rows in (
        ("", replied),
        ("paid_", [one for one in replied if one.result == "paid"]),
        ("failed_", [one for one in replied if one.result == "failed"]),
    ):
        counts[f"{what}count"] = str(len(rows))
        counts[f"{what}total"] = _amount(sum(one.order.fen for one in rows), layout)
    table = [[counts[name] for name in layout.header]]
    if layout.titles:
        table.append([f"栏{place}" for place, _ in enumerate(layout.columns)])
    for one in replied:
        values = {
            "serial": str(one.order.serial),
            "account_no": one.order.account_no,
            "account_name": one.order.account_name,
            "amount": _amount(one.order.fen, layout),
            "result": words[one.result],
            "reason": one.reason,
            "other": "-",
        }
        table.append([values[name] for name in layout.columns])
    if layout.trailer:
        table.append([layout.total_word, *(counts[name] for name in layout.trailer)])
    return _bytes(table, layout)


def _bytes(table: Sequence[Sequence[str]], layout: AnswerLayout) -> bytes:
    if layout.format == "xlsx":
        book, content = openpyxl.Workbook(), BytesIO()
        for row in table:
            book.worksheets[0].append(list(row))
        book.save(content)
        return content.getvalue()
    return "".join(layout.delimiter.join(row) + "\r\n" for row in table).encode(layout.encoding)


def _amount(fen: int, layout: AnswerLayout) -> str:
    return str(fen) if layout.amount_unit == "fen" else str(Decimal(fen).scaleb(-2))


def _messages(content: bytes) -> list[Ordered]:
    root = ElementTree.fromstring(content)
    found = root.findall(".//p:CdtTrfTxInf", _PAIN)
    orders = [
        Ordered(
            int(one.findtext("p:PmtId/p:InstrId", "", _PAIN)),
            one.findtext("p:CdtrAcct/p:Id/p:Othr/p:Id", "", _PAIN),
            one.findtext("p:Cdtr/p:Nm", "", _PAIN),
            _fen(one.findtext("p:Amt/p:InstdAmt", "", _PAIN)),
        )
        for one in found
    ]
    for sums in root.findall(".//p:GrpHdr", _PAIN), root.findall(".//p:PmtInf", _PAIN):
        (one,) = sums
        assert int(one.findtext("p:NbOfTxs", "", _PAIN)) == len(orders)
        assert _fen(one.findtext("p:CtrlSum", "", _PAIN)) == sum(each.fen for each in orders)
    return orders


def _table(content: bytes, layout: Form) -> list[Ordered]:
    assert not isinstance(layout, Transfers)
    if isinstance(layout, Delimited):
        end = {"crlf": "\r\n", "lf": "\n"}[layout.line_end]
        lines = content.decode(layout.encoding).split(end)
        assert lines.pop() == ""
        table = [line.split(layout.delimiter) for line in lines]
    else:
        sheet = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
        cells = [[cell for cell in row if cell is not None] for row in sheet.values]
        table = [[str(cell) for cell in row] for row in cells]
    header = dict(zip(layout.header, table.pop(0), strict=True)) if layout.header else {}
    if layout.titles:
        assert table.pop(0) == list(layout.columns.values())
    trailer = dict(zip(layout.trailer, table.pop()[1:], strict=True)) if layout.trailer else {}
    rows = [dict(zip(layout.columns, row, strict=True)) for row in table]
    orders = [
        Ordered(
            place,
            row["account_no"],
            row["account_name"],
            int(row["amount"]) if layout.amount_unit == "fen" else _fen(row["amount"]),
        )
        for place, row in enumerate(rows, start=1)
    ]
    assert all("serial" not in row or int(row["serial"]) == n for n, row in enumerate(rows, 1))
    total = sum(one.fen for one in orders)
    for counts in header, trailer:
        assert int(counts.get("count", len(orders))) == len(orders)
        written_total = counts.get("total")
        if written_total is not None:
            assert total == (
                int(written_total) if layout.amount_unit == "fen" else _fen(written_total)
            )
    return orders


def _fen(yuan: str) -> int:
    found = Decimal(yuan) * 100
    assert found == int(found)
    return int(found)
