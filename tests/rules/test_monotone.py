"""Nulling any one fact moves a criterion only to unknown, never pass to fail or back."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

import duckdb
import pytest

from zhaoren.content import find_content
from zhaoren.contracts import Contracts
from zhaoren.rules import load_rules
from zhaoren.rules.compile import HISTORY, answer
from zhaoren.rules.expressions import facts_of

VALUES: dict[str, list[Any]] = {
    "boolean": [True, False],
    "date": [
        date(2017, 12, 31),
        date(2018, 1, 1),
        date(2022, 8, 1),
        date(2022, 8, 15),
        date(2022, 8, 16),
    ],
    "varchar": ["qualification", "revoked", "valid", "technician", "x"],
    "bigint": [0, 1, 3],
}
RULES = load_rules(find_content(), "zibo")
CRITERIA = [(item.id, name) for item in RULES.policies for name in item.criteria]


@pytest.mark.parametrize(("policy_id", "name"), CRITERIA)
def test_nulling_a_fact_only_makes_unknown(contracts: Contracts, policy_id: str, name: str) -> None:
    item = RULES.policy(policy_id)
    grain = contracts.outputs[f"facts_{item.policy.grain}"]
    facts = {column.stored_as: column.sql_type for column in grain.columns} | HISTORY
    tree = answer(name, item.criteria[name], item.policy, facts)
    looked_at = list(dict.fromkeys([*facts_of(tree)]))
    declared = ", ".join(f"{fact} {facts[fact]}" for fact in looked_at)
    worlds = list(itertools.product(*([*VALUES[facts[fact]], None] for fact in looked_at)))
    with duckdb.connect() as db:
        db.execute(f"create table worlds ({declared})")
        marks = ", ".join("?" for _ in looked_at)
        db.executemany(f"insert into worlds values ({marks})", worlds)
        rows = db.execute(f"select *, {tree.sql(dialect='duckdb')} from worlds").fetchall()
    verdicts = {row[:-1]: row[-1] for row in rows}
    assert set(verdicts.values()) >= {True}
    for world, verdict in verdicts.items():
        for place in range(len(world)):
            nulled = verdicts[(*world[:place], None, *world[place + 1 :])]
            assert nulled in (verdict, None)
