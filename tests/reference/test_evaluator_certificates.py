"""Certificates: when, how, at which level, and whether newly introduced."""

from __future__ import annotations

from datetime import date

import pytest

from .evaluator import evaluate
from .evaluator.settings import POLICY_2022
from .rows import AS_OF, certificate, standard_world
from .sayings import ELIGIBLE, OTHER_PERSON, introduced, said


@pytest.mark.parametrize(
    ("issued_on", "kind", "under_2021", "under_2022"),
    [
        (date(2017, 12, 31), "qualification", "ineligible", "ineligible"),
        (date(2018, 1, 1), "qualification", "eligible", "ineligible"),
        (date(2022, 8, 15), "qualification", "eligible", "ineligible"),
        (date(2022, 8, 16), "qualification", "ineligible", "eligible"),
        (date(2021, 5, 10), "skill_level", "ineligible", "ineligible"),
        (date(2023, 5, 10), "skill_level", "ineligible", "eligible"),
        (AS_OF, "qualification", "ineligible", "eligible"),
        (date(2026, 11, 21), "qualification", "review", "review"),
        (date(2062, 5, 10), "qualification", "review", "review"),
    ],
)
def test_when_and_how_it_was_certified(
    issued_on: date, kind: str, under_2021: str, under_2022: str
) -> None:
    world = standard_world(certificates=[certificate(issued_on=issued_on, kind=kind)])
    assert said(world)[0] == under_2021
    assert said(world, POLICY_2022)[0] == under_2022


def test_a_senior_worker_gets_no_verdict_in_zibo() -> None:
    assert not evaluate(standard_world(certificates=[certificate(level="senior")])).decisions


@pytest.mark.parametrize(
    ("number", "level", "expected"),
    [
        ("2115003002200123", "technician", ELIGIBLE),
        ("2115003002300123", "technician", ("review", "certificate_sound")),
        ("2115003002700123", "technician", ELIGIBLE),
        ("Y370300000000213000001", "technician", ("review", "certificate_sound")),
        ("Y370300000000212000001", "technician", ELIGIBLE),
        ("Y370300000000211000001", "senior_technician", ELIGIBLE),
        ("S370300000000211000001", "technician", ("review", "certificate_sound")),
        ("X370300000000211000001", "technician", ELIGIBLE),
        ("21150030023001234", "technician", ELIGIBLE),
    ],
)
def test_the_level_in_the_number(number: str, level: str, expected: tuple[str, ...]) -> None:
    world = standard_world(certificates=[certificate(certificate_no=number, level=level)])
    assert said(world, number=number) == expected


@pytest.mark.parametrize("status", ["revoked", "cancelled"])
def test_a_revoked_certificate_gets_nothing(status: str) -> None:
    world = standard_world(certificates=[certificate(status=status)])
    assert said(world) == ("ineligible", "certificate_sound")


def test_a_number_held_by_two_persons_is_looked_at_for_both() -> None:
    other = certificate(person_id=OTHER_PERSON, person_name="李秀英", level="senior")
    assert said(standard_world(certificates=[certificate(), other])) == (
        "review",
        "certificate_sound",
    )


def test_the_same_row_twice_is_one_candidate() -> None:
    assert said(standard_world(certificates=[certificate(), certificate()])) == ELIGIBLE


def test_rows_that_share_a_key_and_differ_are_both_out() -> None:
    rows = [certificate(), certificate(level="senior_technician")]
    assert not evaluate(standard_world(certificates=rows)).decisions


@pytest.mark.parametrize(
    ("first", "exported_from", "issued_on", "expected"),
    [
        (date(2023, 1, 1), date(2020, 4, 1), date(2021, 5, 10), ELIGIBLE),
        (date(2022, 8, 1), date(2020, 4, 1), date(2022, 7, 31), ELIGIBLE),
        (
            date(2022, 8, 1),
            date(2020, 4, 1),
            date(2022, 8, 1),
            ("ineligible", "newly_obtained_or_introduced"),
        ),
        (
            date(2022, 7, 1),
            date(2020, 4, 1),
            date(2021, 5, 10),
            ("ineligible", "newly_obtained_or_introduced"),
        ),
        (
            date(2023, 1, 1),
            date(2023, 1, 1),
            date(2021, 5, 10),
            ("review", "newly_obtained_or_introduced"),
        ),
        (
            date(2022, 7, 1),
            date(2022, 7, 1),
            date(2021, 5, 10),
            ("ineligible", "newly_obtained_or_introduced"),
        ),
    ],
)
def test_newly_introduced(
    first: date, exported_from: date, issued_on: date, expected: tuple[str, ...]
) -> None:
    assert said(introduced(first, exported_from, issued_on), POLICY_2022) == expected
