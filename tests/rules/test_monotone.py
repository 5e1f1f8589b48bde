"""Nulling any one fact moves a criterion only to unknown, never pass to fail or back."""

from __future__ import annotations

import itertools
import random
from datetime import date, timedelta
from typing import Any

import duckdb
import pytest
from sqlglot import exp

from zhaoren.content import find_content
from zhaoren.contracts import Contracts
from zhaoren.rules import city_ids, load_rules
from zhaoren.rules.answers import answer, known_facts
from zhaoren.rules.expressions import facts_of

RULES = {city: load_rules(find_content(), city) for city in city_ids(find_content())}
CRITERIA = [
    (city, item.id, name)
    for city, rules in RULES.items()
    for item in rules.policies
    for name in item.criteria
]
MOST = 3000  # worlds tried for one criterion


def _values(tree: exp.Expr, sql_type: str) -> list[Any]:
    """Values of a type about the edges that the expression draws, and nothing."""
    if sql_type == "boolean":
        return [True, False, None]
    literals = list(tree.find_all(exp.Literal))
    if sql_type == "bigint":
        edges = {int(one.this) for one in literals if not one.is_string} | {0}
        return [*sorted({edge + by for edge in edges for by in (-1, 0, 1)}), None]
    texts = {one.this for one in literals if one.is_string}
    if sql_type == "date":
        days = {date.fromisoformat(text) for text in texts if text[:4].isdigit() and "-" in text}
        near = {day + timedelta(by) for day in days or {date(2022, 8, 16)} for by in (-1, 0, 1)}
        return [*sorted(near), None]
    return [*sorted(text for text in texts if not text[:4].isdigit()), "x", None]


def _worlds(values: list[list[Any]]) -> list[tuple[Any, ...]]:
    every = 1
    for each in values:
        every *= len(each)
    if every <= MOST:
        return list(itertools.product(*values))
    lot = random.Random(7)
    return [tuple(lot.choice(each) for each in values) for _ in range(MOST)]


@pytest.mark.parametrize(("city", "policy_id", "name"), CRITERIA)
def test_nulling_a_fact_only_makes_unknown(
    contracts: Contracts, city: str, policy_id: str, name: str
) -> None:
    item = RULES[city].policy(policy_id)
    facts = known_facts(contracts.outputs[f"facts_{item.policy.grain}"])
    tree = answer(name, item.criteria[name], item.policy, facts)
    looked_at = facts_of(tree)
    first = _worlds([_values(tree, facts[fact]) for fact in looked_at])
    nulled = {
        (*world[:place], None, *world[place + 1 :])
        for world in first
        for place in range(len(world))
    }
    declared = ", ".join(f"{fact} {facts[fact]}" for fact in looked_at)
    with duckdb.connect() as db:
        db.execute(f"create table worlds ({declared})")
        marks = ", ".join("?" for _ in looked_at)
        db.executemany(f"insert into worlds values ({marks})", [*first, *nulled])
        rows = db.execute(f"select *, {tree.sql(dialect='duckdb')} from worlds").fetchall()
    verdicts = {row[:-1]: row[-1] for row in rows}
    assert True in verdicts.values(), "no world passes"
    for world in first:
        for place in range(len(world)):
            assert verdicts[(*world[:place], None, *world[place + 1 :])] in (verdicts[world], None)
