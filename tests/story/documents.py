"""Every document of the quarter is opened, and its figures are compared with those on paper."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import openpyxl
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from tests.story.banks import payment_file, read_sent
from tests.story.people import HEATING, PEOPLE
from tests.story.stage import Stage

NOTICES = {
    "N0001": (26, 143500, "壹拾肆万叁仟伍佰元整"),
    "N0002": (4, 9000, "玖仟元整"),
    "N0003": (1, 1000, "壹仟元整"),
}
"""Notice → grants, yuan, the same in capitals."""

APPLICATIONS = {
    ("F0001", "张店", "市级"): (18, 122500, 104500, "壹拾万肆仟伍佰元整"),
    ("F0002", "张店", "区县级"): (14, 36000, 18000, "壹万捌仟元整"),
    ("F0003", "临淄", "市级"): (4, 10500, 5250, "伍仟贰佰伍拾元整"),
    ("F0004", "临淄", "区县级"): (4, 10500, 5250, "伍仟贰佰伍拾元整"),
    ("F0005", "高新区", "市级"): (1, 2500, 2500, "贰仟伍佰元整"),
    ("F0006", "张店", "市级"): (3, 6500, 5000, "伍仟元整"),
    ("F0007", "张店", "区县级"): (1, 3000, 1500, "壹仟伍佰元整"),
    ("F0008", "临淄", "市级"): (1, 3000, 3000, "叁仟元整"),
    ("F0009", "高新区", "市级"): (1, 2500, 2500, "贰仟伍佰元整"),
    ("F0010", "张店", "市级"): (1, 1000, 1000, "壹仟元整"),
}
"""Number, district, payer → grants, their whole worth, what is asked of the payer, in capitals."""

REVIEWED = {"technician-2021": (18, 47000, 2), "new-star": (1, 1000, 0), "platform": (1, 80000, 0)}

Row = tuple[object, ...]


def rows_of(path: Path) -> Iterator[list[Row]]:
    """The sheets of a workbook, each as its rows."""
    for sheet in openpyxl.load_workbook(path).worksheets:
        yield list(sheet.iter_rows(values_only=True))


def table(rows: list[Row], heading: str) -> list[dict[str, object]]:
    """The rows under the headings that have a serial, by heading."""
    head = next(place for place, row in enumerate(rows) if heading in row)
    names = [str(cell) for cell in rows[head]]
    found = [dict(zip(names, row, strict=True)) for row in rows[head + 1 :]]
    return [row for row in found if isinstance(row["序号"], int)]


def total(found: list[dict[str, object]], column: str) -> Decimal:
    """The sum of a column of amounts in yuan."""
    return sum((Decimal(str(row[column])) for row in found), Decimal())


def check(stage: Stage) -> int:
    """All documents of the workspace; how many there are."""
    folder = stage.out / "documents" / "zibo"
    checked = [
        *_review_list(folder),
        *_notices(folder),
        *_applications(folder),
        *_held_list(folder),
    ]
    written = sorted(path.name for path in folder.iterdir())
    assert sorted(path.name for path in checked) == written
    batches = [_roster(stage, number) for number in stage.book().batches]
    return len(written) + len(batches)


def _review_list(folder: Path) -> Iterator[Path]:
    (path,) = folder.glob("R0001-*.xlsx")
    sheets = [table(rows, "意见") for rows in rows_of(path)]
    found = sorted(
        (
            len([row for row in rows if str(row["编号"]).startswith("G")]),
            int(total([row for row in rows if row["编号"] != "待核实"], "金额（元）")),
            len([row for row in rows if row["编号"] == "待核实"]),
        )
        for rows in sheets
    )
    assert found == sorted(REVIEWED.values())
    yield path


def _notices(folder: Path) -> Iterator[Path]:
    for number, (count, yuan, capitals) in NOTICES.items():
        path = folder / f"{number}-公示名单.xlsx"
        (rows,) = rows_of(path)
        found = table(rows, "证书编号")
        assert len(found) == count, path.name
        assert total(found, "金额（元）") == yuan, path.name
        told = f"合计：{count}笔，{yuan:,}.00元，大写：{capitals}"
        text = "\n".join(str(cell) for row in rows for cell in row if cell is not None)
        page = path.with_suffix(".html")
        html = page.read_text(encoding="utf-8")
        for shown in (text, html):
            assert told in shown, f"{path.name}: no {told}"
            _names_nobody_too_closely(shown)
        yield path
        yield page


def _names_nobody_too_closely(shown: str) -> None:
    """No citizen number, no account; an organisation's credit code may stand there."""
    for person in PEOPLE:
        assert person.number not in shown
        assert person.account_no not in shown
    assert set(re.findall(r"(?<!\w)\d{17}[\dX](?!\w)", shown)) <= {HEATING.code}


def _applications(folder: Path) -> Iterator[Path]:
    for (number, district, payer), (count, worth, asked, capitals) in APPLICATIONS.items():
        path = folder / f"{number}-资金申请表-{district}-{payer}.xlsx"
        (rows,) = rows_of(path)
        found = table(rows, "本次申请（元）")
        assert sum(int(str(row["人次"])) for row in found) == count, path.name
        assert total(found, "补贴总额（元）") == worth, path.name
        assert total(found, "本次申请（元）") == asked, path.name
        text = "\n".join(str(cell) for row in rows for cell in row if cell is not None)
        assert f"本次申请资金合计：{asked:,}.00元，大写：{capitals}" in text, path.name
        yield path


def _held_list(folder: Path) -> Iterator[Path]:
    path = folder / "2026-10-09-暂缓发放名单.xlsx"
    (rows,) = rows_of(path)
    (row,) = table(rows, "暂缓原因")
    assert row["姓名（名称）"] == "何小军"
    assert (row["金额（元）"], row["暂缓原因"]) == (2500, "没有收款账户")
    yield path


def _roster(stage: Stage, number: str) -> Path:
    """The roster of a batch says what its bank file says; both signatures are on the manifest."""
    path = stage.out / "payments" / "zibo" / number / f"发放花名册-zibo-{number}.xlsx"
    (rows,) = rows_of(path)
    found = table(rows, "账号")
    sent = read_sent(payment_file(stage, number))
    assert [(row["账号"], row["户名"]) for row in found] == [
        (one.account_no, one.account_name) for one in sent.transfers
    ]
    assert total(found, "金额（元）") * 100 == sent.total_fen
    manifest = path.with_name("manifest.json").read_bytes()
    said = json.loads(manifest)
    assert (said["rows"], said["total_fen"]) == (sent.count, sent.total_fen)
    signed = set()
    for role in ("prepare", "release"):
        key = load_pem_public_key(path.with_name(f"manifest.{role}.pub").read_bytes())
        assert isinstance(key, Ed25519PublicKey)
        key.verify(path.with_name(f"manifest.{role}.sig").read_bytes(), manifest)
        signed.add(key.public_bytes_raw())
    assert len(signed) == 2
    return path
