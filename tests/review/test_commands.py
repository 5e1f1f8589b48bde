"""The commands as they are typed: files where they belong, for their owner alone."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from tests.ledger_builder import Office, people
from tests.review.desk import Desk, all_agreed, fill
from zhaoren import cli
from zhaoren.errors import LedgerError, RuleError, UsageError

ON = ("--on", "2026-09-14")
DISTRICT = ("--stage", "district", "--district", "张店")


def zhaoren(desk: Desk, *words: str, by: str | None = "张经办") -> Result:
    """Type a command."""
    who = ("--by", by) if by else ()
    where = ("--city", "zibo", "--out", str(desk.office.out))
    done = CliRunner().invoke(cli.app, [*words, *where, *who])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def documents(desk: Desk) -> dict[str, bytes]:
    """What lies in the folder of documents."""
    folder = desk.office.out / "documents" / "zibo"
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def fill_in(desk: Desk, name: str, count: int) -> str:
    """The list of that name, agreed to in every row."""
    return str(fill(desk.office.out / "documents" / "zibo" / name, all_agreed(count)))


def test_from_the_list_to_the_notice(desk: Desk) -> None:
    listed = zhaoren(desk, "review", "list", *DISTRICT, *ON, "--json")
    told = json.loads(listed.stdout)
    assert told["events"] == ["round_listed"]
    assert told["files"] == [str(desk.office.out / "documents/zibo/R0001-初审名单-张店.xlsx")]
    zhaoren(desk, "review", "import", fill_in(desk, "R0001-初审名单-张店.xlsx", 4), *ON)
    approve = ("review", "approve", "--stage", "city", "--district", "张店", *ON)
    assert "整体同意3笔，7,500.00元" in zhaoren(desk, *approve, by="李复核").stdout
    published = zhaoren(desk, "notice", "publish", *ON, by="李复核")
    assert "N0001-公示名单.html" in published.stdout
    assert "账本最新哈希" in published.stdout
    object_ = ("notice", "object", "N0001/2", "--reason", "不在岗", *ON)
    assert "异议J0001：G0000002" in zhaoren(desk, *object_).stdout
    decide = ("notice", "decide", "J0001", "--outcome", "dismissed", "--reason", "在岗", *ON)
    assert "不成立，继续办理" in zhaoren(desk, *decide, by="李复核").stdout
    for command in (approve, object_, decide, ("notice", "publish", *ON)):
        assert "没有变化" in zhaoren(desk, *command, by="李复核").stdout


def test_files_that_are_missing_are_written_again_and_the_same(desk: Desk) -> None:
    desk.office.do(lambda book, _: _moved(book, "district_approved"))
    desk.office.do(lambda book, _: _moved(book, "city_approved"))
    zhaoren(desk, "notice", "publish", *ON, "--contact", "职建科")
    before = documents(desk)
    assert list(before) == ["N0001-公示名单.html", "N0001-公示名单.xlsx"]
    assert "职建科" in before["N0001-公示名单.html"].decode()
    for again in (("notice", "publish", *ON), ("notice", "write", "N0001")):
        shutil.rmtree(desk.office.out / "documents")
        zhaoren(desk, *again, by="李" if again[1] == "publish" else None)
        assert documents(desk) == before


def test_documents_are_their_owners_alone(desk: Desk) -> None:
    zhaoren(desk, "review", "list", *DISTRICT, *ON)
    folder = desk.office.out / "documents" / "zibo"
    assert [oct(path.stat().st_mode & 0o777) for path in (folder, *folder.iterdir())] == [
        "0o700", "0o600",
    ]  # fmt: skip


def test_a_dry_run_writes_nothing(desk: Desk) -> None:
    done = zhaoren(desk, "review", "list", *DISTRICT, *ON, "--dry-run")
    assert "试运行：将记入 1 条事件，未记账。" in done.stdout
    zhaoren(desk, "notice", "publish", *ON, "--dry-run")
    assert not (desk.office.out / "documents").exists()


def test_a_day_beyond_the_known_years_is_refused(desk: Desk) -> None:
    with pytest.raises(RuleError, match="2031 are not known"):
        zhaoren(desk, "notice", "publish", "--on", "2031-09-14")


def test_what_is_not_there_is_said(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no district of that name"):
        zhaoren(desk, "review", "list", "--stage", "district", "--district", "张甸", *ON)
    with pytest.raises(LedgerError, match="no notice of that number"):
        zhaoren(desk, "notice", "write", "N0007", by=None)
    assert zhaoren(desk, "review", "import", str(tmp_path / "none.xlsx"), *ON).exit_code == 2


def test_a_run_without_findings_is_said(tmp_path: Path) -> None:
    desk = Desk(Office(tmp_path))
    desk.office.find(people(1))
    desk.publish()
    assert desk.run is not None
    (desk.run.folder / "findings.parquet").unlink()
    with pytest.raises(LedgerError, match=r"has no findings\.parquet"):
        zhaoren(desk, "review", "list", *DISTRICT, *ON)


def _moved(book, kind: str):
    from zhaoren.ledger import Draft, Plan

    return Plan([Draft(kind, book.last_night, {"grants": list(book.grants)})])
