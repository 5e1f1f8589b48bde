"""Graduates on days to come: months that settle next, certificates, order employers.

Each case is a person of one world, who graduated on 2025-06-30 unless it says otherwise.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.facts.world import Facts, Row, employer, facts, months, pension

Ahead = tuple[str, str, bool, str, int]

MONTHS: dict[str, tuple[str, list[Ahead]]] = {
    "in October": ("09 10F", [("2026-10", "2026-12-01", False, "F", 2)]),
    "October in transit": ("09 10t", [("2026-10", "2026-12-01", True, "E", 2)]),
    "October later": ("09 10b", []),
    "not since September": ("09", []),
    "in both": (
        "09 10 11F",
        [("2026-10", "2026-12-01", False, "E", 2), ("2026-11", "2027-01-01", False, "F", 3),
         ("2026-12", "2027-02-01", True, "F", 4)],
    ),
    "November in transit": (
        "09 10F 11t",
        [("2026-10", "2026-12-01", False, "F", 2), ("2026-11", "2027-01-01", True, "F", 3)],
    ),
    "only November": (
        "09 11", [("2026-11", "2027-01-01", False, "E", 3), ("2026-12", "2027-02-01", True, "E", 4)]
    ),
    "first in October": ("10", [("2026-10", "2026-12-01", False, "E", 1)]),
    "first in November": (
        "11", [("2026-11", "2027-01-01", False, "E", 1), ("2026-12", "2027-02-01", True, "E", 2)]
    ),
    "outside in October": ("09 10G", []),
    "never": ("", []),
}  # fmt: skip
"""Months paid of 2026 (t: in transit, b: paid later; else the employer); the months ahead."""

WORKING: dict[str, tuple[str | None, str]] = {
    "in October": ("2026-12-01", "2026-12-31"),
    "in both": ("2026-12-01", "2026-12-31"),
    "only November": ("2027-01-01", "2026-11-30"),
    "first in October": ("2026-12-01", "2026-12-31"),
    "first in November": ("2027-01-01", "2027-01-31"),
    "October in transit": (None, "2026-11-30"),
    "not since September": (None, "2026-11-30"),
    "never": (None, "2026-11-30"),
}
"""From when, surely, the settled month is one of work, and until when nothing changes."""

CERTIFICATES = {
    "issued on the date": ("2026-11-20", "2026-12-31", True, None),
    "issued the day after": ("2026-11-21", "2026-11-21", None, date(2026, 11, 21)),
    "issued too late": ("2026-12-02", "2026-12-01", None, None),
}
"""Issue, graduation; whether the certificate came first, and from when it will be there."""

Dates = tuple[str | None, str | None]
ORDERS: dict[str, tuple[list[Row], Dates]] = {
    "for good": ([{"start_on": "2026-11-20"}], (None, None)),
    "until the date": ([{"end_on": "2026-11-20"}], (None, "2026-11-20")),
    "until the day before": ([{"end_on": "2026-11-19"}], (None, None)),
    "twice": ([{"end_on": "2026-12-31"}, {"end_on": "2026-12-01"}], (None, "2026-12-31")),
    "soon": ([{"start_on": "2026-11-21"}], ("2026-11-21", None)),
    "soon, twice": (
        [{"start_on": "2026-12-05", "end_on": "2026-12-31"},
         {"start_on": "2026-11-28", "end_on": "2026-12-20"}],
        ("2026-11-28", "2026-12-20"),
    ),
    "now and later": (
        [{"end_on": "2026-12-10"}, {"start_on": "2026-12-20"}], ("2026-12-20", "2026-12-10"),
    ),
    "later for a day": (
        [{"start_on": "2026-12-10", "end_on": "2026-12-10"}], ("2026-12-10", "2026-12-10"),
    ),
    "ends before it begins": ([{"start_on": "2026-12-10", "end_on": "2026-12-09"}], (None, None)),
    "part-time": ([{"end_on": "2026-12-10", "contract_type": "part_time"}], (None, None)),
    "elsewhere": ([{"end_on": "2026-12-10", "employer_id": "F"}], (None, None)),
}  # fmt: skip
"""Contracts with the order employer; from when, and until when one is in effect."""


def _graduates() -> list[Row]:
    rows: list[Row] = [{"person_id": person} for person in (*MONTHS, "of a year")]
    rows += [
        {"person_id": person, "certificate_issued_on": issued, "graduated_on": graduated}
        for person, (issued, graduated, _, _) in CERTIFICATES.items()
    ]
    rows += [{"person_id": person, "order_employer_id": "E"} for person in ORDERS]
    return rows


def _paid() -> list[Row]:
    kinds: dict[str, Row] = {"t": {"status": "in_transit"}, "b": {"kind": "back_payment"}}
    rows = [
        row
        for person, (paid, _) in MONTHS.items()
        for month in paid.split()
        for row in pension(
            person, f"2026-{month[:2]}", **kinds.get(month[2:], {"employer_id": month[2:] or "E"})
        )
    ]
    return [*rows, *pension("of a year", "2025-09", "2026-11")]


@pytest.fixture(scope="module")
def world() -> Facts:
    return facts(
        graduates=_graduates(),
        contributions=_paid(),
        contracts=[
            {"contract_no": f"{person} {n}", "person_id": person, "employer_id": "E", **row}
            for person, (rows, _) in ORDERS.items()
            for n, row in enumerate(rows)
        ],
        employers=[employer("E"), employer("F"), employer("G", "370102")],
        exported=tuple(months("2025-01", "2026-11")),
    )


def _rows(world: Facts, table: str, person: str, *columns: str) -> list[tuple[Any, ...]]:
    return [r[1:] for r in world.all(f"fact.{table}", "person_id", *columns) if r[0] == person]


COMING = ("period", "as_of", "assumed", "employer_name", "month_number")


@pytest.mark.parametrize("case", MONTHS)
def test_the_months_that_settle_next(world: Facts, case: str) -> None:
    whole, *found = _rows(world, "graduate_month_coming", case, *COMING)[::-1]
    assert whole == (None, date(2026, 11, 20), False, None, None)
    expected = [(m, date.fromisoformat(day), *said) for m, day, *said in MONTHS[case][1]]
    assert found[::-1] == expected


def test_months_ahead_are_numbered_across_the_turn_of_the_year(world: Facts) -> None:
    found = _rows(world, "graduate_month_coming", "of a year", "month", "month_number")
    assert [number for month, number in found if month] == [14, 15, 16]


def test_a_month_ahead_is_one_that_is_paid(world: Facts) -> None:
    columns = ("period", "month_state", "insured_month", "in_city", "school_name")
    found = _rows(world, "graduate_month_coming", "October in transit", *columns)
    assert found[0] == ("2026-10", "paid", True, True, "市技师学院")


@pytest.mark.parametrize("case", WORKING)
def test_from_and_until_when_the_settled_month_is_known(world: Facts, case: str) -> None:
    expected = tuple(day and date.fromisoformat(day) for day in WORKING[case])
    assert _rows(world, "graduate", case, "working_from", "working_until") == [expected]


@pytest.mark.parametrize("case", CERTIFICATES)
def test_a_certificate_that_is_yet_to_come(world: Facts, case: str) -> None:
    columns = ("certificate_before_graduation", "certificate_before_graduation_from")
    assert _rows(world, "graduate", case, *columns) == [CERTIFICATES[case][2:]]


@pytest.mark.parametrize("case", ORDERS)
def test_the_contracts_with_the_order_employer(world: Facts, case: str) -> None:
    columns = ("works_for_order_employer_from", "works_for_order_employer_until")
    expected = tuple(day and date.fromisoformat(day) for day in ORDERS[case][1])
    assert _rows(world, "graduate", case, *columns) == [expected]


def test_a_class_ends_with_the_year_after_graduation(world: Facts) -> None:
    assert _rows(world, "graduate", "never", "class_ends_on") == [(date(2026, 12, 31),)]


@pytest.mark.parametrize(("case", "day"), [("never", date(2030, 6, 30)), ("in both", None)])
def test_who_has_not_begun_has_five_years(world: Facts, case: str, day: date | None) -> None:
    found = _rows(world, "graduate_month", case, "period", "five_years_end_on")
    assert (None, day) in found
