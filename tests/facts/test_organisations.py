"""Hires, recognitions, yearly matters, hosts and start-ups: places, years and dates."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.facts.world import employer, facts

PLACES = [
    ("张店区", ("张店", True, True)),
    ("370391", ("高新区", True, True)),
    ("370300", ("市本级", True, None)),
    ("370102", (None, False, True)),
    ("某区", (None, None, True)),
]
OF_THE_ROW = {
    "recognitions": "recognition",
    "org_years": "org_year",
    "hostings": "hosting",
    "startups": "startup",
}


@pytest.mark.parametrize(("district", "expected"), PLACES)
@pytest.mark.parametrize(("source", "grain"), OF_THE_ROW.items())
def test_the_place_is_that_of_the_row(
    source: str, grain: str, district: str, expected: tuple[Any, ...]
) -> None:
    """Each source may write a district in a style that no other source uses."""
    found = facts(**{source: [{"district": district}]})
    assert found.one(f"fact.{grain}", "district", "in_city", "district_has_payer") == expected


@pytest.mark.parametrize("source", ["talent_hires", "org_years", "startups"])
@pytest.mark.parametrize(("year", "known"), [(2026, 2026), (2027, None), (2062, None)])
def test_a_year_after_that_of_the_date_is_unknown(
    source: str, year: int, known: int | None
) -> None:
    grain = {"talent_hires": "talent", **OF_THE_ROW}[source]
    found = facts(**{source: [{"year": year}]})
    assert found.one(f"fact.{grain}", "year", "known_year", "period") == (year, known, str(year))


@pytest.mark.parametrize(("day", "known"), [("2026-11-20", True), ("2026-11-21", False)])
def test_a_day_after_the_date_is_unknown(day: str, known: bool) -> None:
    found = facts(recognitions=[{"recognised_on": day}], hostings=[{"held_on": day}])
    expected = date.fromisoformat(day) if known else None
    assert found.one("fact.recognition", "known_recognised_on") == expected
    assert found.one("fact.recognition", "recognised_on") == date.fromisoformat(day)
    later = None if known else date.fromisoformat(day)
    assert found.one("fact.hosting", "held_on", "later_held_on") == (expected, later)


def test_no_object_is_the_organisation_itself() -> None:
    found = facts(recognitions=[{}, {"object": "机电专业"}])
    assert found.all("fact.recognition", "object", "org_name") == [
        ("", "甲厂"),
        ("机电专业", "甲厂"),
    ]


def test_sums_stand_as_the_export_says() -> None:
    found = facts(
        recognitions=[{"national_subsidy_fen": 3, "approved_amount_fen": 4}],
        org_years=[{"quantity": 5, "approved_amount_fen": 6}],
        hostings=[{"approved_amount_fen": 7}],
        startups=[{"rent_paid_fen": 8}],
        talent_hires=[{"annual_pay_fen": 9, "approved_amount_fen": 10, "approved": True}],
    )
    assert found.one("fact.recognition", "national_subsidy_fen", "approved_amount_fen") == (3, 4)
    assert found.one("fact.org_year", "quantity", "approved_amount_fen") == (5, 6)
    assert found.one("fact.hosting", "approved_amount_fen") == 7
    assert found.one("fact.startup", "rent_paid_fen") == 8
    columns = ("annual_pay_fen", "approved_amount_fen", "approved", "from_city")
    assert found.one("fact.talent", *columns) == (9, 10, True, None)


@pytest.mark.parametrize(("known", "name"), [([employer("O")], "O"), ([], None)])
def test_the_name_of_an_organisation_is_that_of_the_employers_export(
    known: list[dict[str, Any]], name: str | None
) -> None:
    found = facts(employers=known, org_years=[{}], hostings=[{}], startups=[{}])
    for grain in ("org_year", "hosting", "startup"):
        assert found.one(f"fact.{grain}", "org_name") == name


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, ("enterprise", "active", True, True, "张店", True)),
        (
            {"kind": "public_institution"},
            ("public_institution", "active", False, True, "张店", True),
        ),
        ({"status": "closed"}, ("enterprise", "closed", None, True, "张店", True)),
        ({"district": "370102"}, ("enterprise", "active", True, False, None, True)),
    ],
)
def test_what_is_known_of_who_brought_talent_in(
    said: dict[str, Any], expected: tuple[Any, ...]
) -> None:
    columns = (
        "employer_kind", "employer_status", "enterprise", "in_city", "district",
        "district_has_payer",
    )  # fmt: skip
    found = facts(employers=[{**employer("E"), **said}], talent_hires=[{}])
    assert found.one("fact.talent", *columns) == expected


def test_an_employer_that_is_not_in_the_export_is_unknown() -> None:
    columns = ("employer_id", "employer_name", "enterprise", "in_city", "district_has_payer")
    assert facts(talent_hires=[{}]).one("fact.talent", *columns) == ("E", None, None, None, None)


@pytest.mark.parametrize(
    ("graduated_on", "years"), [("2020-12-31", 5), ("2019-12-31", 6), ("2026-01-01", -1)]
)
def test_the_years_of_a_business_are_counted_by_the_calendar(graduated_on: str, years: int) -> None:
    found = facts(startups=[{"year": 2025, "graduated_on": graduated_on}])
    assert found.one("fact.startup", "years_since_graduation") == years


def test_two_contests_stay_two_where_their_names_hold_the_sign_between_the_parts_of_an_id() -> None:
    named = [{"contest": "甲|乙", "event": "丙"}, {"contest": "甲", "event": "乙|丙"}]
    found = facts(hostings=named).all("fact.hosting", "contest", "event")
    assert {"|".join(parts) for parts in found} == {"甲|乙¦丙", "甲¦乙|丙"}
