"""`zhaoren ledger`, `grant` and `recovery` as they are typed."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from tests.ledger.samples import CITY, do, drafts, find, moved, run, small, tampering
from zhaoren import cli
from zhaoren.errors import LedgerError, UsageError
from zhaoren.ledger import Ledger
from zhaoren.ledger.store import default_url

G1, G2 = "G0000001", "G0000002"
NUMBER = "370303199001010038"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    with Ledger(default_url(tmp_path)) as ledger:
        small(ledger)
    return tmp_path


def zhaoren(*words: str, code: int = 0, **more: Any) -> Result:
    found = CliRunner().invoke(cli.app, list(words), **more)
    error = found.exception
    own = getattr(error, "exit_code", found.exit_code)
    assert own == code, (found.output, error)
    return found


def answer(*words: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(zhaoren(*words, "--json").output.splitlines()[-1])
    return told


def newest(out: Path) -> str:
    return zhaoren("ledger", "head", "--city", CITY, "--out", str(out)).output.strip()


def publish(out: Path, run_name: str, head: object, city: str = CITY) -> None:
    """A run's manifest, as far as the ledger reads it."""
    folder = out / "runs" / city / run_name
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(json.dumps({"ledger_head": head}))


def test_a_sound_ledger_is_told_with_its_counts(out: Path) -> None:
    head = newest(out)
    told = zhaoren("ledger", "verify", "--out", str(out), "--head", head.upper()).output
    assert "zibo: 5 events, 3 grants, 3 parties, 0 particulars erased: sound" in told
    assert f"zibo: head {head}" in told
    found = answer("ledger", "verify", "--out", str(out))
    assert (found["ok"], found["findings"], found["cities"][0]["events"]) == (True, [], 5)


def test_damage_ends_with_5_and_is_named(out: Path) -> None:
    with tampering(default_url(out)) as db:
        run(db, "update event set hash = 'x' where seq = 2")
    told = zhaoren("ledger", "verify", "--out", str(out), code=5)
    assert "zibo event 2: its body is not what its hash says" in str(told.exception)
    told = zhaoren("ledger", "verify", "--out", str(out), "--json", code=5)
    assert json.loads(told.output.splitlines()[-1])["ok"] is False


def test_a_kept_head_that_is_missing(out: Path) -> None:
    told = zhaoren("ledger", "verify", "--out", str(out), "--head", "ab" * 32, code=5)
    assert "(--head) is missing: none of the 5 events has it" in str(told.exception)


def test_a_head_of_any_city_will_do(out: Path) -> None:
    with Ledger(default_url(out)) as ledger:
        small(ledger, "rizhao")
    zhaoren("ledger", "verify", "--out", str(out), "--head", newest(out))
    told = zhaoren("ledger", "verify", "--out", str(out), "--head", "ab" * 32, code=5)
    assert "is in no city's chain" in str(told.exception)
    zhaoren(
        "ledger", "verify", "--out", str(out), "--city", "rizhao", "--head", newest(out), code=5
    )


def test_the_heads_of_published_runs_are_compared(out: Path) -> None:
    publish(out, "2026-11-20-aaaaaaaaaaaa", newest(out))
    publish(out, "2026-11-19-bbbbbbbbbbbb", "0" * 64)
    zhaoren("ledger", "verify", "--out", str(out))
    publish(out, "2026-11-21-cccccccccccc", "cd" * 32)
    told = zhaoren("ledger", "verify", "--out", str(out), code=5)
    assert "(run 2026-11-21-cccccccccccc) is missing: event 5 is the last" in str(told.exception)


def test_a_city_that_only_runs_know_is_checked_too(out: Path) -> None:
    publish(out, "2026-11-20-aaaaaaaaaaaa", "ef" * 32, "rizhao")
    told = zhaoren("ledger", "verify", "--out", str(out), code=5)
    assert "rizhao: the head " in str(told.exception)
    assert "it was emptied" in str(told.exception)


def test_a_ledger_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    for words in (["verify"], ["head", "--city", CITY], ["show", G1, "--city", CITY]):
        told = zhaoren("ledger", *words, "--out", str(tmp_path / "x"), code=5)
        assert "There is no ledger at" in str(told.exception)
    assert not (tmp_path / "x").exists()


