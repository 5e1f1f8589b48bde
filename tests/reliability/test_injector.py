"""The fault injector itself: what it sees, and that its kills are noticed."""

from __future__ import annotations

import pytest

from .figures import LONG, count
from .kills import kills_of, spread
from .tracer import Kill
from .trial import KILLED, Bench

FIND = ("find", "{out}")


def test_it_sees_the_database_write_and_sync_its_journal_and_its_file(bench: Bench) -> None:
    step = bench.record("find", FIND)
    assert step.traced.code == 0
    for point in [
        ("openat", "ledger.db"),
        ("pwrite64", "ledger.db-journal"),
        ("fdatasync", "ledger.db-journal"),
        ("pwrite64", "ledger.db"),
        ("fdatasync", "ledger.db"),
        ("unlink", "ledger.db-journal"),
    ]:
        assert point in step.traced.points


def test_a_write_that_is_cut_in_the_middle_leaves_half_of_its_bytes(bench: Bench) -> None:
    step = bench.record("find", FIND)
    place = step.traced.points.index(("pwrite64", "ledger.db-journal"), 20)
    sizes = []
    for when in ("before", "middle", "after"):
        bench.put_back(step)
        assert bench.run(FIND, Kill(place + 1, when)).code == KILLED  # type: ignore[arg-type]
        sizes.append((bench.out / "ledger.db-journal").stat().st_size)
    assert sizes == sorted(set(sizes)), sizes


def test_a_ledger_is_whole_after_a_kill_at_every_point_of_a_transaction(bench: Bench) -> None:
    step = bench.record("find", FIND)
    kills = list(kills_of(step))
    assert len(kills) > len(step.traced.points) > 60
    for kill in kills if LONG else spread(kills, 12):
        assert bench.crash(step, kill).code == KILLED
        count("the ledger alone, at a point", kills=1)
    assert step.later.states == {f"G{place:07}": "found" for place in (1, 2, 3)}


def test_a_careless_command_is_caught(bench: Bench) -> None:
    """Else the trials could not fail."""
    step = bench.record("careless", ("careless", "{out}"))
    points = step.traced.points
    seen = points.index(("write", "documents/list.txt")) + 1
    with pytest.raises(AssertionError, match=r"list.txt is neither old nor new"):
        bench.crash(step, Kill(seen, "after"))
    with pytest.raises(AssertionError, match=r"files differ: .*log.txt"):
        bench.crash(step, Kill(len(points), "after"))
