"""Graduates: school, certificate, work in the settled month, order employer."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.facts.world import SETTLED, Row, employer, facts, months, pension

EXPORT = tuple(months("2025-01", "2026-11"))


def fact(*columns: str, **said: Any) -> Any:
    """The chosen facts of the one graduate."""
    said = {"graduates": [{}], "exported": EXPORT, **said}
    return facts(**said).one("fact.graduate", *columns)


@pytest.mark.parametrize(
    ("graduated_on", "known"), [("2026-11-20", date(2026, 11, 20)), ("2026-11-21", None)]
)
def test_a_graduation_after_the_date_is_unknown(graduated_on: str, known: date | None) -> None:
    said = [{"graduated_on": graduated_on}]
    assert fact("known_graduated_on", graduates=said) == known
    assert fact("graduated_on", graduates=said) == date.fromisoformat(graduated_on)


@pytest.mark.parametrize(
    ("graduated_on", "years"), [("2026-12-31", 0), ("2025-12-31", 1), ("2021-01-01", 5)]
)
def test_years_since_graduation_are_years_of_the_calendar(graduated_on: str, years: int) -> None:
    said = [{"graduated_on": graduated_on}]
    assert fact("years_since_graduation", "graduated_year", graduates=said) == (years, 2026 - years)


@pytest.mark.parametrize(
    ("issued_on", "before"),
    [("2025-06-30", True), ("2025-07-01", False), (None, None), ("2026-11-21", None)],
)
def test_the_certificate_is_no_later_than_graduation(
    issued_on: str | None, before: bool | None
) -> None:
    said = [{"certificate_issued_on": issued_on}]
    assert fact("certificate_before_graduation", graduates=said) is before


@pytest.mark.parametrize(
    ("district", "expected"),
    [
        ("张店区", ("张店", True, True)),
        ("370300", ("市本级", True, None)),
        ("370102", (None, False, True)),
        ("某区", (None, None, True)),
    ],
)
def test_the_place_is_that_of_the_school(district: str, expected: tuple[Any, ...]) -> None:
    said = [{"school_district": district}]
    assert fact("district", "in_city", "district_has_payer", graduates=said) == expected


STATES = [
    ([], "none", False),
    (pension("P", SETTLED), "paid", True),
    (pension("P", SETTLED, kind="back_payment"), "back_paid", None),
    (pension("P", SETTLED, status="in_transit"), "in_transit", None),
    (pension("P", SETTLED, status="unpaid"), "none", False),
    (pension("P", "2026-08"), "none", False),
    (pension("P", "2026-10"), "none", False),
    (pension("P", SETTLED, employer_id="G"), "none", False),
    (pension("P", SETTLED, employer_id="U"), "none", None),
    (pension("P", SETTLED, employer_id="U", kind="back_payment"), "none", False),
    (pension("P", SETTLED, employer_id="U") + pension("P", SETTLED), "paid", True),
    (pension("P", SETTLED, kind="back_payment") + pension("P", SETTLED, employer_id="F"),
     "paid", True),
]  # fmt: skip


@pytest.mark.parametrize(("contributions", "state", "working"), STATES)
def test_who_works_in_the_city_in_the_settled_month(
    contributions: list[Row], state: str, working: bool | None
) -> None:
    city = [employer("E"), employer("F"), employer("G", "370102"), employer("U", "某区")]
    found = fact("work_state", "working", employers=city, contributions=contributions)
    assert found == (state, working)


def test_a_month_that_is_not_in_the_export_is_unknown() -> None:
    exported = [month for month in EXPORT if month != SETTLED]
    assert fact("work_state", "working", exported=exported) == ("unknown", None)


CONTRACT = {"contract_no": "1", "person_id": "P", "employer_id": "E"}
CONTRACTS = [
    ({}, True),
    ({"employer_id": "F"}, False),
    ({"contract_type": "part_time"}, False),
    ({"contract_type": "task"}, True),
    ({"start_on": "2026-11-20"}, True),
    ({"start_on": "2026-11-21"}, False),
    ({"end_on": "2026-11-20"}, True),
    ({"end_on": "2026-11-19"}, False),
    ({"terminated_on": "2026-11-20"}, True),
    ({"end_on": "2027-01-01", "terminated_on": "2026-11-19"}, False),
]


@pytest.mark.parametrize(("said", "works"), CONTRACTS)
def test_who_works_for_the_order_employer(said: dict[str, Any], works: bool) -> None:
    graduates = [{"order_employer_id": "E"}]
    contracts = [{**CONTRACT, **said}]
    assert fact("works_for_order_employer", graduates=graduates, contracts=contracts) is works


def test_without_an_order_employer_nobody_works_for_it() -> None:
    columns = ("has_order_employer", "order_employer_id", "works_for_order_employer")
    assert fact(*columns, contracts=[CONTRACT]) == (False, None, None)


def test_in_a_circle_of_merges_nobody_knows_who_works_for_it() -> None:
    circle = [
        {"person_id": "P", "merged_into": "Q"},
        {"person_id": "Q", "merged_into": "P"},
    ]
    graduates = [{"order_employer_id": "E"}]
    for contracts in ([], [CONTRACT]):
        found = fact(
            "works_for_order_employer", graduates=graduates, contracts=contracts, persons=circle
        )
        assert found is None


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([employer("E")], ("E", "张店", True, True, True)),
        ([employer("E", kind="association")], ("E", "张店", True, True, False)),
        ([employer("E", status="closed")], ("E", "张店", True, True, None)),
        ([employer("E", "370300")], ("E", "市本级", True, None, True)),
        ([], (None, None, None, None, None)),
    ],
)
def test_what_is_known_of_the_order_employer(said: list[Row], expected: tuple[Any, ...]) -> None:
    columns = (
        "order_employer_name", "order_employer_district", "order_employer_in_city",
        "order_employer_has_payer", "order_employer_enterprise",
    )  # fmt: skip
    graduates = [{"order_employer_id": "E"}]
    assert fact(*columns, graduates=graduates, employers=said) == expected
