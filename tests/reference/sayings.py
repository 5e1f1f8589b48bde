"""What the witness says of one certificate, in a few words."""

from __future__ import annotations

from datetime import date
from typing import Any

from .evaluator import Row, World, evaluate
from .evaluator.settings import POLICY_2021
from .ids import credit_code, person_number
from .rows import certificate, contribution, pension, standard_world

OTHER_EMPLOYER = credit_code(2)
OTHER_PERSON = person_number(2)
PAID_TO = date(2026, 10, 1)
ELIGIBLE = ("eligible",)


def decision(world: World, policy_id: str = POLICY_2021, number: str = "ZS1") -> Row:
    rows = [
        row
        for row in evaluate(world).decisions.values()
        if (row["policy_id"], row["certificate_no"]) == (policy_id, number)
    ]
    assert len(rows) == 1
    return rows[0]


def said(world: World, policy_id: str = POLICY_2021, number: str = "ZS1") -> tuple[str, ...]:
    """The outcome, followed by what failed or, at review, by what is unknown."""
    row = decision(world, policy_id, number)
    points = row["failed"] or (row["unknown"] if row["outcome"] == "review" else [])
    return (row["outcome"], *points)


def money(row: Row) -> tuple[int, int, int]:
    return row["amount_fen"], row["city_fen"], row["district_fen"]


def without_months(*months: int, **changes: Any) -> list[Row]:
    """The standard contributions, those of the given months of 2026 changed or (no changes) gone.

    A colleague's row keeps every month in the export.
    """
    standard = pension(date(2020, 4, 1), PAID_TO)
    gone = {date(2026, month, 1) for month in months}
    kept = [row for row in standard if row["period"] not in gone]
    colleague = [contribution(row["period"], person_id=OTHER_PERSON) for row in standard]
    return kept + colleague + [contribution(month, **changes) for month in gone if changes]


def introduced(first: date, exported_from: date, issued_on: date) -> World:
    """Insured in the city since `first`; the export begins with `exported_from`."""
    colleague = [
        contribution(row["period"], person_id=OTHER_PERSON) for row in pension(exported_from, first)
    ]
    return standard_world(
        contributions=[*colleague, *pension(first, PAID_TO)],
        certificates=[certificate(issued_on=issued_on)],
    )
