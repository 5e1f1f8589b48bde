"""Titles: whether one is held, and the months since it was given."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.facts.world import Facts, employer, facts

CHIEF, EXPERT = "rizhao_chief_technician", "rizhao_skill_expert"


def monthly(found: Facts, *columns: str) -> list[tuple[Any, ...]]:
    return found.all("fact.designation_month", "period", *columns)


@pytest.mark.parametrize(
    ("effective_on", "revoked_on", "held"),
    [
        ("2026-11-20", None, True),
        ("2026-11-21", None, None),
        ("2026-11-21", "2026-11-20", None),
        ("2024-01-01", "2026-11-20", False),
        ("2024-01-01", "2026-11-21", True),
    ],
)
def test_a_title_is_held_until_it_is_revoked(
    effective_on: str, revoked_on: str | None, held: bool | None
) -> None:
    found = facts(designations=[{"effective_on": effective_on, "revoked_on": revoked_on}])
    known = date.fromisoformat(effective_on) if held is not None else None
    assert found.one("fact.designation", "title_held", "known_effective_on") == (held, known)


def test_persons_of_a_title_and_year_are_counted() -> None:
    found = facts(
        designations=[
            {"effective_on": "2026-01-01"},
            {"effective_on": "2026-12-31"},  # the same person a second time
            {"person_id": "Q", "effective_on": "2026-12-31"},  # also who comes after the date
            {"person_id": "R", "effective_on": "2025-12-31"},
            {"person_id": "S", "effective_on": "2026-05-01", "title": EXPERT},
        ]
    )
    rows = found.all("fact.designation", "person_id", "effective_year", "designated_in_year")
    expected = [("P", 2026, 2), ("P", 2026, 2), ("Q", 2026, 2), ("R", 2025, 1), ("S", 2026, 1)]
    assert rows == expected


def test_two_numbers_of_a_person_count_once() -> None:
    found = facts(
        persons=[{"person_id": "OLD", "merged_into": "P"}],
        designations=[{}, {"person_id": "OLD", "effective_on": "2026-03-01"}, {"person_id": "Q"}],
    )
    assert {n for (n,) in found.all("fact.designation", "designated_in_year")} == {2}


def test_months_run_from_the_first_to_that_of_the_date() -> None:
    found = facts(designations=[{"effective_on": "2026-09-30"}])
    assert monthly(found, "month", "month_number", "title_held", "alive") == [
        ("2026-09", date(2026, 9, 1), 1, True, True),
        ("2026-10", date(2026, 10, 1), 2, True, True),
        ("2026-11", date(2026, 11, 1), 3, True, True),
    ]


def test_months_run_across_turns_of_the_year() -> None:
    found = facts(designations=[{"effective_on": "2024-11-30"}])
    numbers = [number for _, number in monthly(found, "month_number")]
    assert numbers == list(range(1, 26))


@pytest.mark.parametrize(("effective_on", "held"), [("2026-11-20", True), ("2026-11-21", None)])
def test_a_term_that_begins_after_the_date_in_its_month_is_unknown(
    effective_on: str, held: bool | None
) -> None:
    found = facts(designations=[{"effective_on": effective_on}])
    assert monthly(found, "title_held") == [("2026-11", held)]


def test_a_term_that_begins_in_a_later_month_has_no_months() -> None:
    assert monthly(facts(designations=[{"effective_on": "2026-12-01"}])) == []


@pytest.mark.parametrize(
    ("day", "holds"),
    [("2026-09-30", [True, False, False]), ("2026-10-01", [True, True, False]),
     ("2026-10-31", [True, True, False]), ("2027-01-01", [True, True, True])],
)  # fmt: skip
def test_the_month_of_the_revocation_and_of_the_death_still_counts(
    day: str, holds: list[bool]
) -> None:
    found = facts(
        designations=[{"effective_on": "2026-09-15", "revoked_on": day}],
        persons=[{"person_id": "P", "deceased_on": day}],
    )
    assert [held for _, held in monthly(found, "title_held")] == holds
    assert [alive for _, alive in monthly(found, "alive")] == holds


def test_in_a_circle_of_merges_nobody_knows_who_is_alive() -> None:
    circle = [
        {"person_id": "P", "merged_into": "Q", "deceased_on": "2026-11-01"},
        {"person_id": "Q", "merged_into": "P"},
    ]
    found = facts(designations=[{"effective_on": "2026-11-01"}], persons=circle)
    assert monthly(found, "alive", "person_in_doubt") == [("2026-11", None, True)]


def test_a_quarantined_row_of_the_person_is_a_doubt() -> None:
    found = facts(designations=[{"effective_on": "2026-11-01"}], doubtful=["P"])
    assert monthly(found, "alive", "person_in_doubt") == [("2026-11", True, True)]
    assert found.one("fact.designation", "person_in_doubt") is True


def test_of_overlapping_terms_the_latest_has_the_month() -> None:
    found = facts(
        designations=[
            {"effective_on": "2026-08-01", "document_no": "first", "revoked_on": "2026-09-01"},
            {"effective_on": "2026-10-31", "document_no": "second"},
            {"effective_on": "2026-10-15", "document_no": "between"},
            {"effective_on": "2026-09-01", "document_no": "other", "title": EXPERT},
        ]
    )
    assert [
        row[:4]
        for row in found.all(
            "fact.designation_month", "title", "period", "document_no", "month_number"
        )
        if row[0] == CHIEF
    ] == [
        (CHIEF, "2026-08", "first", 1),
        (CHIEF, "2026-09", "first", 2),
        (CHIEF, "2026-10", "second", 1),
        (CHIEF, "2026-11", "second", 2),
    ]


def test_titles_older_than_every_contribution_have_all_their_months() -> None:
    found = facts(designations=[{"effective_on": "1999-12-31"}], exported=["2026-01"])
    assert len(monthly(found)) == 27 * 12


def test_the_main_employment_is_shown() -> None:
    found = facts(
        designations=[{"effective_on": "2026-11-01"}],
        contracts=[{"contract_no": "1", "person_id": "P", "employer_id": "E"}],
        employers=[employer("E", employer_name="甲厂")],
    )
    columns = (
        "person_name", "employer_id", "employer_name", "district", "in_city", "district_has_payer",
    )  # fmt: skip
    expected = ("王芳", "E", "甲厂", "张店", True, True)
    assert found.one("fact.designation", *columns) == expected
    assert found.one("fact.designation_month", *columns) == expected
