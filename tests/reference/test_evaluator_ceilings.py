"""The yearly ceiling per employer."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from .evaluator import Row, World, evaluate
from .evaluator.settings import POLICY_2022
from .ids import person_number
from .rows import EMPLOYER, certificate, payment, standard_world
from .sayings import OTHER_EMPLOYER, money


def staff(count: int, level: str) -> World:
    """`count` people of one firm, certified after 2022-08-16."""
    people = [person_number(number) for number in range(1, count + 1)]
    standard = standard_world()
    each: dict[str, list[Row]] = {
        source: [row | {"person_id": number} for number in people for row in standard.rows[source]]
        for source in ("contracts", "contributions", "employment_registrations", "persons")
    }
    for source, key in (
        ("contracts", "contract_no"),
        ("employment_registrations", "registration_no"),
    ):
        each[source] = [row | {key: f"{number}"} for number, row in enumerate(each[source])]
    each["certificates"] = [
        certificate(
            certificate_no=f"ZS{number:03d}",
            person_id=person_id,
            level=level,
            issued_on=date(2023, 1, 31 - number),
        )
        for number, person_id in enumerate(people)
    ]
    return standard_world(**each)


def capped(world: World) -> set[str]:
    rows = evaluate(world).decisions.values()
    under = [row for row in rows if row["policy_id"] == POLICY_2022]
    assert {row["outcome"] for row in under} <= {"eligible", "capped"}
    assert all(money(row) == (row["amount_fen"], row["amount_fen"], 0) for row in under)
    return {row["certificate_no"] for row in under if row["outcome"] == "capped"}


def test_the_twenty_first_technician_is_one_too_many() -> None:
    assert capped(staff(20, "technician")) == set()
    assert capped(staff(21, "technician")) == {"ZS000"}  # the last to be certified


def test_the_seventeenth_senior_technician_is_one_too_many() -> None:
    assert capped(staff(17, "senior_technician")) == {"ZS000"}


@pytest.mark.parametrize(
    ("changes", "left_out"),
    [
        ({"employer_id": EMPLOYER}, 1),
        ({"employer_id": None}, 1),
        ({"employer_id": OTHER_EMPLOYER}, 0),
        ({"status": "returned"}, 0),
        ({"benefit": "zibo/technician-2021"}, 0),
        ({"benefit": "zibo/technician"}, 1),
        ({"paid_on": date(2025, 12, 31)}, 0),
        ({"paid_on": date(2026, 12, 31)}, 1),
        ({"amount_fen": 1_000_001}, 2),
    ],
)
def test_what_was_granted_this_year_counts_first(changes: dict[str, Any], left_out: int) -> None:
    base: Row = {
        "benefit": POLICY_2022,
        "amount_fen": 1_000_000,
        "level": "senior_technician",
        "paid_on": date(2026, 1, 1),
    }
    world = staff(17, "technician")
    world.rows["payments"] = [payment(**(base | changes))]
    assert len(capped(world)) == left_out


def test_all_after_the_first_that_does_not_fit_are_capped() -> None:
    """A senior technician's 3000 no longer fit; the technician's 2500 after it would."""
    world = staff(17, "senior_technician")
    for row in world.rows["certificates"][:1]:
        row["level"] = "technician"
    assert capped(world) == {"ZS000"}
    world.rows["payments"] = [
        payment(
            benefit=POLICY_2022, employer_id=EMPLOYER, amount_fen=250_000, paid_on=date(2026, 5, 1)
        )
        | {"person_id": person_number(99)}
    ]
    assert capped(world) == {"ZS000", "ZS001"}
