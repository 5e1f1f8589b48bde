"""Nobody's number, name, account or certificate stands where it is not meant to stand.

Meant: published tables, documents, bank files, snapshots, cache, and the
ledger beside its chain. Not meant: what is printed, logs, the orchestrator's
records, results of checks, temporary files, names of files, the words with
which programs are started, the bodies of events.
"""

from __future__ import annotations

import json

import pytest

from .bad_exports import quarantined, spoiled
from .city import identifiers
from .damage import DAMAGES, STATUS, VERIFY, refusals
from .figures import LONG
from .lifecycle import Life
from .marked import Search
from .picture import events_of, leftovers
from .trial import Bench

PEOPLE = 250 if LONG else 12
MEANT = ("documents/", "payments/", "snapshots/", "cache/", "ledger.db")
DISKS = (1, 4_000, 20_000, 60_000)
"""Bytes that a file may have on the full disks."""


@pytest.fixture(scope="module")
def search() -> Search:
    marks = identifiers(PEOPLE)
    assert len(set(marks)) == 4 * PEOPLE
    return Search(marks)


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


def test_the_search_finds_what_is_there(bench: Bench, search: Search) -> None:
    life = Life(bench, PEOPLE)
    exported = life.first / "accounts.csv"
    assert len(search.found_in(exported.read_bytes())) == 3 * PEOPLE
    named = exported.rename(exported.with_name(f"{identifiers(1)[0]}.csv"))
    assert f"name of {named.name}" in search.found_below(life.first)


def test_a_life_and_all_that_is_refused_in_it_names_nobody(bench: Bench, search: Search) -> None:
    life = Life(bench, PEOPLE)
    steps = life.play()
    assert_nobody_astray(bench, search)
    for step, words in refusals(steps, life.files):
        bench.put_back(step)
        bench.refused(words)
        assert_nobody_astray(bench, search)


def test_a_full_disk_names_nobody_and_loses_nothing(bench: Bench, search: Search) -> None:
    for step in Life(bench, PEOPLE).play():
        for disk in DISKS if LONG else DISKS[:2]:
            bench.put_back(step)
            bench.stopped(step.words, limit=disk)
            assert_nobody_astray(bench, search)
            bench.run(step.words)
            bench.check_done(step, f"{step.name} after a disk of {disk}")


def test_a_damaged_ledger_names_nobody(bench: Bench, search: Search) -> None:
    steps = Life(bench, PEOPLE).play()
    for step in [*steps, steps[-1]]:
        for damage in DAMAGES:
            bench.put_back(step)
            if (bench.out / "ledger.db").exists():
                damage(bench.out / "ledger.db")
            for words in (STATUS, VERIFY, step.words):
                bench.stopped(words)
            assert_said_names_nobody(bench, search)


def test_bad_exports_name_nobody(bench: Bench, search: Search) -> None:
    life = Life(bench, PEOPLE)
    for name, inbox in spoiled(life.first, life.files):
        _, words = life.night("2026-09-01", inbox, "checked")
        assert bench.refused(words).count("\n") == 1, name
    _, words = life.night("2026-09-01", quarantined(life.first, life.files), "checked")
    bench.run(words)
    assert_nobody_astray(bench, search)
