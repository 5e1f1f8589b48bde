"""Eight processes at once, and again and again: everything happens once."""

from __future__ import annotations

import pytest

from .figures import LONG, count
from .lifecycle import Life
from .trial import Bench

pytestmark = pytest.mark.long

RACERS = 8
RACES = 50 if LONG else 4
NIGHTS = 50 if LONG else 1
LOCKED = 4
"""The exit code of a night that finds another at work."""


def test_a_ledger_into_which_eight_find_the_same_at_once_holds_it_once(bench: Bench) -> None:
    step = bench.record("find", ("find", "{out}"))
    for race in range(RACES):
        bench.put_back(step)
        ended = bench.worker.together([["find", str(bench.out)]] * RACERS)
        count("eight at once: the ledger alone", races=1)
        assert [code for code, _ in ended] == [0] * RACERS, ended
        bench.check_done(step, f"race {race}")


def test_a_command_that_eight_give_at_once_is_carried_out_once(life: Life) -> None:
    steps = [step for step in life.steps if step.words[0] != "night"]
    for race in range(max(RACES, len(steps)) if LONG else RACES):
        step = steps[race * (1 if LONG else 7) % len(steps)]
        life.bench.put_back(step)
        ended = life.bench.together(step.words, RACERS)
        count("eight at once: a staff command", races=1)
        allowed = {0, LOCKED} if step.name == "gc" else {0}  # it takes the workspace's lock
        codes = {code for code, _ in ended}
        assert codes <= allowed, (step.name, ended)
        assert 0 in codes, step.name
        life.bench.check_done(step, f"{step.name}, eight at once")


def test_a_night_that_eight_begin_at_once_happens_once(life: Life) -> None:
    steps = [step for step in life.steps if step.words[0] == "night"]
    for race in range(NIGHTS):
        step = steps[race % len(steps)]
        life.bench.put_back(step)
        codes = [code for code, _ in life.bench.together(step.words, RACERS)]
        count("eight at once: a night", races=1)
        assert set(codes) <= {0, LOCKED}, codes
        assert 0 in codes
        life.bench.check_done(step, f"{step.name}, eight at once")


def test_a_ledger_into_which_it_is_found_a_hundred_times_holds_it_once(bench: Bench) -> None:
    step = bench.record("find", ("find", "{out}"))
    for again in range(100 if LONG else 10):
        bench.run(step.words)
        bench.check_done(step, f"rerun {again}")


def test_a_file_that_eight_write_at_once_is_whole_at_every_moment(bench: Bench) -> None:
    bench.out.mkdir()
    ended = bench.worker.together([["write", str(bench.out)]] * RACERS)
    assert [code for code, _ in ended] == [0] * RACERS, ended
    assert [path.name for path in bench.out.iterdir()] == ["list.txt"]
