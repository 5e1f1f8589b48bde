"""Outcomes, precedence, payments before, holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from .evaluator import Row, evaluate
from .evaluator.settings import POLICY_2021, POLICY_2022
from .rows import EMPLOYER, PERSON, account, certificate, payment, standard_world
from .sayings import ELIGIBLE, OTHER_PERSON, decision, introduced, money, said


def test_the_standard_person_gets_2500_in_halves() -> None:
    row = decision(standard_world())
    assert (row["outcome"], *money(row)) == ("eligible", 250_000, 125_000, 125_000)
    assert row["district"] == "张店"
    assert row["hold_reason"] is None


def test_the_standard_person_is_neither_newly_obtained_nor_newlyintroduced() -> None:
    assert said(standard_world(), POLICY_2022) == ("ineligible", "newly_obtained_or_introduced")


def test_the_earlier_of_two_numbers_for_one_occupation_and_level_is_paid() -> None:
    later = certificate(certificate_no="ZS0", issued_on=date(2021, 6, 10))
    world = standard_world(certificates=[later, certificate()])
    assert said(world) == ELIGIBLE
    loser = decision(world, number="ZS0")
    assert (loser["outcome"], loser["winner_policy_id"]) == ("superseded", POLICY_2021)
    assert loser["winner_candidate_id"] == f"ZS1|{PERSON}"
    assert loser["amount_fen"] is None


def test_two_levels_or_two_occupations_are_two_benefits() -> None:
    rows = [
        certificate(),
        certificate(certificate_no="ZS2", level="senior_technician"),
        certificate(certificate_no="ZS3", occupation_code="6-18-01-02"),
    ]
    world = standard_world(certificates=rows, payments=[payment()])
    assert said(world) == ("already_granted",)
    assert money(decision(world, number="ZS2")) == (300_000, 150_000, 150_000)
    assert said(world, number="ZS3") == ELIGIBLE


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([payment()], ("already_granted",)),
        ([payment(benefit="zibo/technician", paid_on=date(2062, 1, 1))], ("already_granted",)),
        ([payment(status="returned")], ELIGIBLE),
        ([payment(status="recovered")], ("review", "no_recovery")),
        ([payment(status="recovered", level="senior_technician")], ELIGIBLE),
        ([payment(), payment(payment_no="FF2", status="recovered")], ("already_granted",)),
        ([payment(occupation_code=None)], ("review", "no_recovery")),
        ([payment(level=None)], ("review", "no_recovery")),
        ([payment(person_id=OTHER_PERSON, level=None)], ELIGIBLE),
        ([payment(person_id=None, org_id=EMPLOYER)], ELIGIBLE),
    ],
)
def test_what_was_paid_before(rows: list[Row], expected: tuple[str, ...]) -> None:
    assert said(standard_world(payments=rows)) == expected


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], "no_account"),
        ([account(status="inactive")], "account_not_active"),
        ([account(status="lost", account_name="李四")], "account_not_active"),
        ([account(account_name="李四")], "account_name_differs"),
        ([account(account_name="王 建国")], None),
    ],
)
def test_held_with_the_reason(rows: list[Row], reason: str | None) -> None:
    row = decision(standard_world(accounts=rows))
    assert (row["outcome"], row["hold_reason"]) == ("eligible", reason)


def test_2022_takes_the_place_of_2021_where_it_ends_eligible() -> None:
    world = introduced(date(2023, 1, 1), date(2020, 4, 1), date(2021, 5, 10))
    row = decision(world)
    assert (row["outcome"], row["winner_policy_id"]) == ("superseded", POLICY_2022)
    assert row["winner_candidate_id"] == f"ZS1|{PERSON}"
    full = payment(
        benefit=POLICY_2022,
        person_id=OTHER_PERSON,
        employer_id=EMPLOYER,
        amount_fen=4_750_001,
        paid_on=date(2026, 2, 1),
    )
    world.rows["payments"] = [full]
    assert said(world, POLICY_2022) == ("capped",)
    assert said(world) == ELIGIBLE


@pytest.mark.parametrize(
    ("as_of", "policies"),
    [
        (date(2021, 10, 17), set()),
        (date(2021, 10, 18), {POLICY_2021}),
        (date(2022, 8, 15), {POLICY_2021}),
        (date(2022, 8, 16), {POLICY_2021, POLICY_2022}),
    ],
)
def test_no_verdict_before_a_policy_is_in_force(as_of: date, policies: set[str]) -> None:
    verdicts = evaluate(replace(standard_world(), as_of=as_of))
    assert {row["policy_id"] for row in verdicts.decisions.values()} == policies
