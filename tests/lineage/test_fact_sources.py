"""The contracts say of every fact from which exports it comes, and the SQL agrees."""

from __future__ import annotations

import pytest
import sqlglot

from tests.lineage.derived import NONE, Relation, Sources, fact_sources, sources_of_select
from zhaoren.content import find_content
from zhaoren.contracts import load_contracts

CONTRACTS = load_contracts(find_content())
FACTS = sorted(name for name in CONTRACTS.outputs if name.startswith("facts_"))
OF_THE_CALENDAR = {"as_of", "settled_month"}
"""Facts that come from the date of the run alone."""


@pytest.fixture(scope="module")
def derived() -> dict[str, dict[str, Sources]]:
    return fact_sources(find_content(), CONTRACTS)


@pytest.mark.parametrize("table", FACTS)
def test_every_fact_names_its_sources(table: str) -> None:
    without = {one.name for one in CONTRACTS.outputs[table].columns if not one.sources}
    assert without <= OF_THE_CALENDAR


@pytest.mark.parametrize("table", FACTS)
def test_the_sources_are_those_that_the_sql_reads(
    table: str, derived: dict[str, dict[str, Sources]]
) -> None:
    stated = {one.stored_as: frozenset(one.sources) for one in CONTRACTS.outputs[table].columns}
    read = {name: derived[table][name] for name in stated}
    if read["person_id" if "person_id" in read else next(iter(read))] == NONE:
        read["person_id"] = stated["person_id"]  # of a list of numbers: see LIST_OF_PEOPLE
    assert stated == read


def _known() -> dict[str, Relation]:
    a, b = frozenset("a"), frozenset("b")
    return {
        "in.a": Relation({"id": a, "other": a}, a),
        "in.b": Relation({"id": b, "worth": b, "place": b}, b),
    }


@pytest.mark.parametrize(
    ("select", "sources"),
    [
        ("select a.id as x from in.a as a", "a"),
        ("select a.id as x from in.a as a inner join in.b as b on a.id = b.id", "a"),
        ("select b.worth as x from in.a as a inner join in.b as b on a.id = b.id", "ab"),
        ("select b.worth as x from in.a as a left join in.b as b on b.place = 1", "b"),
        ("select b.id is not null as x from in.a as a left join in.b as b on b.place = 1", "b"),
        ("select count(*) as x from in.a as a inner join in.b as b on b.place = 1", "ab"),
        ("select count(*) as x from in.a as a where a.id in (select id from in.b)", "ab"),
        ("select a.id as x from in.a as a union all select b.id from in.b as b", "ab"),
        ("with t as (select id as y from in.a) select t.y as x from t", "a"),
        ("select row_number() over (order by a.id) as x from in.a as a", "a"),
        ("select 1 as x from in.a as a", ""),
    ],
)
def test_sources_are_read_off_the_sql(select: str, sources: str) -> None:
    assert sqlglot.parse_one(select, dialect="duckdb")
    assert sources_of_select(select.replace("in.", '"in".'), _known()).columns["x"] == frozenset(
        sources
    )
