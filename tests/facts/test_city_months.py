"""A graduate's month over all employers of the city, and those whose place is unknown.

Each case is a graduate of one world, of whom the newest settled month is given.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.facts.world import SETTLED, Facts, Row, employer, facts, pension

CASES: dict[str, tuple[str, tuple[str, str | None, bool] | None]] = {
    "paid before paid later": ("A:later B:paid", ("paid", "B", False)),
    "paid later before in transit": ("A:transit B:later", ("back_paid", "B", False)),
    "in transit before nothing": ("A:nothing B:transit", ("in_transit", "B", False)),
    "of two alike the smaller number": ("B:paid A:paid", ("paid", "A", False)),
    "nothing here, paid at a place unknown": ("A:nothing U:paid", ("none", "A", True)),
    "paid here and at a place unknown": ("B:paid U:paid", ("paid", "B", True)),
    "paid at one of two places unknown": ("U:paid V:later", ("none", None, True)),
    "paid by who is in no export": ("absent:paid", ("none", None, True)),
    "paid later at a place unknown": ("U:later", ("none", None, False)),
    "paid outside": ("G:paid", None),
    "paid outside, nothing here": ("G:paid B:nothing", ("none", "B", False)),
}
"""Employers and what they did; the state, whose it is, and whether paid in the city perhaps."""

ROWS: dict[str, Row] = {
    "paid": {},
    "later": {"kind": "back_payment"},
    "transit": {"status": "in_transit"},
    "nothing": {"status": "unpaid"},
}


@pytest.fixture(scope="module")
def world() -> Facts:
    whose = {**{case: said for case, (said, _) in CASES.items()}, "no graduate": "A:paid"}
    return facts(
        graduates=[{"person_id": case} for case in CASES],
        certificates=[{"person_id": "no graduate", "level": "technician"}],
        employers=[
            employer("A"), employer("B"), employer("G", "370102"), employer("U", "某区"),
            employer("V", "某区"),
        ],
        contributions=[
            row
            for person, said in whose.items()
            for firm, how in (one.split(":") for one in said.split())
            for row in pension(person, SETTLED, employer_id=firm, **ROWS[how])
        ],
    )  # fmt: skip


def _of(world: Facts, person: str) -> Any:
    columns = ("person_id", "state", "employer_id", "paid_in_city_perhaps")
    found = [r[1:] for r in world.all("fact.city_months", *columns) if r[0] == person]
    assert len(found) < 2
    return found[0] if found else None


@pytest.mark.parametrize("case", CASES)
def test_the_month_over_the_employers_of_the_city(world: Facts, case: str) -> None:
    assert _of(world, case) == CASES[case][1]


def test_months_of_others_are_not_looked_at(world: Facts) -> None:
    assert _of(world, "no graduate") is None
