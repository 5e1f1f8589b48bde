"""Eight processes at once, and again and again: everything happens once."""

from __future__ import annotations

from .figures import LONG
from .trial import Bench

RACERS = 8
RACES = 50 if LONG else 4


def test_a_ledger_into_which_eight_find_the_same_at_once_holds_it_once(bench: Bench) -> None:
    step = bench.record("find", ("find", "{out}"))
    for race in range(RACES):
        bench.put_back(step)
        ended = bench.worker.together([["find", str(bench.out)]] * RACERS)
        assert [code for code, _ in ended] == [0] * RACERS, ended
        bench.check_done(step, f"race {race}")


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
