"""What was paid before this system, and who stands in the employment register."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.facts.world import Facts, employer, facts

CHAIN = [
    {"person_id": "OLDEST", "merged_into": "OLD"},
    {"person_id": "OLD", "merged_into": "P"},
]
REFERENCES = {
    "P|S|2025-06-30": "P|S|2025-06-30",
    "OLD|S|2025-06-30": "P|S|2025-06-30",
    "C1|OLDEST": "C1|P",
    "C1|S|OLD": "C1|S|OLD",  # no candidate has a person there
    "AN-OLD": "AN-OLD",
}
YEARS = {"2025-06": 2025, "2024": 2024, "第三季度": None}


@pytest.fixture(scope="module")
def world() -> Facts:
    payment: dict[str, Any] = {
        "person_id": "OLD", "benefit": "zibo/technician-2021", "amount_fen": 1,
        "paid_on": "2025-01-01", "status": "paid",
    }  # fmt: skip
    payments = [{**payment, "payment_no": text, "reference": text} for text in REFERENCES]
    payments += [{**payment, "payment_no": text, "period": text} for text in YEARS]
    payments.append({**payment, "payment_no": "org", "person_id": None, "org_id": "O"})
    return facts(
        persons=CHAIN,
        payments=payments,
        contracts=[
            {"contract_no": name, "person_id": "P", "employer_id": name} for name in ("E", "D")
        ],
        employers=[employer("E"), employer("D", "370102")],
        employment_registrations=[
            {
                "registration_no": day, "person_id": "P", "employer_id": "E", "form": "employed",
                "registered_on": day,
            }
            for day in ("2024-03-01", "2022-05-05", "2023-01-01")
        ],
    )  # fmt: skip


def _payment(world: Facts, number: str, column: str) -> Any:
    (found,) = [v for no, v in world.all("fact.payments", "payment_no", column) if no == number]
    return found


@pytest.mark.parametrize(("said", "meant"), REFERENCES.items())
def test_a_payment_refers_to_the_current_number(world: Facts, said: str, meant: str) -> None:
    assert _payment(world, said, "reference") == meant


@pytest.mark.parametrize(("period", "year"), YEARS.items())
def test_the_year_of_a_payment_is_that_of_its_period(
    world: Facts, period: str, year: int | None
) -> None:
    assert _payment(world, period, "period_year") == year


def test_a_payment_counts_for_the_persons_main_employer(world: Facts) -> None:
    found = set(world.all("fact.payments", "person_id", "main_employer_id"))
    assert found == {("P", "E"), (None, None)}


def test_who_was_paid_is_a_subject_and_an_organisation_is_none(world: Facts) -> None:
    assert world.all("staging.subjects", "person_id") == [("P",)]


def test_the_first_entry_in_the_register_is_told(world: Facts) -> None:
    assert world.one("fact.person", "registered_on") == date(2022, 5, 5)
