"""The workspace: one lock, private files, and runs that appear in one step."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from zhaoren.engine import connect
from zhaoren.errors import LockedError, UsageError
from zhaoren.workspace import Workspace

RUN_ID = "ab" * 32
DAY = date(2026, 11, 20)
HOLD = """
import sys
from pathlib import Path
from zhaoren.workspace import Workspace
with Workspace(Path(sys.argv[1])).locked():
    print("locked", flush=True)
    sys.stdin.read()
"""


def build(workspace: Workspace, run_id: str = RUN_ID) -> Path:
    building = workspace.building_dir("zibo", run_id)
    (building / "payments").mkdir(parents=True)
    (building / "payments" / "file.txt").write_text("x", encoding="utf-8")
    run_dir = workspace.run_dir("zibo", DAY, run_id)
    workspace.publish(building, run_dir)
    return run_dir


def test_a_second_process_is_turned_away_and_told_by_whom(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "locked\n"
        with (
            pytest.raises(LockedError, match=f"process {holder.pid} holds") as error,
            Workspace(tmp_path).locked(),
        ):
            pass
        assert error.value.exit_code == 4
        holder.kill()
    with Workspace(tmp_path).locked():  # a killed holder holds nothing
        pass


def test_the_same_process_may_take_the_lock_again(tmp_path: Path) -> None:
    with Workspace(tmp_path).locked(), Workspace(tmp_path).locked():
        assert (tmp_path / "runs").is_dir()


def test_the_next_run_removes_what_a_killed_one_left(tmp_path: Path) -> None:
    (tmp_path / "building" / "zibo-abc").mkdir(parents=True)
    (tmp_path / "spill").mkdir()
    (tmp_path / "spill" / "duckdb_temp.tmp").write_bytes(b"person")
    with Workspace(tmp_path).locked():
        assert not any((tmp_path / "building").iterdir())
        assert not any((tmp_path / "spill").iterdir())


def test_files_are_for_the_owner_alone(tmp_path: Path) -> None:
    out = tmp_path / "out"
    workspace = Workspace(out)
    with workspace.locked():
        build(workspace)
    for path in (out, *out.rglob("*")):
        assert path.stat().st_mode & 0o077 == 0, path


def test_the_last_run_of_a_city_is_known(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    with workspace.locked():
        assert workspace.last_run_dir("zibo") is None
        first = build(workspace)
        assert workspace.last_run_dir("zibo") == first
        second = build(workspace, "cd" * 32)
    assert workspace.last_run_dir("zibo") == second
    assert workspace.last_run_dir("rizhao") is None


def test_a_run_that_was_announced_but_never_appeared_is_not_the_last(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    with workspace.locked():
        first = build(workspace)
    names = ["2026-11-21-never", first.name]
    (tmp_path / "published" / "zibo.json").write_text(json.dumps(names), encoding="utf-8")
    assert workspace.last_run_dir("zibo") == first


@pytest.mark.parametrize("limit", ["much", "3", "３GB", ""])
def test_a_memory_limit_that_is_none_is_wrong_usage(tmp_path: Path, limit: str) -> None:
    with pytest.raises(UsageError, match="as 3GB or 700MB"):
        connect(tmp_path, memory_limit=limit, threads=1)
