"""The pension: the state of a month, what was taken back, and what the main employer owed.

Each case is a person of one world, of whom the rows of the newest settled month are given.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.facts.world import SETTLED, Facts, Row, employer, facts, months, pension

EXPORT = tuple(months("2026-01", "2026-11"))


def row(amount_fen: int, kind: str = "regular", status: str = "paid") -> Row:
    return {"amount_fen": amount_fen, "kind": kind, "status": status}


PAID, REFUND = row(80000), row(80000, "refund")
IN_TRANSIT = row(80000, status="in_transit")
CASES: dict[str, tuple[list[Row], str, bool]] = {
    "one fen": ([row(1)], "paid", False),
    "nothing": ([row(0)], "none", False),
    "suspended": ([row(80000, status="suspended")], "none", False),
    "taken back": ([PAID, REFUND], "none", True),
    "taken back in two parts": ([PAID, row(40000, "refund"), row(40000, "refund")], "none", True),
    "taken back by a negative row": ([PAID, row(-80000)], "none", True),
    "more taken back than paid": ([PAID, row(80001, "refund")], "none", True),
    "taken back but for a fen": ([PAID, row(79999, "refund")], "paid", False),
    "one fen taken back": ([row(1), row(1, "refund")], "none", True),
    "taken back, and again in transit": ([PAID, REFUND, IN_TRANSIT], "in_transit", True),
    "only a refund in transit": ([row(0), row(80000, "refund", "in_transit")], "none", False),
    "in transit": ([IN_TRANSIT], "in_transit", False),
    "one fen, the rest in transit": ([row(1), IN_TRANSIT], "paid", False),
    "paid later": ([row(1, "back_payment")], "back_paid", False),
    "an empty row and paid later": ([row(0), row(80000, "back_payment")], "back_paid", False),
}
"""Rows of the month, its state, and whether it was wholly taken back."""


@pytest.fixture(scope="module")
def world() -> Facts:
    contributions: list[Row] = [
        {"person_id": person, "period": f"{SETTLED}-01", **one}
        for person, (rows, _, _) in CASES.items()
        for one in rows
    ]
    contributions += [
        {**row(0), "person_id": "taken back", "period": "2026-08-01"},
        {**row(0), "person_id": "taken back", "period": f"{SETTLED}-01", "employer_id": "F"},
    ]
    return facts(
        designations=[{"person_id": person} for person in CASES], contributions=contributions
    )


@pytest.mark.parametrize("case", CASES)
def test_the_state_of_a_month(world: Facts, case: str) -> None:
    rows = world.all("fact.months_covered", "person_id", "employer_id", "period", "state")
    (state,) = [r[3] for r in rows if r[:2] == (case, "E") and str(r[2])[:7] == SETTLED]
    assert state == CASES[case][1]


def test_months_that_were_wholly_taken_back(world: Facts) -> None:
    """A month in which nothing was paid was not taken back, nor was that of another employer."""
    rows = world.all("fact.refunded_months", "person_id", "employer_id", "period")
    found = [(person, firm, str(period)[:7]) for person, firm, period in rows]
    assert found == sorted((case, "E", SETTLED) for case, said in CASES.items() if said[2])


OWED = ("insured", "insured_months_owed", "insured_months_paid", "insured_months_unpaid")
INSURED: dict[str, tuple[str, tuple[str, ...], tuple[Any, ...]]] = {
    "all three paid": ("2020-01-01", ("2026-07", "2026-08", "2026-09"), (True, 3, 3, 0)),
    "two paid": ("2020-01-01", ("2026-07", "2026-09"), (None, 3, 2, 1)),
    "none paid": ("2020-01-01", (), (False, 3, 0, 3)),
    "begun on the last of June": ("2026-06-30", ("2026-07",), (None, 3, 1, 2)),
    "begun on the first of July": ("2026-07-01", ("2026-08", "2026-09"), (True, 2, 2, 0)),
    "begun after them": ("2026-10-01", (), (None, 0, 0, 0)),
}


def _insured(exported: tuple[str, ...]) -> dict[str, tuple[Any, ...]]:
    found = facts(
        designations=[{"person_id": person} for person in (*INSURED, "out of work")],
        contracts=[
            {"contract_no": person, "person_id": person, "employer_id": "E", "start_on": start}
            for person, (start, _, _) in INSURED.items()
        ]
        + [{"contract_no": "G", "person_id": "all three paid", "employer_id": "G"}],
        employers=[employer("E"), employer("G", "370102")],
        contributions=[
            one
            for person, (_, paid, _) in INSURED.items()
            for month in paid
            if month in exported
            for one in pension(person, month)
        ],
        exported=exported,
    )
    return {r[0]: r[1:] for r in found.all("fact.person", "person_id", *OWED)}


def test_the_months_that_the_main_employer_owed() -> None:
    found = _insured(EXPORT)
    assert found.pop("out of work") == (None, 0, 0, 0)
    assert found == {person: said[2] for person, said in INSURED.items()}


def test_a_month_that_is_not_in_the_export_is_owed_all_the_same() -> None:
    found = _insured(tuple(month for month in EXPORT if month != "2026-08"))
    assert found["all three paid"] == (None, 3, 2, 0)
    assert found["none paid"] == (None, 3, 0, 2)