def test_the_history_of_a_grant(out: Path) -> None:
    where = ("--city", CITY, "--out", str(out))
    reason = ("--by", "李四", "--on", "2026-12-01", "--reason", "复核后更正")
    zhaoren("grant", "reopen", G2, *where, *reason)
    told = zhaoren("ledger", "show", G2, *where).output
    assert "金额 2,500.00 元：市级 2,500.00 元，区县级 0.00 元；区县 张店" in told
    assert "状态 待区县初审（自 2026-12-01）" in told
    lines = [line for line in told.splitlines() if line.startswith("20")]
    assert [line.split("  ")[1][:4] for line in lines] == ["夜间认定", "审核不予", "重新启动"]
    assert "李四，记于" in lines[-1]
    assert "说明：复核后更正" in told
    found = answer("ledger", "show", G2, *where)
    assert [one["kind"] for one in found["events"]] == ["found", "rejected", "reopened"]
    assert found["events"][-1]["notes"] == ["复核后更正"]
    assert (found["state"], found["amount_fen"], found["batch"]) == ("found", 250_000, None)


def test_the_history_of_a_grant_that_nobody_knows(out: Path) -> None:
    told = zhaoren("ledger", "show", "G0000009", "--city", CITY, "--out", str(out), code=5)
    assert "There is no grant G0000009" in str(told.exception)


@pytest.mark.parametrize("name", ["--party", "--person"])
def test_erasing(out: Path, name: str) -> None:
    who = {"--party": "P0000002", "--person": NUMBER}[name]
    words = ("ledger", "erase", "--city", CITY, "--out", str(out), "--by", "王五", name, who,
             "--reason", "保管期满", "--on")  # fmt: skip
    told = zhaoren(*words, "2031-11-20", code=5)
    assert "G0000002 (kept to 2031-11-20)" in str(told.exception)
    assert "试运行" in zhaoren(*words, "2031-11-21", "--dry-run").output
    assert "已清除 P0000002" in zhaoren(*words, "2031-11-21").output
    assert "没有变化" in zhaoren(*words, "2031-11-21").output
    told = zhaoren("ledger", "verify", "--out", str(out))
    assert "2 particulars erased: sound" in told.output
    shown = zhaoren("ledger", "show", G2, "--city", CITY, "--out", str(out)).output
    assert NUMBER not in shown


def test_a_number_may_be_asked_for(out: Path) -> None:
    words = ("ledger", "erase", "--city", CITY, "--out", str(out), "--by", "王五", "--person", "-",
             "--reason", "保管期满", "--on", "2031-11-21")  # fmt: skip
    told = zhaoren(*words, input=f"{NUMBER}\n")
    assert "已清除 P0000002" in told.output
    assert NUMBER not in told.output


def test_erasing_needs_one_name(out: Path) -> None:
    words = ("ledger", "erase", "--city", CITY, "--out", str(out), "--by", "王五", "--reason", "x")
    for more in ((), ("--party", "P0000001", "--person", "1")):
        assert isinstance(zhaoren(*words, *more, code=2).exception, UsageError)


def test_settling_needs_one_answer(out: Path) -> None:
    words = ("grant", "settle", G1, "--city", CITY, "--out", str(out), "--by", "王五")
    for more in ((), ("--accept", "--keep")):
        told = zhaoren(*words, "--reason", "x", *more, code=2)
        assert isinstance(told.exception, UsageError)
    told = zhaoren(*words, "--reason", "x", "--keep", code=5)
    assert "has no conflict" in str(told.exception)


def test_a_dry_run_tells_and_records_nothing(out: Path) -> None:
    before = newest(out)
    words = ("grant", "reopen", G2, "--city", CITY, "--out", str(out), "--by", "王五")
    found = answer(*words, "--reason", "更正", "--dry-run")
    assert (found["events"], found["dry_run"]) == (["reopened"], True)
    assert newest(out) == before


def test_a_recovery_is_told_in_yuan(out: Path) -> None:
    where = ("--city", CITY, "--out", str(out), "--by", "王五")
    told = zhaoren("recovery", "close", G1, "--amount", "2500.00", *where, code=5)
    assert "is city_approved" in str(told.exception)
    told = zhaoren("recovery", "close", G1, "--amount", "2,500", *where, code=2)
    assert isinstance(told.exception, UsageError)
    for command in ("open", "dismiss"):
        told = zhaoren("recovery", command, G1, "--reason", "退汇", *where, code=5)
        assert isinstance(told.exception, LedgerError)


def test_a_whole_night_of_many_faults_is_cut_short(out: Path) -> None:
    with Ledger(default_url(out)) as ledger:
        do(ledger, find(*(str(number) for number in range(200)), on=date(2026, 11, 21)))
        do(ledger, drafts(moved("rejected", "G0000100")))
    with tampering(default_url(out)) as db:
        run(db, "delete from particulars")
    told = str(zhaoren("ledger", "verify", "--out", str(out), code=5).exception)
    assert "faults; the ledger is not what was recorded" in told
    assert len(told.splitlines()) == 102
