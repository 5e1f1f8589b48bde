"""Changes of the inbox that must change nothing in what the pipeline says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from .evaluator import World
from .evaluator.settings import POLICY_2021, POLICY_2022
from .harness import KEYS, Tables, run_production, verdicts
from .inbox import COLUMNS
from .later import with_later_evidence
from .worlds import seeded_world

SEED = 1
PEOPLE = 150


@pytest.fixture(scope="module")
def world() -> World:
    return seeded_world(SEED, PEOPLE)


@pytest.fixture(scope="module")
def tables(world: World, tmp_path_factory: pytest.TempPathFactory) -> Tables:
    return run_production(world, tmp_path_factory.mktemp("as_it_is"))


def test_the_order_of_rows_and_the_format_of_files_change_nothing(
    world: World, tables: Tables, tmp_path: Path
) -> None:
    shuffled = replace(world, rows=dict(world.rows), quarantined=world.quarantined[::-1])
    for source, rows in world.rows.items():
        shuffled.rows[source] = Random(SEED).sample(rows, len(rows))
    other_half = frozenset(list(COLUMNS)[1::2])
    assert run_production(shuffled, tmp_path, parquet=other_half) == tables


def test_an_irrelevant_column_changes_nothing(world: World, tables: Tables, tmp_path: Path) -> None:
    assert run_production(world, tmp_path, extra=True) == tables


def test_a_source_in_two_files_changes_nothing(
    world: World, tables: Tables, tmp_path: Path
) -> None:
    assert run_production(world, tmp_path, parts=2) == tables


def test_one_thread_says_what_two_say(world: World, tables: Tables, tmp_path: Path) -> None:
    assert run_production(world, tmp_path, threads=1) == tables


def test_later_evidence_changes_no_verdict(world: World, tables: Tables, tmp_path: Path) -> None:
    later = verdicts(world, run_production(with_later_evidence(world), tmp_path))
    before = verdicts(world, tables)
    assert {key: later.decisions[key] for key in before.decisions} == before.decisions
    assert {key: later.criteria[key] for key in before.criteria} == before.criteria


def test_every_candidate_has_one_answer_to_every_criterion(world: World, tables: Tables) -> None:
    read = verdicts(world, tables)
    assert set(read.criteria.values()) == {"pass", "fail", "unknown"}
    for policy_id in (POLICY_2021, POLICY_2022):
        candidates = {key[1] for key in read.decisions if key[0] == policy_id}
        criteria = {key[2] for key in read.criteria if key[0] == policy_id}
        answered = {key[1:] for key in read.criteria if key[0] == policy_id}
        assert candidates
        assert answered == {(one, other) for one in candidates for other in criteria}


def test_the_lists_of_a_decision_are_its_criteria(tables: Tables) -> None:
    for row in tables.decisions:
        mine = [one for one in tables.criteria if _same(one, row)]
        for verdict, column in (("fail", "failed"), ("unknown", "unknown")):
            assert {one["criterion_id"] for one in mine if one["verdict"] == verdict} == set(
                row[column]
            )


def _same(criterion: dict[str, object], decision: dict[str, object]) -> bool:
    return all(criterion[name] == decision[name] for name in KEYS["decisions"])
