"""Which grants are looked back at, and what was to hold before which day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.selecting import Row, selected

SUBMITTED = date(2026, 6, 10)


def looked_at(**said: Any) -> list[Row]:
    grant = {"grant_id": "G1", "policy_id": "p", "state": "paid", "submitted_on": SUBMITTED}
    asked = [{"policy_id": "p", "finding": "deceased"}, {"policy_id": "q", "finding": "retired"}]
    return selected(
        "4_outputs/paid_grants", ledger__grants=[grant | said], reference__lookback=asked
    )


@pytest.mark.parametrize(
    ("state", "looked"),
    [
        ("paid", True), ("dismissed", True), ("submitted", False), ("recovery", False),
        ("recovered", False), ("failed", False),
    ],
)  # fmt: skip
def test_grants_are_looked_at_once_they_are_paid_and_until_somebody_decides(
    state: str, looked: bool
) -> None:
    assert [row["finding"] for row in looked_at(state=state)] == ["deceased"] * looked


def test_a_month_is_measured_by_its_first_day_and_all_else_by_its_submission() -> None:
    days = {
        period: looked_at(period=period)[0]["due_before"]
        for period in ("2026-05", None, "2026", "2026-05-01")
    }
    assert days.pop("2026-05") == date(2026, 5, 1)
    assert set(days.values()) == {SUBMITTED}


def test_an_employers_grant_is_the_employers_and_a_persons_names_its_employer() -> None:
    names = {"beneficiary_id": "受益", "employer_id": "厂"}
    (paid_to_it,) = looked_at(beneficiary_kind="employer", **names)
    (paid_to_staff,) = looked_at(beneficiary_kind="person", **names)
    assert (paid_to_it["employer_id"], paid_to_staff["employer_id"]) == ("受益", "厂")
