"""The banks' side: they read the file that they were sent, pay, and answer.

Written from what the layouts in rules/zibo/banks.yaml say, not with the
program's own writers and readers: what a bank could not read fails here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import openpyxl

if TYPE_CHECKING:
    from tests.story.stage import Stage

PAIN = "{urn:iso:std:iso:20022:tech:xsd:pain.001.001.09}"
XLSX, XML = ".xlsx", ".xml"


@dataclass(frozen=True)
class Transfer:
    """One line of a payment file; amount in fen."""

    serial: str
    account_no: str
    account_name: str
    amount_fen: int


@dataclass(frozen=True)
class Sent:
    """A payment file as the bank reads it, with the count and total that it names."""

    transfers: list[Transfer]
    count: int
    total_fen: int


def payment_file(stage: Stage, number: str) -> Path:
    """The file of a batch that goes to the bank."""
    (path,) = (
        path
        for path in (stage.out / "payments" / "zibo" / number).iterdir()
        if path.suffix in (".txt", ".csv", XLSX, XML) and "花名册" not in path.name
    )
    return path


def read_sent(path: Path) -> Sent:
    """What a payment file says.

    Raises:
        AssertionError: its lines do not add up to the count and total that it names.
    """
    if path.suffix == XML:
        sent = _pain(path)
    elif path.suffix == XLSX:
        sheet = openpyxl.load_workbook(path).worksheets[0]
        sent = _piped([[_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True)])
    else:
        lines = path.read_bytes().decode("gb18030").split("\r\n")
        assert lines.pop() == "", "the last line has no end"
        piped = "|" in lines[0]
        rows = [line.split("|" if piped else ",") for line in lines]
        sent = _piped(rows) if piped else _commas(rows)
    assert sent.count == len(sent.transfers)
    assert sent.total_fen == sum(one.amount_fen for one in sent.transfers)
    return sent


def _text(cell: object) -> str:
    return "" if cell is None else str(cell)


def _fen(yuan: str) -> int:
    return int(Decimal(yuan) * 100)


def _piped(rows: list[list[str]]) -> Sent:
    """A header with count and total, titles, serial account name amount, a trailer; in yuan."""
    (_, _, count, total), last = rows[0][:4], rows[-1]
    assert rows[1][:4] == ["序号", "账号", "户名", "金额"]
    assert [last[0], last[1], _fen(last[2])] == ["合计", count, _fen(total)]
    transfers = [Transfer(row[0], row[1], row[2], _fen(row[3])) for row in rows[2:-1]]
    return Sent(transfers, int(count), _fen(total))


def _commas(rows: list[list[str]]) -> Sent:
    """A header with count and total; account name amount note serial; a trailer; in fen."""
    (count, total), last = rows[0], rows[-1]
    assert last == ["合计", count, total]
    transfers = [Transfer(row[4], row[0], row[1], int(row[2])) for row in rows[1:-1]]
    return Sent(transfers, int(count), int(total))


def _pain(path: Path) -> Sent:
    root = ElementTree.parse(path).getroot()
    assert root.tag == f"{PAIN}Document"
    transfers = [
        Transfer(
            str(one.findtext(f"{PAIN}PmtId/{PAIN}InstrId")),
            str(one.findtext(f"{PAIN}CdtrAcct/{PAIN}Id/{PAIN}Othr/{PAIN}Id")),
            str(one.findtext(f"{PAIN}Cdtr/{PAIN}Nm")),
            _fen(str(one.findtext(f"{PAIN}Amt/{PAIN}InstdAmt"))),
        )
        for one in root.iter(f"{PAIN}CdtTrfTxInf")
    ]
    header = f"{PAIN}CstmrCdtTrfInitn/{PAIN}GrpHdr/{PAIN}"
    return Sent(
        transfers,
        int(str(root.findtext(f"{header}NbOfTxs"))),
        _fen(str(root.findtext(f"{header}CtrlSum"))),
    )


def bank_return(
    stage: Stage, number: str, failed: Mapping[str, str], *, wrong_total: bool = False
) -> Path:
    """The bank's answer on a batch: all paid but those named, with the bank's words why.

    `wrong_total`: a file with one yuan too much in its total.
    """
    sent = payment_file(stage, number)
    reference = sent.name.rsplit("-", 1)[0]
    transfers, folder = read_sent(sent).transfers, stage.folder / "from-the-banks"
    folder.mkdir(exist_ok=True)
    total = sum(one.amount_fen for one in transfers) + 100 * wrong_total
    path = folder / f"{number}{'-wrong' if wrong_total else ''}"
    if sent.suffix == XLSX:
        path = path.with_suffix(XLSX)
        book = openpyxl.Workbook()
        for row in _answers_piped(reference, transfers, failed, total):
            book.worksheets[0].append(row)
        book.save(path)
    else:
        path = path.with_suffix(".txt")
        if _is_comma(sent):
            rows = _answers_commas(reference, transfers, failed, total)
            lines = [",".join(row) for row in rows]
        else:
            lines = ["|".join(row) for row in _answers_piped(reference, transfers, failed, total)]
        path.write_bytes("".join(f"{line}\r\n" for line in lines).encode("gb18030"))
    return path.relative_to(stage.folder)


def _is_comma(sent: Path) -> bool:
    return sent.suffix != XML and b"|" not in sent.read_bytes()


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02}"


def _answers_piped(
    reference: str, transfers: list[Transfer], failed: Mapping[str, str], total: int
) -> list[list[str]]:
    count = str(len(transfers))
    rows = [[reference, count, _yuan(total)], ["序号", "账号", "户名", "金额", "结果", "原因"]]
    for one in transfers:
        result = ["失败", failed[one.account_name]] if one.account_name in failed else ["成功", ""]
        rows.append([one.serial, one.account_no, one.account_name, _yuan(one.amount_fen), *result])
    return [*rows, ["合计", count, _yuan(total)]]


def _answers_commas(
    reference: str, transfers: list[Transfer], failed: Mapping[str, str], total: int
) -> list[list[str]]:
    paid = [one for one in transfers if one.account_name not in failed]
    paid_total = sum(one.amount_fen for one in paid)
    rows = [[reference, str(len(transfers)), str(total), str(len(paid)), str(paid_total)]]
    for one in transfers:
        result = ["9999", failed[one.account_name]] if one not in paid else ["0000", ""]
        rows.append([one.serial, one.account_no, str(one.amount_fen), *result])
    return rows
