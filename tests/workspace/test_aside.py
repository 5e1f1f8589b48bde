"""Folders aside: gone with who made them, also if that one was killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from zhaoren.aside import PREFIX, folder_aside, remove_abandoned
from zhaoren.workspace import Workspace

HOLDS = "from zhaoren.aside import folder_aside as f\nwith f() as x: print(x, flush=True); input()"


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's temporary files of this test."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_a_folder_is_for_its_owner_alone_and_gone_afterwards(temporary: Path) -> None:
    with folder_aside() as folder:
        (folder / "facts.parquet").touch()
        assert folder.parent == temporary
        assert folder.stat().st_mode & 0o777 == 0o700
    assert list(temporary.iterdir()) == []


def test_what_a_killed_process_left_is_removed_and_what_is_in_use_stays(temporary: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(temporary)},
    ) as other:
        assert other.stdout is not None
        theirs = Path(other.stdout.readline().decode().strip())
        with folder_aside() as ours:
            remove_abandoned()
            assert (theirs.is_dir(), ours.is_dir()) == (True, True)
            other.send_signal(signal.SIGKILL)
            other.wait()
            remove_abandoned()
            assert (theirs.is_dir(), ours.is_dir()) == (False, True)


def test_the_next_night_removes_what_was_left(temporary: Path) -> None:
    left, unlike = temporary / f"{PREFIX}abc", temporary / "zhaoren-notes"
    left.mkdir()
    unlike.mkdir()
    (temporary / f"{PREFIX}link").symlink_to(unlike)
    with Workspace(temporary / "out").locked():
        assert not left.exists()
    assert unlike.is_dir()
