"""`zhaoren near`, asked of a published run."""

from __future__ import annotations

import json
import shutil
import stat
from collections import Counter
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook
from rich.console import Console
from typer.testing import CliRunner

from zhaoren import cli
from zhaoren.cli.near import show
from zhaoren.cli.wrapping import width_of
from zhaoren.near import Wanted, near_of
from zhaoren.runs import open_run

from .conftest import Told

TECHNICIAN = "zibo/technician-2022"


@pytest.fixture(scope="session")
def zibo(towns: dict[str, Told]) -> Told:
    return towns["zibo"]


def typed(told: Told, *words: str) -> str:
    """What the command prints."""
    found = CliRunner().invoke(cli.app, ["near", "--out", str(told.out), *words])
    assert found.exit_code == 0, found.exception or found.output
    return found.output


def asked(told: Told, *words: str) -> dict[str, Any]:
    """What the command answers a program."""
    answer: dict[str, Any] = json.loads(typed(told, "--json", *words).splitlines()[-1])
    return answer


def test_near_misses_are_counted_by_policy_criterion_and_district(zibo: Told) -> None:
    told = {
        (one["policy_id"], one["criterion_id"], one["verdict"], one["district"]): one["candidates"]
        for one in asked(zibo)["groups"]
    }
    key = ("policy_id", "criterion_id", "verdict", "district")
    free = [row for row in zibo.near if row["standing_candidate_id"] is None]
    assert told == Counter(tuple(row[name] for name in key) for row in free)


def test_who_has_the_benefit_by_another_certificate_is_not_counted(zibo: Told) -> None:
    covered = [row for row in zibo.near if row["standing_candidate_id"] is not None]
    assert covered
    assert asked(zibo)["covered"] == len(covered)


def test_money_is_that_of_the_near_misses(zibo: Told) -> None:
    (one,) = asked(zibo, "--policy", TECHNICIAN, "--criterion", "registered")["groups"]
    assert (one["people"], one["candidates"]) == (4, 5)  # one has two certificates
    assert (one["amount_fen"], one["dated"], one["first_on"]) == (5 * 250_000, 3, "2026-11-28")


def test_what_is_due_is_that_of_the_days_asked_for(zibo: Told) -> None:
    days = {row["on_date"] for row in zibo.upcoming if row["policy_id"] == TECHNICIAN}
    assert max(days) > date(2026, 12, 1)
    few = asked(zibo, "--policy", TECHNICIAN, "--within", "11")
    assert few["until"] == "2026-12-01"
    assert {one["last_on"] for one in few["due"]} <= {
        f"{day}" for day in days if day <= date(2026, 12, 1)
    }
    assert sum(one["candidates"] for one in few["due"]) == sum(
        row["policy_id"] == TECHNICIAN and row["on_date"] <= date(2026, 12, 1)
        for row in zibo.upcoming
    )


def test_a_district_without_anybody_says_so(zibo: Told) -> None:
    said = typed(zibo, "--district", "张店", "--policy", "zibo/training-base")
    assert "没有只差一项的对象。" in said
    assert "没有将要到期的事项。" in said


def test_the_tables_fit_eighty_columns(zibo: Told) -> None:
    said = typed(zibo)
    assert "新引进新获得技师、高级技师补贴" in said
    assert max(map(width_of, said.splitlines())) <= 80


def test_the_parquet_holds_everybody_for_the_owner_alone(zibo: Told, tmp_path: Path) -> None:
    path = tmp_path / "near.parquet"
    typed(zibo, "--within", "366", "--parquet", str(path))
    rows = pq.read_table(path).to_pylist()
    assert len(rows) == len(zibo.near) + len(zibo.upcoming)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    (hired,) = (row for row in rows if row["person_id"] == zibo.who["hired"])
    assert (hired["kind"], hired["certain"], hired["person_name"]) == ("expected", False, "王建国")


def test_the_workbook_can_be_called_from(zibo: Told, tmp_path: Path) -> None:
    path = tmp_path / "near.xlsx"
    typed(zibo, "--xlsx", str(path))
    book = CalamineWorkbook.from_path(path)
    assert book.sheet_names == ["只差一项", "将要到期"]
    note, heading, *rows = book.get_sheet_by_name("只差一项").to_python()
    assert "未计限额" in note[0]
    assert heading[:6] == ["政策", "条件", "判断", "区县", "姓名", "公民身份号码"]
    assert len(rows) == sum(row["standing_candidate_id"] is None for row in zibo.near)
    hostile = [row for row in rows if row[5] == zibo.who["<script>"]]
    assert hostile
    assert not any(str(cell).startswith("=") for row in rows for cell in row)


@pytest.mark.parametrize("columns", [40, 60, 80])
def test_what_is_near_can_be_read_on_a_narrow_terminal(zibo: Told, columns: int) -> None:
    (folder,) = (zibo.out / "runs" / "zibo").iterdir()
    run = open_run(folder)
    with run.opened() as db:
        found = near_of(run, db, Wanted(None, None, None, 90))
    said = StringIO()
    show(Console(width=columns, file=said), found, "2026-11-20")
    lines = said.getvalue().splitlines()
    assert all(width_of(line) <= columns for line in lines)
    assert all(one.label in said.getvalue() for one in found.groups)
    assert len(lines) < 30 * len(found.groups)  # no column of a sign or two


@pytest.mark.parametrize(
    ("option", "value", "known"),
    [
        ("--policy", "zibo/nobody", TECHNICIAN),
        ("--criterion", "nothing", "registered"),
        ("--district", "东昌府", "张店"),
    ],
)
def test_what_is_not_there_is_refused_with_what_is(
    zibo: Told, option: str, value: str, known: str
) -> None:
    found = CliRunner().invoke(cli.app, ["near", "--out", str(zibo.out), option, value])
    assert value in str(found.exception)
    assert known in str(found.exception)


def test_a_run_from_before_is_told_from_an_empty_one(zibo: Told, tmp_path: Path) -> None:
    (run,) = (zibo.out / "runs" / "zibo").iterdir()
    older = tmp_path / run.name
    shutil.copytree(run, older)
    (older / "near.parquet").unlink()
    manifest = json.loads((older / "manifest.json").read_text(encoding="utf-8"))
    manifest["outputs"] = [one for one in manifest["outputs"] if one["path"] != "near.parquet"]
    (older / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    found = CliRunner().invoke(cli.app, ["near", "--run", str(tmp_path / run.name)])
    assert "older than this question" in str(found.exception)
