"""The three settled months, and registration."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from .evaluator import Row
from .rows import AS_OF, contract, contribution, pension, registration, standard_world
from .sayings import ELIGIBLE, OTHER_EMPLOYER, PAID_TO, said, without_months


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [registration(employer_id=OTHER_EMPLOYER)],
        [registration(form="flexible")],
        [registration(form="self_employed", employer_id=None)],
        [registration(ended_on=date(2026, 11, 19))],
        [registration(registered_on=date(2026, 11, 21))],
    ],
)
def test_who_is_not_registered_with_the_employer_gets_nothing(rows: list[Row]) -> None:
    assert said(standard_world(employment_registrations=rows)) == ("ineligible", "registered")


def test_registered_today_or_until_today_is_registered() -> None:
    rows = [registration(registered_on=AS_OF, ended_on=AS_OF)]
    assert said(standard_world(employment_registrations=rows)) == ELIGIBLE


def test_contributions_by_another_employer_or_of_another_insurance_do_not_count() -> None:
    standard = pension(date(2020, 4, 1), PAID_TO)
    by_other = [row | {"employer_id": OTHER_EMPLOYER} for row in standard]
    assert said(standard_world(contributions=by_other)) == ("ineligible", "insured")
    injury = [row | {"insurance": "injury"} for row in standard]
    assert said(standard_world(contributions=injury)) == ("ineligible", "insured")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (pension(date(2020, 4, 1), date(2026, 9, 1)), ELIGIBLE),
        (pension(date(2020, 4, 1), date(2026, 8, 1)), ("review", "insured")),
        (without_months(10, status="in_transit"), ELIGIBLE),
        (without_months(9, status="in_transit"), ("review", "insured")),
        (without_months(6), ELIGIBLE),
        (without_months(7), ("review", "insured")),
        (without_months(8), ("review", "insured")),
        (without_months(9), ("review", "insured")),
        (without_months(7, 8, 9), ("ineligible", "insured")),
        (without_months(8, kind="back_payment"), ("review", "insured")),
        (without_months(8, status="unpaid"), ("review", "insured")),
        (without_months(7, 8, 9, status="suspended"), ("ineligible", "insured")),
        (without_months(7, 8, 9, status="in_transit"), ("review", "insured")),
        (without_months(7, 8, 9, kind="refund", status="in_transit"), ("ineligible", "insured")),
    ],
)
def test_the_three_settled_months(rows: list[Row], expected: tuple[str, ...]) -> None:
    assert said(standard_world(contributions=rows)) == expected


@pytest.mark.parametrize(
    ("extra", "expected"),
    [
        ({"kind": "refund", "amount_fen": 48_000}, ("review", "insured")),
        ({"kind": "refund", "amount_fen": -48_000}, ("review", "insured")),
        ({"kind": "regular", "amount_fen": -48_000}, ("review", "insured")),
        ({"kind": "refund", "amount_fen": 47_999}, ELIGIBLE),
        ({"kind": "refund", "status": "in_transit"}, ELIGIBLE),
    ],
)
def test_paid_and_refunded(extra: dict[str, Any], expected: tuple[str, ...]) -> None:
    rows = [*pension(date(2020, 4, 1), PAID_TO), contribution(date(2026, 8, 1), **extra)]
    assert said(standard_world(contributions=rows)) == expected


@pytest.mark.parametrize(
    ("start_on", "expected"),
    [
        (date(2026, 6, 30), ("review", "insured")),  # July to September are asked, July lacks
        (date(2026, 7, 1), ELIGIBLE),  # August and September are asked
        (date(2026, 8, 31), ELIGIBLE),  # September is asked
        (date(2026, 9, 1), ("review", "insured")),  # no month is left
    ],
)
def test_months_before_the_chain_of_contracts_began_are_not_asked(
    start_on: date, expected: tuple[str, ...]
) -> None:
    world = standard_world(contracts=[contract(start_on=start_on)], contributions=without_months(7))
    assert said(world) == expected
