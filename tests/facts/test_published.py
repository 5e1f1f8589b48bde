"""Every published grain is as its contract says, in an empty world and in a full one."""

from __future__ import annotations

import pytest

from tests.facts.world import CONTENT, CONTRACTS, Facts, employer, facts, pension
from zhaoren.contracts.model import Contract
from zhaoren.transforms import SqlLog, layer

GRAINS = [contract for name, contract in CONTRACTS.outputs.items() if name.startswith("facts_")]


@pytest.fixture(scope="module")
def empty() -> Facts:
    return facts()


@pytest.fixture(scope="module")
def full() -> Facts:
    """At least one row in every source, and every column that may be empty is."""
    return facts(
        employers=[employer("E", employer_name="甲厂")],
        contracts=[{"contract_no": "1", "person_id": "P", "employer_id": "E"}],
        contributions=pension("P", "2025-06", "2026-09"),
        certificates=[{"person_id": "P", "level": "technician"}],
        graduates=[{}, {"person_id": "Q", "certificate_level": None, "full_time": None}],
        designations=[{}, {"effective_on": "2027-01-01"}],
        contest_awards=[{}, {"award_no": "B", "person_id": "P", "employer_id": "none"}],
        talent_hires=[{}, {"employer_id": "none", "year": 2062}],
        recognitions=[{}],
        org_years=[{}],
        hostings=[{}],
        startups=[{}],
        org_accounts=[{}],
    )


def _publish(world: Facts, grain: Contract) -> str:
    world.db.execute("create schema if not exists output")
    (transform,) = (t for t in layer(CONTENT, "4_outputs") if t.table == f"output.{grain.name}")
    SqlLog().run(world.db, transform.table, transform.sql)
    return transform.table


@pytest.mark.parametrize("grain", GRAINS, ids=lambda grain: grain.name)
def test_an_empty_world_has_empty_facts_of_the_right_types(empty: Facts, grain: Contract) -> None:
    table = _publish(empty, grain)
    described = empty.db.execute(f"describe {table}").fetchall()
    found = {row[0]: row[1].lower().replace("hugeint", "bigint") for row in described}
    stated = {column.stored_as: column.sql_type for column in grain.columns}
    assert {name: found.get(name) for name in stated} == stated
    assert empty.all(table, grain.key[0]) == []


@pytest.mark.parametrize("grain", GRAINS, ids=lambda grain: grain.name)
def test_facts_that_cannot_be_null_are_not(full: Facts, grain: Contract) -> None:
    table = _publish(full, grain)
    assert full.all(table, grain.key[0])
    for column in grain.columns:
        if column.required:
            missing = full.db.execute(
                f'select count(*) from {table} where "{column.stored_as}" is null'
            ).fetchone()
            assert missing == (0,), column.name


@pytest.mark.parametrize("grain", GRAINS, ids=lambda grain: grain.name)
def test_a_key_stands_once(full: Facts, grain: Contract) -> None:
    keys = full.all(_publish(full, grain), *grain.key)
    assert len(keys) == len(set(keys))
