"""Grants with a day that is known: the end of a notice, and money that is due."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from zhaoren.content import find_content

DAY = date(2026, 11, 20)
SELECT = (find_content().transforms / "4_outputs" / "upcoming_grants.sql").read_text("utf-8")
GRANTS = [
    ("G1", "noticed", None, date(2026, 11, 20)),
    ("G2", "noticed", None, date(2026, 11, 19)),
    ("G3", "funded", date(2026, 11, 27), date(2026, 11, 2)),
    ("G4", "released", date(2026, 11, 19), None),
    ("G5", "paid", date(2026, 11, 27), None),
    ("G6", "suspended", None, date(2026, 11, 27)),
]
"""Grant, state, when its money is due, the last day of its notice."""


@pytest.fixture(scope="module")
def told() -> set[tuple[str, str, date]]:
    with duckdb.connect() as db:
        for schema in ("output", "ledger", "reference"):
            db.execute(f"create schema {schema}")
        db.execute("create table reference.day as select date '2026-11-20' as as_of")
        db.execute("create table output.grants (grant_id varchar, state varchar, due_on date)")
        db.execute(
            "create table ledger.grants (grant_id varchar, state varchar, notice_until date)"
        )
        for grant, state, due_on, until in GRANTS:
            db.execute("insert into output.grants values (?, ?, ?)", [grant, state, due_on])
            for _variant in (1, 2):  # under two numbers of a party
                db.execute("insert into ledger.grants values (?, ?, ?)", [grant, state, until])
        rows = db.execute(f"select kind, grant_id, on_date from ({SELECT})").fetchall()
        assert len(rows) == len(set(rows))
        return set(rows)


def test_a_notice_ends_on_its_last_day(told: set[tuple[str, str, date]]) -> None:
    assert {row for row in told if row[0] == "notice_ends"} == {("notice_ends", "G1", DAY)}


def test_money_that_has_arrived_is_due_until_it_is_with_the_bank(
    told: set[tuple[str, str, date]],
) -> None:
    due = {row for row in told if row[0] == "money_due"}
    assert due == {("money_due", "G3", date(2026, 11, 27))}
