"""`zhaoren fund` and `zhaoren status` on a real ledger, and the form that an office gets."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from rich.cells import cell_len
from typer.testing import CliRunner

from tests.ledger_builder import Office
from zhaoren import cli
from zhaoren.errors import LedgerError, UsageError
from zhaoren.ledger.lifecycle import State

NAME = "王伟"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Two cleared grants in Zhangdian, one paid for by the city alone in Boshan."""
    made = Office(tmp_path)
    made.found_grants(2, State.CLEARED)
    made.found_grants(1, State.CLEARED, district="博山", city_fen=300_000, district_fen=0)
    return made


def run(office: Office, *words: str) -> str:
    place = ["--city", "zibo", "--out", str(office.out)]
    done = CliRunner().invoke(cli.app, [*words, *place], catch_exceptions=True)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.output


def request(office: Office, *words: str) -> str:
    return run(office, "fund", "request", "--by", "王会计", "--on", "2026-09-22", *words)


def arrive(office: Office, application: str, amount: str, *words: str) -> str:
    told = ["--amount", amount, "--by", "王会计", "--on", "2026-09-24", *words]
    return run(office, "fund", "arrive", application, *told)


def forms(office: Office) -> dict[str, bytes]:
    folder = office.out / "documents" / "zibo"
    return {path.name: path.read_bytes() for path in sorted(folder.glob("F*.xlsx"))}


def test_a_request_writes_a_form_for_each_district_and_payer(office):
    said = request(office)
    assert "F0001 张店 市级：2 人次，2,500.00 元" in said
    assert list(forms(office)) == [
        "F0001-资金申请表-张店-市级.xlsx",
        "F0002-资金申请表-张店-区县级.xlsx",
        "F0003-资金申请表-博山-市级.xlsx",
    ]
    assert {grant.state for grant in office.book.grants.values()} == {State.REQUESTED}


def test_the_form_has_counts_shares_and_the_sum_in_capitals_and_names_nobody(office):
    request(office)
    path = office.out / "documents" / "zibo" / "F0001-资金申请表-张店-市级.xlsx"
    cells = [[cell.value for cell in row] for row in load_workbook(path).active.iter_rows()]
    assert cells[0][0] == "淄博市技能人才补贴资金申请表"
    assert cells[1][0] == ("申请编号 F0001    区县 张店    出资方 市级财政    申请日期 2026-09-22")
    assert cells[3][2:] == ["技师", 2, 5000, 2500, 2500, 2500, "贰仟伍佰元整"]
    assert cells[4][1:] == ["合计", "", 2, 5000, 2500, 2500, 2500, "贰仟伍佰元整"]
    assert cells[5][0] == "本次申请资金合计：2,500.00元，大写：贰仟伍佰元整"
    assert cells[6][0].split() == ["编制：", "复核：", "审批：", "日期："]
    assert NAME not in str(cells)


def test_forms_are_the_owners_alone_and_the_same_bytes_when_written_again(office):
    request(office)
    first = forms(office)
    path = office.out / "documents" / "zibo" / "F0003-资金申请表-博山-市级.xlsx"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    path.unlink()
    run(office, "fund", "write", "F0003")
    assert forms(office) == first


def test_the_form_stays_as_it_was_sent_whatever_becomes_of_its_grants(office):
    request(office)
    first = forms(office)
    name = office.book.applications["F0001"].grants[0]
    office.record("held", grants=[name], reasons={name: ["deceased"]})
    office.record("rejected", grants=[name])
    for path in (office.out / "documents" / "zibo").glob("F*"):
        path.unlink()
    for application in ("F0001", "F0002", "F0003"):
        run(office, "fund", "write", application)
    assert forms(office) == first


def test_requesting_again_writes_only_the_forms_that_are_missing(office):
    request(office)
    first = forms(office)
    folder = office.out / "documents" / "zibo"
    (folder / "F0003-资金申请表-博山-市级.xlsx").unlink()
    (folder / "F0001-资金申请表-张店-市级.xlsx").write_bytes(b"filled in")
    head = office.book.head
    said = request(office)
    assert "没有变化" in said
    assert "F0003-资金申请表" in said
    assert office.book.head == head
    assert forms(office) == {**first, "F0001-资金申请表-张店-市级.xlsx": b"filled in"}


def test_a_dry_run_tells_and_leaves_nothing_behind(office):
    head = office.book.head
    assert "试运行" in request(office, "--dry-run")
    assert office.book.head == head
    assert not (office.out / "documents" / "zibo").exists() or forms(office) == {}


def test_funds_that_arrive_are_told_with_the_day_by_which_to_pay(office):
    request(office)
    said = arrive(office, "F0003", "3000.00")
    assert "应于 2026-10-09 前发放" in said
    head = office.book.head
    assert "没有变化" in arrive(office, "F0003", "3000.00")
    assert office.book.head == head


@pytest.mark.parametrize(
    ("application", "amount", "error"),
    [
        ("F0003", "2999.99", LedgerError),
        ("F0003", "3000.000", UsageError),
        ("F0003", "3,000.00", UsageError),
        ("F0009", "3000.00", LedgerError),
    ],
)
def test_another_amount_or_application_is_refused_and_nothing_recorded(
    office, application, amount, error
):
    request(office)
    head = office.book.head
    with pytest.raises(error):
        arrive(office, application, amount)
    assert office.book.head == head


def test_an_unknown_form_is_refused(office):
    with pytest.raises(LedgerError, match="no application F0001"):
        run(office, "fund", "write", "F0001")


def test_status_fits_a_terminal_and_names_nobody(office):
    request(office)
    arrive(office, "F0001", "2500.00")
    said = run(office, "status", "--as-of", "2026-09-30")
    assert max(cell_len(line) for line in said.splitlines()[:-1]) <= 80
    assert "区县级财政" in said
    assert "F0002 张店" in said
    assert NAME not in said
    assert office.book.head in said


def test_status_as_json_has_everything(office):
    request(office)
    for application, amount in (("F0001", "2500"), ("F0002", "2500.0"), ("F0003", "3000")):
        arrive(office, application, amount)
    found = json.loads(run(office, "status", "--as-of", "2026-10-10", "--json"))
    assert found["money"]["arrived"] == found["money"]["unpaid"] == 800_000
    assert [one["title"] for one in found["states"]] == ["待编制发放批次"]
    (due,) = found["due"]
    assert (due["day"], due["days_left"], len(due["grants"])) == ("2026-10-09", -1, 3)
    assert found["as_of"] == date(2026, 10, 10).isoformat()
    assert NAME not in json.dumps(found, ensure_ascii=False)


def test_status_makes_no_ledger_where_there_is_none(tmp_path):
    with pytest.raises(LedgerError, match="no ledger"):
        run(Office(tmp_path), "status")
    assert not list(tmp_path.iterdir())
