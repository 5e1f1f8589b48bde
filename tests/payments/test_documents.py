"""Rosters and held lists, opened as an office would open them."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from zhaoren.payments.batches import make_batches
from zhaoren.payments.layouts import Banks
from zhaoren.payments.lines import Line
from zhaoren.payments.prepare import Prepared, write_payments
from zhaoren.payments.sheets import neutral

DAY = date(2026, 11, 20)


@pytest.fixture
def lines(line: Callable[..., Line]) -> list[Line]:
    return [
        line(1),
        line(2, payee_name="=HYPERLINK(1)", account_name="李𠮷", amount_fen=300_000),
        line(3, hold_reason="account_name_differs", payee_name="+86"),
    ]


def write(folder: Path, lines: list[Line], banks: Banks) -> Prepared:
    batches, held = make_batches(lines, banks, "zibo", DAY)
    return write_payments(
        folder,
        batches,
        held,
        city=("zibo", "淄博市"),
        as_of=DAY,
        levels={"technician": "技师"},
    )


def test_all_files_are_marked_as_proposals(
    tmp_path: Path, lines: list[Line], banks: Callable[..., Banks]
) -> None:
    prepared = write(tmp_path / "p", lines, banks())
    names = sorted(path.name for path in (tmp_path / "p").iterdir())
    assert len(names) == 5
    assert all(name.startswith("未审核-") for name in names)
    assert (prepared.batches, prepared.grants, prepared.total_fen) == (1, 2, 550_000)
    assert prepared.held == {"account_name_differs": 1}
    assert set(prepared.rows) == {name for name in names if not name.endswith(".json")}


def test_the_manifest_tells_of_the_file_beside_it(
    tmp_path: Path, lines: list[Line], banks: Callable[..., Banks]
) -> None:
    write(tmp_path / "p", lines, banks())
    (path,) = (tmp_path / "p").glob("*.manifest.json")
    manifest = json.loads(path.read_text(encoding="utf-8"))
    content = (path.parent / manifest["file"]).read_bytes()
    assert manifest["sha256"] == hashlib.sha256(content).hexdigest()
    assert (manifest["rows"], manifest["total_fen"]) == (2, 550_000)
    assert [grant["candidate_id"] for grant in manifest["grants"]] == ["00001|P", "00002|P"]
    assert "未审核" in manifest["status"]
    assert manifest["batch_id"] in content.decode("gb18030").split("\r\n", maxsplit=1)[0]


def test_the_roster_opens_and_adds_up(
    tmp_path: Path, lines: list[Line], banks: Callable[..., Banks]
) -> None:
    write(tmp_path / "p", lines, banks())
    (path,) = (tmp_path / "p").glob("*发放花名册*.xlsx")
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert "未审核" in str(rows[0][0])
    heading = next(row for row in rows if row[0] == "序号")
    first, second = (dict(zip(heading, row, strict=True)) for row in rows if row[0] in (1.0, 2.0))
    assert first["公民身份号码（信用代码）"] == "37030319800101001X"
    assert first["账号"] == "6222020000000000001"
    assert first["等级"] == "技师"
    assert second["户名"] == "李𠮷"
    assert (first["金额（元）"], second["金额（元）"]) == (2500, 3000)
    total = next(str(row[0]) for row in rows if str(row[0]).startswith("合计"))
    assert total == "合计：2人次，5,500.00元，大写：伍仟伍佰元整"


def test_no_cell_starts_a_formula(
    tmp_path: Path, lines: list[Line], banks: Callable[..., Banks]
) -> None:
    write(tmp_path / "p", lines, banks())
    for path in (tmp_path / "p").glob("*.xlsx"):
        for row in openpyxl.load_workbook(path).worksheets[0].iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert not str(cell.value or "").startswith(("=", "+", "-", "@", "\t"))
    (path,) = (tmp_path / "p").glob("*.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        (held,) = csv.DictReader(file)
    assert held["姓名（名称）"] == "'+86"
    assert held["暂缓原因"] == "户名与姓名（名称）不一致"


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", " =1", "＝1", "\r1", "－1"])
def test_a_formula_is_neutralised(text: str) -> None:
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "王伟", "1-2", "a=b", "'=1"])
def test_other_text_is_left_alone(text: str) -> None:
    assert neutral(text) == text


def test_writing_again_gives_the_same_bytes(
    tmp_path: Path, lines: list[Line], banks: Callable[..., Banks]
) -> None:
    for name in ("a", "b"):
        write(tmp_path / name, lines, banks())
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


def test_nothing_due_leaves_an_empty_held_list(tmp_path: Path, banks: Callable[..., Banks]) -> None:
    prepared = write(tmp_path / "p", [], banks())
    assert (prepared.batches, prepared.total_fen, dict(prepared.held)) == (0, 0, {})
    assert len(list((tmp_path / "p").iterdir())) == 2
