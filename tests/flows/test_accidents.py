"""Kill -9 and full disks: nothing is half published, and the next run succeeds."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from zhaoren.errors import ZhaorenError
from zhaoren.nightly import NightResult, run_night

from .conftest import options_for

PROJECT = Path(__file__).parents[2]
RUN = """
import os, resource, signal, sys, threading
from pathlib import Path
from tests.flows.conftest import options_for
import zhaoren.nightly as nightly
from zhaoren.errors import ZhaorenError
from zhaoren.progress import Listener, listening
from zhaoren.validation import ValidationSummary

out, die_in, delay, limit = Path(sys.argv[1]), sys.argv[2], float(sys.argv[3]), int(sys.argv[4])
nightly.check_inputs = nightly.check_outputs = lambda *_, **__: ValidationSummary(())

class Killer(Listener):
    def step_started(self, name):
        if name == die_in:
            threading.Timer(delay, lambda: os.kill(os.getpid(), signal.SIGKILL)).start()

if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    with listening(Killer()):
        print(nightly.run_night(options_for(out)).run_dir)
except ZhaorenError as error:
    sys.exit(f"{error.exit_code} {error}")
"""


def run_in_a_process(
    out: Path, die_in: str = "", delay: float = 0, limit: int = 0
) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-c", RUN, str(out), die_in, str(delay), str(limit)]
    return subprocess.run(words, capture_output=True, text=True, check=False, cwd=PROJECT)


def published(out: Path) -> list[Path]:
    return sorted((out / "runs").glob("*/*"))


def same_tables(run_dir: Path, other: Path) -> bool:
    names = sorted(path.name for path in other.glob("*.parquet"))
    return all((run_dir / name).read_bytes() == (other / name).read_bytes() for name in names)


@pytest.mark.long
def test_a_killed_run_leaves_nothing_and_the_next_one_succeeds(
    tmp_path: Path, night: NightResult
) -> None:
    chance = random.Random(20261120)
    for step in ("snapshot", "read", "decide", "write", "publish"):
        killed = run_in_a_process(tmp_path, die_in=step, delay=chance.uniform(0, 0.2))
        assert killed.returncode in (0, -signal.SIGKILL), killed.stderr
        for run_dir in published(tmp_path):
            assert (run_dir / "manifest.json").is_file()
            shutil.rmtree(run_dir)
    done = run_in_a_process(tmp_path)
    assert done.returncode == 0, done.stderr
    (run_dir,) = published(tmp_path)
    assert same_tables(run_dir, night.run_dir)
    assert not any((tmp_path / "building").iterdir())


@pytest.mark.parametrize("limit", [1, 4_000, 20_000, 60_000])
def test_a_file_that_cannot_grow_publishes_nothing(tmp_path: Path, limit: int) -> None:
    stopped = run_in_a_process(tmp_path, limit=limit)
    assert stopped.returncode == 1
    assert stopped.stderr.startswith("1 The disk that holds"), stopped.stderr
    assert not published(tmp_path)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(words, capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("no mount")
    if mounted.returncode:
        pytest.skip("may not mount a small file system")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_publishes_nothing_and_says_so(small_disk: Path) -> None:
    with pytest.raises(ZhaorenError, match="is full") as stopped:
        run_night(options_for(small_disk / "out"))
    assert stopped.value.exit_code == 1
    assert not published(small_disk / "out")
