"""When a graduate began to work in the city, and every month since."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.facts.world import Facts, Row, employer, facts, months, pension

EXPORT = tuple(months("2020-01", "2026-11"))
CITY = [employer("E"), employer("F"), employer("G", "370102"), employer("U", "某区")]


def world(*contributions: Row, **said: Any) -> Facts:
    """One graduate, and what was paid for the person P."""
    said = {"graduates": [{}], "employers": CITY, "exported": EXPORT, **said}
    return facts(contributions=contributions, **said)


def whole(found: Facts, *columns: str) -> Any:
    """The row of the record as a whole: the one without a period."""
    rows = [row for row in found.all("fact.graduate_month", "period", *columns) if row[0] is None]
    (row,) = rows
    return row[1] if len(columns) == 1 else row[1:]


def monthly(found: Facts, *columns: str) -> list[tuple[Any, ...]]:
    return [r for r in found.all("fact.graduate_month", "period", *columns) if r[0] is not None]


def test_the_start_is_the_first_paid_month_from_graduation_on() -> None:
    found = world(*pension("P", "2025-03", "2025-05"), *pension("P", "2025-08", "2025-09"))
    columns = ("start_month", "start_month_at_latest", "months_to_start", "employed_in_city")
    assert whole(found, *columns) == (date(2025, 8, 1), date(2025, 8, 1), 2, True)


@pytest.mark.parametrize(
    ("graduated_on", "start", "months_between"),
    [
        ("2025-06-01", date(2025, 6, 1), 0),
        ("2025-06-30", date(2025, 6, 1), 0),
        ("2025-07-01", date(2025, 7, 1), 0),
        ("2024-12-31", date(2025, 6, 1), 6),
        ("2020-06-30", date(2025, 6, 1), 60),
        ("2020-05-31", date(2025, 6, 1), 61),
    ],
)
def test_months_are_counted_from_the_month_of_graduation(
    graduated_on: str, start: date, months_between: int
) -> None:
    graduates = [{"graduated_on": graduated_on}]
    found = world(*pension("P", "2025-06", "2025-07"), graduates=graduates)
    assert whole(found, "start_month", "months_to_start") == (start, months_between)


@pytest.mark.parametrize(
    ("graduated_on", "start", "between"),
    [("2019-12-31", None, None), ("2020-01-31", date(2020, 1, 1), 0)],
)
def test_at_the_left_edge_of_the_export_the_start_is_known_only_for_who_graduated_then(
    graduated_on: str, start: date | None, between: int | None
) -> None:
    graduates = [{"graduated_on": graduated_on}]
    found = world(*pension("P", "2020-01", "2020-02"), graduates=graduates)
    columns = ("start_month", "start_month_at_latest", "months_to_start", "employed_in_city")
    assert whole(found, *columns) == (start, date(2020, 1, 1), between, True)
    assert bool(monthly(found)) == (start is not None)


def test_one_month_after_the_left_edge_the_start_is_known() -> None:
    graduates = [{"graduated_on": "2019-12-31"}]
    found = world(*pension("P", "2020-02"), graduates=graduates)
    assert whole(found, "start_month", "months_to_start") == (date(2020, 2, 1), 2)


@pytest.mark.parametrize(
    ("employer_id", "employed"), [("E", True), ("G", False), ("U", None), ("absent", None)]
)
def test_where_the_employer_is_decides_whether_the_work_counts(
    employer_id: str, employed: bool | None
) -> None:
    found = world(*pension("P", "2025-08", employer_id=employer_id))
    assert whole(found, "employed_in_city") is employed


def test_one_month_at_an_unknown_place_is_enough_for_a_doubt() -> None:
    elsewhere = pension("P", "2025-08", employer_id="U")
    found = world(*elsewhere, *pension("P", "2025-09", status="unpaid"))
    assert whole(found, "employed_in_city") is None


@pytest.mark.parametrize(
    "said",
    [
        {"kind": "back_payment"},
        {"status": "in_transit"},
        {"status": "unpaid"},
        {"amount_fen": 0},
        {"insurance": "medical"},
    ],
)
def test_only_a_paid_month_is_a_start(said: dict[str, Any]) -> None:
    found = world(*pension("P", "2025-08", **said))
    assert whole(found, "start_month", "employed_in_city") == (None, False)


def test_a_month_taken_back_is_no_start() -> None:
    back = pension("P", "2025-08", kind="refund", amount_fen=80000)
    found = world(*pension("P", "2025-08", "2025-09"), *back)
    assert whole(found, "start_month") == date(2025, 9, 1)


@pytest.mark.parametrize(("month", "employed"), [("2026-11", True), ("2026-12", False)])
def test_a_month_after_the_date_has_not_come(month: str, employed: bool) -> None:
    found = world(*pension("P", month), exported=(*EXPORT, "2026-12"))
    assert whole(found, "employed_in_city") is employed
    assert monthly(found) == []


def test_months_run_from_the_start_to_the_settled_month() -> None:
    found = world(*pension("P", "2026-07", "2026-11"))
    assert monthly(found, "month", "month_number") == [
        ("2026-07", date(2026, 7, 1), 1),
        ("2026-08", date(2026, 8, 1), 2),
        ("2026-09", date(2026, 9, 1), 3),
    ]


def test_months_run_across_a_turn_of_the_year() -> None:
    found = world(*pension("P", "2025-11"))
    numbers = [(period, number) for period, number in monthly(found, "month_number")]
    assert numbers[:3] == [("2025-11", 1), ("2025-12", 2), ("2026-01", 3)]
    assert numbers[-1] == ("2026-09", 11)


def test_states_of_months() -> None:
    """The best state over the employers of the city; what is in transit has no row."""
    gap = tuple(month for month in EXPORT if month != "2026-07")
    found = world(
        *pension("P", "2026-03"),
        *pension("P", "2026-04", kind="back_payment"),
        *pension("P", "2026-05", status="in_transit"),
        *pension("P", "2026-06", status="suspended"),
        exported=gap,
    )
    assert monthly(found, "month_state", "month_number", "insured_month") == [
        ("2026-03", "paid", 1, True),
        ("2026-04", "back_paid", 2, None),
        ("2026-06", "none", 4, False),
        ("2026-07", "unknown", 5, None),
        ("2026-08", "none", 6, False),
        ("2026-09", "none", 7, False),
    ]


def test_the_best_state_over_the_employers_of_the_city_counts() -> None:
    found = world(
        *pension("P", "2026-08", "2026-09", employer_id="F"),
        *pension("P", "2026-08", employer_id="E"),
        *pension("P", "2026-09", employer_id="E", kind="back_payment"),
    )
    columns = ("month_state", "employer_id", "employer_name", "district", "in_city")
    assert monthly(found, *columns) == [
        ("2026-08", "paid", "E", "E", "张店", True),  # the smallest of two
        ("2026-09", "paid", "F", "F", "张店", True),
    ]


@pytest.mark.parametrize(
    ("employer_id", "insured"), [("G", False), ("U", None), ("absent", None), ("E", True)]
)
def test_a_month_paid_at_an_unknown_place_is_unknown(
    employer_id: str, insured: bool | None
) -> None:
    found = world(*pension("P", "2026-08"), *pension("P", "2026-09", employer_id=employer_id))
    state = "paid" if insured else "none"
    assert monthly(found, "month_state", "insured_month")[-1] == ("2026-09", state, insured)
    (_, shown, payer) = monthly(found, "employer_id", "district_has_payer")[-1]
    assert (shown, payer) == (("E", True) if insured else (None, None))


def test_a_back_paid_month_at_an_unknown_place_is_none() -> None:
    elsewhere = pension("P", "2026-09", employer_id="U", kind="back_payment")
    found = world(*pension("P", "2026-08"), *elsewhere)
    assert monthly(found, "month_state", "insured_month")[-1] == ("2026-09", "none", False)


def test_a_city_of_its_own_has_no_payer() -> None:
    found = world(*pension("P", "2026-09", employer_id="C"), employers=[employer("C", "370300")])
    assert monthly(found, "in_city", "district_has_payer") == [("2026-09", True, None)]


def test_every_record_has_its_own_start() -> None:
    graduates = [{}, {"school_id": "T"}, {"graduated_on": "2026-07-31"}]
    found = world(*pension("P", "2025-08", "2026-09"), graduates=graduates)
    starts = found.db.execute(
        "select distinct school_id, graduated_on, start_month from fact.graduate_month order by all"
    ).fetchall()
    assert starts == [
        ("S", date(2025, 6, 30), date(2025, 8, 1)),
        ("S", date(2026, 7, 31), date(2026, 7, 1)),
        ("T", date(2025, 6, 30), date(2025, 8, 1)),
    ]


def test_the_record_is_told_on_every_row() -> None:
    found = world(*pension("P", "2026-09"), graduates=[{"full_time": None}])
    columns = ("person_name", "school_name", "programme", "full_time", "certificate_level", "as_of")
    expected = ("王芳", "市技师学院", "senior", None, "senior", date(2026, 11, 20))
    assert [row[1:] for row in monthly(found, *columns)] == [expected]
    assert whole(found, *columns) == expected


def test_a_graduation_after_the_date_has_no_start() -> None:
    graduates = [{"graduated_on": "2026-12-01"}]
    found = world(*pension("P", "2025-01", "2026-11"), graduates=graduates)
    assert whole(found, "start_month", "employed_in_city") == (None, False)


def test_months_of_other_persons_are_no_work_of_a_graduate() -> None:
    found = world(
        *pension("Q", "2025-08"), certificates=[{"person_id": "Q", "level": "technician"}]
    )
    assert whole(found, "employed_in_city") is False


def test_months_are_looked_at_of_graduates_alone() -> None:
    """Of others the settled months suffice, and the two that settle next: few of a large export."""
    both = [*pension("P", "2026-01", "2026-11"), *pension("Q", "2026-01", "2026-11")]
    found = world(*both, certificates=[{"person_id": "Q", "level": "technician"}])
    rows = found.all("fact.months_covered", "person_id", "period")
    assert [sum(person == who for person, _ in rows) for who in "PQ"] == [11, 5]
