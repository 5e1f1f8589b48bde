"""Labour contracts of a year, to the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from .rows import AS_OF, contract, standard_world
from .sayings import ELIGIBLE, decision, said


@pytest.mark.parametrize(
    ("start_on", "end_on", "expected"),
    [
        (date(2025, 12, 1), date(2026, 11, 30), ELIGIBLE),
        (date(2025, 12, 1), date(2026, 11, 29), ("ineligible", "contract_one_year")),
        (date(2026, 1, 1), date(2026, 12, 31), ELIGIBLE),
        (date(2026, 1, 1), date(2026, 12, 30), ("ineligible", "contract_one_year")),
        (date(2024, 2, 29), None, ELIGIBLE),
        (date(2026, 3, 1), date(2027, 2, 28), ELIGIBLE),
        (date(2026, 3, 1), date(2027, 2, 27), ("ineligible", "contract_one_year")),
    ],
)
def test_a_contract_a_day_short_of_a_year_gets_nothing(
    start_on: date, end_on: date | None, expected: tuple[str, ...]
) -> None:
    rows = [contract(start_on=start_on, end_on=end_on)]
    assert said(standard_world(contracts=rows)) == expected


@pytest.mark.parametrize(
    ("end_on", "expected"),
    [(date(2025, 2, 27), ELIGIBLE), (date(2025, 2, 26), ("ineligible", "contract_one_year"))],
)
def test_a_year_from_29_february_ends_on_27_february(
    end_on: date, expected: tuple[str, ...]
) -> None:
    world = standard_world(contracts=[contract(start_on=date(2024, 2, 29), end_on=end_on)])
    assert said(replace(world, as_of=date(2024, 11, 20))) == expected


@pytest.mark.parametrize(
    ("second_starts", "expected"),
    [
        (date(2026, 7, 1), ("review", "contract_one_year")),
        (date(2026, 7, 2), ("ineligible", "contract_one_year")),
        (date(2026, 6, 15), ("review", "contract_one_year")),
    ],
)
def test_a_chain_of_contracts_without_a_gap(second_starts: date, expected: tuple[str, ...]) -> None:
    rows = [
        contract(start_on=date(2026, 1, 1), end_on=date(2026, 6, 30)),
        contract(contract_no="HT2", start_on=second_starts, end_on=date(2026, 12, 31)),
    ]
    assert said(standard_world(contracts=rows)) == expected


@pytest.mark.parametrize(
    ("next_starts", "expected"),
    [
        (date(2027, 1, 1), ("review", "contract_one_year")),
        (date(2027, 1, 2), ("ineligible", "contract_one_year")),
    ],
)
def test_a_signed_renewal_counts_in_the_chain(next_starts: date, expected: tuple[str, ...]) -> None:
    rows = [
        contract(start_on=date(2026, 7, 1), end_on=date(2026, 12, 31)),
        contract(contract_no="HT2", start_on=next_starts, end_on=date(2027, 6, 30)),
    ]
    assert said(standard_world(contracts=rows)) == expected


def test_a_contract_that_ended_is_over_though_contributions_go_on() -> None:
    world = standard_world(contracts=[contract(end_on=date(2026, 10, 31))])
    assert said(world) == ("ineligible", "in_service")
    facts = decision(world)["unknown"]
    assert facts[:3] == ["enterprise", "in_city", "contract_one_year"]
    assert facts[3:] == ["registered", "insured", "identity_consistent", "funding"]


@pytest.mark.parametrize(
    ("field", "last", "expected"),
    [
        ("end_on", AS_OF, ELIGIBLE),
        ("end_on", date(2026, 11, 19), ("ineligible", "in_service")),
        ("terminated_on", AS_OF, ELIGIBLE),
        ("terminated_on", date(2026, 11, 19), ("ineligible", "in_service")),
    ],
)
def test_the_last_day_is_still_worked(field: str, last: date, expected: tuple[str, ...]) -> None:
    rows = [contract(**{"start_on": date(2020, 3, 1), field: last})]
    assert said(standard_world(contracts=rows)) == expected


@pytest.mark.parametrize(
    ("contract_type", "expected"),
    [
        ("task", ("review", "contract_one_year")),
        ("part_time", ("ineligible", "contract_one_year")),
        ("dispatch", ELIGIBLE),
        ("open_ended", ELIGIBLE),
    ],
)
def test_types_of_contract(contract_type: str, expected: tuple[str, ...]) -> None:
    world = standard_world(contracts=[contract(contract_type=contract_type)])
    assert said(world) == expected


def test_who_resigned_since_gets_nothing() -> None:
    world = standard_world(contracts=[contract(terminated_on=date(2024, 1, 31))])
    assert said(world) == ("ineligible", "in_service")
