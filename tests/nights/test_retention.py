"""gc: what grants rest on stays, the rest goes, and a kill in between harms nothing."""

from __future__ import annotations

import fcntl
import json
import shutil
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from zhaoren import cli, retention
from zhaoren.durable import sha256_of
from zhaoren.errors import LedgerError, UsageError
from zhaoren.ledger import Draft, Ledger, Plan, perform
from zhaoren.ledger.store import default_url
from zhaoren.nightly import NightResult, run_night
from zhaoren.workspace import Workspace

from .inboxes import FIRST, Exports, files

LATER = FIRST + timedelta(days=200)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[NightResult]]:
    """A workspace after three nights of three different inboxes."""
    exports = Exports(tmp_path_factory.mktemp("gc") / "out")
    results = []
    for place in range(3):
        exports.technician(place + 1)
        results.append(exports.night(FIRST + timedelta(days=place), dry_run=True))
    Workspace(exports.out).make_newest(results[-1].run_dir)
    return exports.out, results


@pytest.fixture
def out(template: tuple[Path, list[NightResult]], tmp_path: Path) -> Path:
    return Path(shutil.copytree(template[0], tmp_path / "out"))


def collect(out: Path, *words: str, on: date = LATER) -> dict[str, Any]:
    said = ["gc", "--out", str(out), "--on", on.isoformat(), "--json", *words]
    done = CliRunner().invoke(cli.app, said, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def rest_on(out: Path, run_id: str, kind: str = "held") -> None:
    """Let a grant rest on a run."""
    data = {"grants": [], "reasons": {}, "run": run_id}
    draft = Draft(kind, FIRST, data)
    moment = datetime(2026, 11, 16, 2, tzinfo=ZoneInfo("Asia/Shanghai"))
    with Ledger(default_url(out)) as ledger:
        perform(ledger, "zibo", lambda *_: Plan([draft]), by="zhaoren", recorded_at=moment)


def runs(out: Path) -> list[str]:
    return sorted(path.name for path in (out / "runs" / "zibo").iterdir())


def test_a_run_that_is_young_or_the_newest_or_that_a_grant_rests_on_stays(
    out: Path, template: tuple[Path, list[NightResult]]
) -> None:
    first, second, newest = template[1]
    rest_on(out, first.run_id)
    assert collect(out, on=FIRST + timedelta(days=30))["runs"]["count"] == 0
    told = collect(out)
    assert (told["runs"]["count"], told["kept_runs"]) == (1, 2)
    assert runs(out) == [first.run_dir.name, newest.run_dir.name]
    named = {
        file["sha256"]
        for name in (first, newest)
        for file in json.loads(
            (out / "runs/zibo" / name.run_dir.name / "manifest.json").read_text()
        )["inputs"]
    }
    assert {path.name for path in (out / "snapshots").iterdir()} == named
    assert all(sha256_of(path) == path.name for path in (out / "snapshots").iterdir())
    assert second.run_dir.name not in runs(out)


def test_a_dry_run_says_what_would_go_and_how_much_and_deletes_nothing(out: Path) -> None:
    (out / "building" / "zibo-abc").mkdir(parents=True)
    (out / "building" / "zibo-abc" / "half.parquet").write_bytes(b"12345")
    before = files(out)
    told = collect(out, "--dry-run")
    assert told["runs"]["count"] == 2
    assert told["leftovers"]["bytes"] == 5
    assert files(out) == before | {"lock": b""}
    assert collect(out)["bytes"] == told["bytes"] > 10_000
    assert collect(out)["bytes"] == 0


def test_the_newest_run_needs_its_cache_and_reads_nothing_anew(
    out: Path, template: tuple[Path, list[NightResult]]
) -> None:
    collect(out)
    newest = template[1][-1].run_dir
    inbox = template[0].parent / "inbox-3"
    shutil.rmtree(out / "runs" / "zibo" / newest.name)
    kept = {path: path.stat().st_mtime_ns for path in (out / "cache").rglob("entry.json")}
    assert kept
    options = Exports(out).options(FIRST + timedelta(days=2), inbox=inbox)
    again = run_night(options)
    assert again.run_dir.name == newest.name
    assert {path: path.stat().st_mtime_ns for path in (out / "cache").rglob("entry.json")} == kept


def test_a_kill_between_renaming_and_deleting_leaves_nothing_half(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(_path: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(retention.shutil, "rmtree", killed)
        said = ["gc", "--out", str(out), "--on", LATER.isoformat()]
        assert CliRunner().invoke(cli.app, said).exit_code != 0
    assert len(runs(out)) == 1
    assert (out / "expired").is_dir()
    told = collect(out)
    assert told["leftovers"]["count"] == 2
    assert not [*(out / "expired").iterdir()] if (out / "expired").exists() else True


def test_gc_and_a_night_do_not_run_at_once(out: Path) -> None:
    with (out / "lock").open("a+", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        said = ["gc", "--out", str(out), "--on", LATER.isoformat()]
        done = CliRunner().invoke(cli.app, said)
    assert getattr(done.exception, "exit_code", None) == 4
    assert len(runs(out)) == 3


def test_without_the_ledger_that_the_runs_rest_on_nothing_expires(out: Path) -> None:
    manifest = next((out / "runs" / "zibo").glob("*/manifest.json"))
    said = json.loads(manifest.read_text("utf-8")) | {"ledger_head": "ab" * 32}
    manifest.write_text(json.dumps(said), encoding="utf-8")
    with pytest.raises(LedgerError, match="nobody can say what may expire"):
        collect(out)
    assert len(runs(out)) == 3


def test_a_run_that_cannot_be_read_is_kept_and_named(out: Path) -> None:
    manifest = sorted((out / "runs" / "zibo").glob("*/manifest.json"))[0]
    manifest.write_text("no", encoding="utf-8")
    told = collect(out)
    assert told["damaged_runs"] == [str(manifest.parent)]
    assert manifest.parent.is_dir()


def test_a_folder_that_is_no_workspace_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no workspace"):
        collect(tmp_path)
