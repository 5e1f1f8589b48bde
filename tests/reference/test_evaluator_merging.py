"""One person with several numbers; quarantine never means no."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from .evaluator import Quarantined, Row, World
from .ids import person_number
from .rows import PERSON, certificate, payment, person, standard_world
from .sayings import ELIGIBLE, OTHER_PERSON, decision, said


def test_a_quarantined_row_makes_unknown_never_no() -> None:
    world = replace(standard_world(), quarantined=[Quarantined("persons", PERSON)])
    assert said(world) == ("review", "in_service")
    world = replace(standard_world(), quarantined=[Quarantined("payments", PERSON)])
    assert said(world) == ("review", "no_recovery")
    world = replace(standard_world(), quarantined=[Quarantined("contracts", PERSON)])
    assert said(world) == ELIGIBLE
    rows = [payment(), payment(paid_on=date(2022, 6, 2))]
    assert said(standard_world(payments=rows)) == ("review", "no_recovery")


def _renumbered(persons: Iterable[Row]) -> World:
    """The certificate stands under the old number, everything else under the new one."""
    return standard_world(certificates=[certificate(person_id=OTHER_PERSON)], persons=list(persons))


def test_a_changed_number_is_one_person() -> None:
    row = decision(_renumbered([person(person_id=OTHER_PERSON, merged_into=PERSON)]))
    assert (row["outcome"], row["candidate_id"]) == ("eligible", f"ZS1|{PERSON}")
    chain = [
        person(person_id=OTHER_PERSON, merged_into=person_number(3)),
        person(person_id=person_number(3), merged_into=PERSON),
    ]
    assert said(_renumbered(chain)) == ELIGIBLE


def test_the_same_name_under_another_number_is_never_merged() -> None:
    assert said(_renumbered([person()])) == ("ineligible", "in_service")


def test_the_new_numbers_own_row_stands() -> None:
    dead = person(person_id=OTHER_PERSON, merged_into=PERSON, deceased_on=date(2020, 1, 1))
    assert said(_renumbered([dead, person()])) == ELIGIBLE
    assert said(_renumbered([dead])) == ("ineligible", "in_service")


def test_a_cycle_of_merges_is_looked_at_by_a_person() -> None:
    cycle = [
        person(merged_into=OTHER_PERSON),
        person(person_id=OTHER_PERSON, merged_into=PERSON),
    ]
    assert said(standard_world(persons=cycle)) == ("review", "in_service")
