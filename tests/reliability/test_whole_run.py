"""`zhaoren run` with its orchestrator: alone on the machine, killed, and silent about people."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from .city import identifiers, rows_of_city, write_city
from .figures import LONG, count
from .marked import Search
from .picture import OWN, PUBLISHED, open_to_others, picture_of
from .tracer import Kill
from .trial import KILLED, OUT, Bench

pytestmark = pytest.mark.long

DAY = date(2026, 9, 1)
KILLS = 6
PLACES = {*OWN, *PUBLISHED, "ledger.db"}


def words_of(inbox: Path, out: str = OUT) -> list[str]:
    return ["run", "--city", "zibo", "--inbox", str(inbox), "--out", out, "--as-of", str(DAY)]


@pytest.fixture
def inbox(bench: Bench) -> Path:
    return write_city(rows_of_city(), bench.folder / "inbox", DAY)


def test_a_whole_run_reaches_nobody_and_names_nobody(bench: Bench, inbox: Path) -> None:
    search = Search(identifiers())
    bench.out.mkdir(mode=0o700)
    bench.run([*words_of(inbox), "--json"])
    told = json.loads(bench.said[0].splitlines()[-1])
    assert sum(found.get("eligible", 0) for found in told["outcomes"].values()) == 12
    if LONG:
        bench.refused([*words_of(inbox), "--policy", "zibo/nothing"])
        shutil.copy(inbox / "contracts.csv", inbox / "accounts.csv")
        bench.refused(words_of(inbox))
    assert bench.addresses == [], "a connection off the machine"
    assert bench.programs, "the orchestrator's server was not seen"
    for words in bench.programs:
        assert not search.found_in("\0".join(words).encode()), words[:3]
    for said in bench.said:
        assert not search.found_in(said.encode()), said
    assert not search.found_below(bench.out / "prefect")
    assert not search.found_below(bench.worker.home)
    assert not open_to_others(bench.out)


def test_the_guard_sees_a_connection_off_the_machine(bench: Bench) -> None:
    bench.out.mkdir()
    bench.stopped(["connect", "192.0.2.1"])
    assert len(bench.addresses) == 1
    bench.stopped(["connect", "127.0.0.1"])
    assert len(bench.addresses) == 1


@pytest.mark.skipif(not LONG, reason="make crash: seconds for each start of the orchestrator")
def test_a_run_on_a_machine_without_a_network(bench: Bench, inbox: Path) -> None:
    program = "from zhaoren.cli import main; main()"
    run = [sys.executable, "-c", program, *words_of(inbox, str(bench.out))]
    alone = ["unshare", "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "run", *run]
    ended = subprocess.run(alone, capture_output=True, text=True, check=False)
    if "Operation not permitted" in ended.stderr:
        pytest.skip("may not take the network away from a process")
    assert ended.returncode == 0, ended.stderr
    assert len(picture_of(bench.out).states) == 12


@pytest.mark.skipif(not LONG, reason="make crash: seconds for each start of the orchestrator")
def test_a_killed_run_with_its_orchestrator_is_whole_when_run_again(
    bench: Bench, inbox: Path
) -> None:
    step = bench.record("zhaoren run", words_of(inbox))
    chance = random.Random(9)
    for _ in range(KILLS):
        bench.put_back(step)
        delay = chance.uniform(0.2, 1) * step.traced.seconds
        ended = bench.run(step.words, Kill(seconds=delay))
        count("`zhaoren run` with Prefect, at a random time", kills=ended.code == KILLED)
        bench.check_whole(step, f"zhaoren run, killed after {delay}")
        bench.run(step.words)
        bench.check_same(step, "documents", "payments")
        assert {path.name for path in bench.out.iterdir()} <= PLACES
