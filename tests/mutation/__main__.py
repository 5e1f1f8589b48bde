"""`python -m tests.mutation [policies|sql] [OUT]`: who survives, as Markdown.

Each altered policy is put to its cases, each altered SELECT to random worlds.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.mutation.by_cases import noticed
from tests.mutation.by_worlds import Judge, scene_of
from tests.mutation.policies import mutants
from tests.reference.worlds import seeded_world
from zhaoren.content import find_content
from zhaoren.contracts import load_contracts
from zhaoren.rules import city_ids, load_rules

SEEDS = (0, 3)
PEOPLE = 250
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


def main() -> None:
    """Print one line a place, and every survivor below it."""
    chosen = sys.argv[1:] or ["policies", "sql"]
    for name in chosen:
        tried, survivors = 0, list[Survivor]()
        for place, what, seen in {"policies": of_policies, "sql": of_sql}[name]():
            tried += 1
            if not seen:
                survivors.append((place, what))
                sys.stdout.write(f"{place}\t{what}\n")
                sys.stdout.flush()
        sys.stdout.write(f"{name}: {tried} mutants, {len(survivors)} survive\n")


if __name__ == "__main__":
    main()
