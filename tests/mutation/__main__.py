"""`python -m tests.mutation policies|sql|again FILE|tests FILE`: who survives.

Each altered policy is put to its cases, each altered SELECT to random worlds.
`again` puts the survivors that a file lists (the output of `sql`) to the sample
cities, whose every verdict was reasoned by hand, and to more worlds; `tests`
puts those that still survive to the tests of facts, made by hand.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.mutation.by_cases import noticed
from tests.mutation.by_tests import Copy
from tests.mutation.by_worlds import Judge, scene_of, scene_of_inbox
from tests.mutation.policies import mutants
from tests.reference.worlds import seeded_world
from zhaoren.content import find_content
from zhaoren.contracts import load_contracts
from zhaoren.rules import city_ids, load_rules

SEEDS = (0, 3)
MORE_SEEDS = (1, 2, 5, 8, 13, 21)
PEOPLE = 250
MORE_PEOPLE = 600
SAMPLE_DAY = date(2026, 11, 20)
Survivor = tuple[str, str]


def of_policies() -> Iterator[tuple[str, str, bool]]:
    """(policy, what was altered, whether a case notices)."""
    content = find_content()
    contracts = load_contracts(content)
    for city in city_ids(content):
        rules = load_rules(content, city)
        for item in rules.policies:
            for what, mutant in mutants(item):
                yield item.id, what, noticed(content, contracts, rules, mutant)


def of_sql() -> Iterator[tuple[str, str, bool]]:
    """(file, what was altered, whether a world notices)."""
    content = find_content()
    with TemporaryDirectory() as folder, ExitStack() as undo:
        scenes = [
            scene_of(
                seeded_world(seed, PEOPLE, city), content, Path(folder) / f"{city}-{seed}", undo
            )
            for seed in SEEDS
            for city in city_ids(content)
        ]
        judge = Judge(content, scenes, Path(folder))
        for label, what, mutant in judge.mutants():
            yield label, what, judge.notices(label, mutant)


def of_survivors(listed: Path) -> Iterator[tuple[str, str, bool]]:
    """(file, what was altered, whether a sample city or another world notices)."""
    content, survivors = find_content(), _listed(listed)
    cities = city_ids(content)
    with TemporaryDirectory() as folder, ExitStack() as undo:
        out = Path(folder)
        scenes = [
            scene_of_inbox(
                city, content.sample_data / city / "inbox", SAMPLE_DAY, content, out / city, undo
            )
            for city in cities
        ]
        scenes += [
            scene_of(seeded_world(seed, MORE_PEOPLE, city), content, out / f"{city}-{seed}", undo)
            for seed in MORE_SEEDS
            for city in cities
        ]
        judge = Judge(content, scenes, out)
        for label, what, mutant in judge.mutants():
            if (label, what) in survivors:
                yield label, what, judge.notices(label, mutant)


def of_tests(listed: Path) -> Iterator[tuple[str, str, bool]]:
    """(file, what was altered, whether a test of facts notices)."""
    content, survivors = find_content(), _listed(listed)
    with TemporaryDirectory() as folder:
        copy = Copy(content, Path(folder))
        judge = Judge(content, (), Path(folder))
        for label, what, mutant in judge.mutants():
            if (label, what) in survivors:
                after = [one.table for one in judge.after(mutant.table)]
                yield label, what, copy.notices(label, mutant, after)


def _listed(listed: Path) -> set[Survivor]:
    lines = listed.read_text("utf-8").splitlines()
    return {(parts[0], parts[1]) for line in lines if len(parts := line.split("\t")) > 1}


def main() -> None:
    """Print one line a place, and every survivor below it."""
    chosen = sys.argv[1:] or ["policies", "sql"]
    ways: dict[str, Callable[[], Iterator[tuple[str, str, bool]]]] = {
        "policies": of_policies,
        "sql": of_sql,
    }
    if chosen[0] in ("again", "tests"):
        listed = Path(chosen.pop())
        ways |= {"again": partial(of_survivors, listed), "tests": partial(of_tests, listed)}
    for name in chosen:
        tried, survivors = 0, list[Survivor]()
        for place, what, seen in ways[name]():
            tried += 1
            if not seen:
                survivors.append((place, what))
                sys.stdout.write(f"{place}\t{what}\n")
                sys.stdout.flush()
        sys.stdout.write(f"{name}: {tried} mutants, {len(survivors)} survive\n")


if __name__ == "__main__":
    main()
