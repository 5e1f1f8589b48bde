"""Which employer counts, and who is in service under which name."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from .rows import (
    AS_OF,
    EMPLOYER,
    account,
    certificate,
    contract,
    employer,
    pension,
    person,
    registration,
    standard_world,
)
from .sayings import ELIGIBLE, OTHER_EMPLOYER, PAID_TO, decision, said


def test_who_moved_is_judged_on_the_new_employer() -> None:
    moved = date(2025, 2, 1)
    world = standard_world(
        contracts=[
            contract(terminated_on=date(2025, 1, 31)),
            contract(contract_no="HT2", employer_id=OTHER_EMPLOYER, start_on=moved),
        ],
        contributions=[
            *pension(date(2020, 4, 1), date(2025, 1, 1)),
            *pension(moved, PAID_TO, employer_id=OTHER_EMPLOYER),
        ],
        employers=[employer(), employer(employer_id=OTHER_EMPLOYER)],
        employment_registrations=[
            registration(ended_on=date(2025, 1, 31)),
            registration(registration_no="JY2", employer_id=OTHER_EMPLOYER, registered_on=moved),
        ],
    )
    assert (decision(world)["outcome"], decision(world)["employer_id"]) == (
        "eligible",
        OTHER_EMPLOYER,
    )


def test_of_two_employers_the_one_in_the_city_counts() -> None:
    world = standard_world(
        contracts=[
            contract(),
            contract(contract_no="HT2", employer_id=OTHER_EMPLOYER, start_on=date(2026, 1, 1)),
        ],
        employers=[employer(), employer(employer_id=OTHER_EMPLOYER, district="370102")],
    )
    assert (decision(world)["outcome"], decision(world)["employer_id"]) == ("eligible", EMPLOYER)


@pytest.mark.parametrize(
    ("here", "there", "expected"),
    [
        ({"district": "不详"}, {"district": "370102"}, EMPLOYER),
        ({"district": "370102"}, {"kind": "government"}, OTHER_EMPLOYER),
        ({"kind": "government"}, {"status": "closed"}, OTHER_EMPLOYER),
        ({}, {}, EMPLOYER),
    ],
)
def test_the_order_of_main_employment(
    here: dict[str, Any], there: dict[str, Any], expected: str
) -> None:
    world = standard_world(
        contracts=[
            contract(),
            contract(contract_no="HT2", employer_id=OTHER_EMPLOYER, start_on=date(2026, 1, 1)),
        ],
        employers=[employer(**here), employer(employer_id=OTHER_EMPLOYER, **there)],
    )
    assert decision(world)["employer_id"] == expected


@pytest.mark.parametrize(
    ("of_other", "paid_by_other", "expected"),
    [
        ({}, False, EMPLOYER),
        ({}, True, OTHER_EMPLOYER),
        ({"contract_type": "part_time"}, True, EMPLOYER),
    ],
)
def test_pension_then_full_time_then_the_latest_start(
    of_other: dict[str, Any], paid_by_other: bool, expected: str
) -> None:
    """Both are paid by in the last case; the second contract began later in all."""
    extra = pension(date(2026, 4, 1), PAID_TO, employer_id=OTHER_EMPLOYER) if paid_by_other else []
    second = contract(
        contract_no="HT2", employer_id=OTHER_EMPLOYER, start_on=date(2026, 1, 1), **of_other
    )
    world = standard_world(
        contracts=[contract(), second],
        contributions=[*pension(date(2020, 4, 1), PAID_TO), *extra],
        employers=[employer(), employer(employer_id=OTHER_EMPLOYER)],
    )
    assert decision(world)["employer_id"] == expected


def test_of_equal_employers_the_smallest_number_counts() -> None:
    world = standard_world(
        contracts=[contract(contract_no="HT2", employer_id=OTHER_EMPLOYER), contract()],
        contributions=[
            row | {"employer_id": number}
            for row in pension(date(2020, 4, 1), PAID_TO)
            for number in (OTHER_EMPLOYER, EMPLOYER)
        ],
        employers=[employer(), employer(employer_id=OTHER_EMPLOYER)],
    )
    assert decision(world)["employer_id"] == min(EMPLOYER, OTHER_EMPLOYER)


@pytest.mark.parametrize("field", ["deceased_on", "retired_on"])
@pytest.mark.parametrize(
    ("day", "expected"), [(AS_OF, ("ineligible", "in_service")), (date(2026, 11, 21), ELIGIBLE)]
)
def test_deceased_or_retired(field: str, day: date, expected: tuple[str, ...]) -> None:
    assert said(standard_world(persons=[person(**{field: day})])) == expected


def test_nobody_heard_of_is_alive() -> None:
    assert said(standard_world(persons=[])) == ELIGIBLE


@pytest.mark.parametrize(
    ("name", "on_contract", "expected"),
    [
        ("买买提·艾力", "买买提•艾力", ELIGIBLE),
        ("买买提・艾力", "买买提．艾力", ELIGIBLE),
        ("买买提.艾力", "买买提·艾力", ELIGIBLE),
        ("王䶮", "王 䶮", ELIGIBLE),
        ("𠮷·艾力", "𠮷.艾力", ELIGIBLE),
        ("王建国", "王建囯", ("review", "identity_consistent")),
    ],
)
def test_names_on_certificate_and_contract(
    name: str, on_contract: str, expected: tuple[str, ...]
) -> None:
    world = standard_world(
        certificates=[certificate(person_name=name)],
        contracts=[contract(person_name=on_contract)],
        accounts=[account(account_name=on_contract)],
    )
    assert said(world) == expected


def test_the_name_on_a_contract_that_ended_does_not_matter() -> None:
    old = contract(contract_no="HT0", person_name="王二", end_on=date(2026, 11, 19))
    assert said(standard_world(contracts=[contract(), old])) == ELIGIBLE
