"""Nobody's number, name, account or certificate stands where it is not meant to stand.

Meant: published tables, documents, bank files, snapshots, cache, and the
ledger beside its chain. Not meant: what is printed, logs, the orchestrator's
records, results of checks, temporary files, names of files, the words with
which programs are started, the bodies of events.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from .bad_exports import quarantined, spoiled
from .city import identifiers
from .conftest import in_memory
from .damage import DAMAGES, STATUS, VERIFY, refusals
from .figures import LONG, count
from .lifecycle import Life
from .marked import Search
from .picture import events_of, leftovers
from .trial import Bench
from .worker import Worker

pytestmark = pytest.mark.long

PEOPLE = 250 if LONG else 12
EVERY = 1 if LONG else 9
"""One of so many steps is tried in the short version."""

MEANT = ("documents/", "payments/", "snapshots/", "cache/", "ledger.db")
DISKS = (1, 4_000, 20_000)
"""Bytes that a file may have on the full disks."""


@pytest.fixture(scope="module")
def search() -> Search:
    marks = identifiers(PEOPLE)
    assert len(set(marks)) == 4 * PEOPLE
    return Search(marks)


@pytest.fixture(scope="module")
def crowd(life: Life, worker: Worker) -> Iterator[Life]:
    """A life of 250 people, a thousand identifiers; in the short version the small one."""
    if not LONG:
        yield life
        return
    with in_memory() as folder:
        lived = Life(Bench(Path(folder), worker), PEOPLE)
        lived.play()
        yield lived


@pytest.fixture
def bench(crowd: Life) -> Bench:
    """Where the crowd lives."""
    return crowd.bench


def assert_said_names_nobody(bench: Bench, search: Search) -> None:
    for said in bench.said:
        assert not search.found_in(said.encode()), said
        assert "Geheim" not in said
        assert "Traceback" not in said
    bench.said.clear()


def assert_nobody_astray(bench: Bench, search: Search) -> None:
    assert_said_names_nobody(bench, search)
    for words in bench.programs:
        assert not search.found_in("\0".join(words).encode()), words[:2]
    for event in events_of(bench.out)[0]:
        body = json.dumps(dict(event.data), ensure_ascii=False)
        assert not search.found_in(body.encode()), f"event {event.seq} {event.kind}"
    assert not search.found_below(bench.worker.home)
    for name, found in search.found_below(bench.out, skip=MEANT).items():
        published = name.startswith("runs/") and (name.endswith(".parquet") or "/payments/" in name)
        assert published, f"{name}: {sorted(found)[:3]}"
    assert not leftovers(bench.out)


def test_the_search_finds_what_is_there(crowd: Life, search: Search) -> None:
    exported = crowd.first / "accounts.csv"
    assert len(search.found_in(exported.read_bytes())) == 3 * PEOPLE
    aside = crowd.files / "named"
    aside.mkdir()
    (aside / f"{identifiers(1)[0]}.csv").touch()
    assert list(search.found_below(aside)) == [f"name of {identifiers(1)[0]}.csv"]


def test_a_life_and_all_that_is_refused_in_it_names_nobody(crowd: Life, search: Search) -> None:
    bench = crowd.bench
    bench.put_back(crowd.steps[-1])
    bench.run(crowd.steps[-1].words)
    assert_nobody_astray(bench, search)
    for number, (step, words) in enumerate(refusals(crowd.steps, crowd.files)):
        if number % EVERY == 0:
            bench.put_back(step)
            bench.refused(words)
            assert_nobody_astray(bench, search)
            bench.check_unchanged(step, " ".join(words))
            count("refused", commands=1)


def test_a_full_disk_names_nobody_and_loses_nothing(crowd: Life, search: Search) -> None:
    bench = crowd.bench
    for step in crowd.steps[:: EVERY + 1 if EVERY > 1 else 1]:
        for disk in DISKS[::2] if LONG else DISKS[1:2]:
            bench.put_back(step)
            bench.stopped(step.words, limit=disk)
            assert_said_names_nobody(bench, search)
            bench.check_whole(step, f"{step.name} on a disk of {disk}")
            bench.run(step.words)
            bench.check_done(step, f"{step.name} after a disk of {disk}")
            assert_nobody_astray(bench, search)
            count("on a full disk, then again", commands=1)


def test_a_damaged_ledger_names_nobody(crowd: Life, search: Search) -> None:
    bench = crowd.bench
    for step in crowd.steps[4 :: 3 * EVERY]:
        for damage in DAMAGES:
            bench.put_back(step)
            damage(bench.out / "ledger.db")
            for words in (STATUS, VERIFY, step.words):
                bench.stopped(words)
                count("on a damaged ledger", commands=1)
            assert_said_names_nobody(bench, search)


def test_bad_exports_name_nobody(crowd: Life, search: Search) -> None:
    bench = crowd.bench
    bench.put_back(crowd.steps[0])
    for name, inbox in list(spoiled(crowd.first, crowd.files))[:: EVERY // 3 or 1]:
        _, words = crowd.night("2026-09-01", inbox, "checked")
        assert bench.refused(words).count("\n") == 1, name
        count("night on bad exports", commands=1)
    _, words = crowd.night("2026-09-01", quarantined(crowd.first, crowd.files), "checked")
    bench.run(words)
    assert_nobody_astray(bench, search)
