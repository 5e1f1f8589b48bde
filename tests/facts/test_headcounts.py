"""Headcounts of the last full calendar year: who surely counts, and who may."""

from __future__ import annotations

from typing import Any

import pytest

from tests.facts.world import Row, employer, facts, months, pension

YEAR = tuple(months("2025-01", "2025-12"))
FACTORY = employer("E", employer_name="甲厂")


def certified(*certificates: Row, **said: Any) -> list[tuple[Any, ...]]:
    """Employer, year and interval of the headcount."""
    full = [{"person_id": "P", "certificate_no": f"C{n}", **c} for n, c in enumerate(certificates)]
    found = facts(**{"certificates": full, "employers": [FACTORY], **said})
    columns = ("employer_id", "year", "headcount_sure", "headcount_possible")
    return found.all("fact.employer_year", *columns)


SURE, POSSIBLE = [("E", 2025, 1, 1)], [("E", 2025, 0, 1)]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, SURE),
        ({"issued_on": "2024-12-31"}, []),
        ({"issued_on": "2025-01-01"}, SURE),
        ({"issued_on": "2025-12-31"}, SURE),
        ({"issued_on": "2026-01-01"}, []),
        ({"status": "revoked"}, []),
        ({"status": "cancelled"}, []),
        ({"level": "junior"}, []),
        ({"level": "intermediate"}, []),
        ({"level": "technician"}, SURE),
        ({"level": "senior_technician"}, SURE),
        ({"level": "special_technician"}, SURE),
        ({"level": "chief_technician"}, SURE),
        ({"route": "social_assessment"}, []),
        ({"route": None}, POSSIBLE),
        ({"issuer": "乙厂"}, []),
        ({"issuer": "甲 厂"}, SURE),
        ({"certificate_no": "2500000000300000"}, SURE),
        ({"certificate_no": "2500000000400000"}, POSSIBLE),
        ({"certificate_no": "2500000000400000", "level": "chief_technician"}, SURE),
        ({"certificate_no": "2500000000400000", "level": "special_technician"}, SURE),
    ],
)
def test_which_certificates_count(said: Row, expected: list[tuple[Any, ...]]) -> None:
    assert certified(said) == expected


def test_white_space_in_the_name_of_the_employer_does_not_matter() -> None:
    assert certified({}, employers=[employer("E", employer_name="甲 厂")]) == SURE


@pytest.mark.parametrize(
    ("earlier", "expected"),
    [
        ({"issued_on": "2025-05-31", "issuer": "乙厂"}, []),
        ({"issued_on": "2025-05-31", "issuer": "乙厂", "status": "revoked"}, []),
        ({"issued_on": "2025-05-31", "issuer": "乙厂", "level": "intermediate"}, SURE),
        ({"issued_on": "2025-06-01", "issuer": "乙厂"}, SURE),
        ({"issued_on": "2025-06-02", "issuer": "乙厂"}, SURE),
        ({"issued_on": "2019-01-01"}, []),
        ({"issued_on": "2025-05-31"}, SURE),
        ({"issued_on": "2025-05-31", "person_id": "Q", "issuer": "乙厂"}, SURE),
    ],
)
def test_who_had_such_a_certificate_before_does_not_count(
    earlier: Row, expected: list[tuple[Any, ...]]
) -> None:
    assert certified({}, earlier) == expected


def test_persons_count_and_not_certificates() -> None:
    same_day = [{}, {"route": None}, {"person_id": "Q", "route": None}, {"person_id": "R"}]
    assert certified(*same_day) == [("E", 2025, 2, 3)]


def test_a_number_of_two_persons_is_a_doubt_about_both() -> None:
    assert certified(
        {"certificate_no": "X"}, {"certificate_no": "X", "person_id": "Q", "issuer": "乙厂"}
    ) == [("E", 2025, 0, 1)]


def test_a_name_of_several_employers_is_a_doubt_about_each() -> None:
    twins = [FACTORY, employer("F", employer_name="甲  厂", status="closed")]
    assert certified({}, employers=twins) == [("E", 2025, 0, 1), ("F", 2025, 0, 1)]


def test_what_is_known_of_the_employer_that_certifies() -> None:
    found = facts(certificates=[{"person_id": "P"}], employers=[FACTORY], as_of="2026-01-01")
    columns = ("employer_name", "period", "district", "in_city", "enterprise", "district_has_payer")
    expected = ("甲厂", "2025", "张店", True, True, True)
    assert found.one("fact.employer_year", *columns) == expected


def brought(*contributions: Row, graduate: Row | None = None, **said: Any) -> list[tuple[Any, ...]]:
    """School, year and interval of the headcount."""
    city = [
        FACTORY, employer("G", "370102"), employer("H", kind="government"), employer("U", "某区"),
        employer("V", kind="private_non_enterprise"),
    ]  # fmt: skip
    given = {"graduates": [graduate or {}], "employers": city, "exported": YEAR, **said}
    found = facts(contributions=contributions, **given)
    columns = ("school_id", "year", "headcount_sure", "headcount_possible", "headcount")
    return found.all("fact.school_year", *columns)


CERTAIN, DOUBTFUL = [("S", 2025, 1, 1, 1)], [("S", 2025, 0, 1, None)]
WORK = pension("P", "2025-09")


@pytest.mark.parametrize(
    ("graduate", "expected"),
    [
        ({}, CERTAIN),
        ({"graduated_on": "2024-12-31"}, []),
        ({"graduated_on": "2025-01-01"}, CERTAIN),
        ({"graduated_on": "2025-12-31"}, CERTAIN),
        ({"graduated_on": "2026-01-01"}, []),
        ({"certificate_level": "junior"}, []),
        ({"certificate_level": "intermediate"}, CERTAIN),
        ({"certificate_level": "preparatory_technician"}, CERTAIN),
        ({"certificate_level": None}, DOUBTFUL),
        ({"school_kind": "vocational"}, CERTAIN),
    ],
)
def test_which_graduates_count(graduate: Row, expected: list[tuple[Any, ...]]) -> None:
    assert brought(*WORK, graduate=graduate) == expected


@pytest.mark.parametrize(
    ("contributions", "expected"),
    [
        ([], []),
        (pension("P", "2025-01"), CERTAIN),
        (pension("P", "2025-12"), CERTAIN),
        (pension("P", "2024-12"), []),
        (pension("P", "2026-01"), []),
        (pension("P", "2025-09", kind="back_payment"), DOUBTFUL),
        (pension("P", "2025-09", status="in_transit"), DOUBTFUL),
        (pension("P", "2025-09", status="unpaid"), []),
        (pension("P", "2025-09", employer_id="G"), []),
        (pension("P", "2025-09", employer_id="H"), []),
        (pension("P", "2025-09", employer_id="H", kind="back_payment"), []),
        (pension("P", "2025-09", employer_id="U"), DOUBTFUL),
        (pension("P", "2025-09", employer_id="V"), DOUBTFUL),
        (pension("P", "2025-09", employer_id="absent"), DOUBTFUL),
        (pension("P", "2025-09", employer_id="U") + pension("P", "2025-10"), CERTAIN),
        (pension("Q", "2025-09"), []),
    ],
)
def test_which_months_count(contributions: list[Row], expected: list[tuple[Any, ...]]) -> None:
    assert brought(*contributions) == expected


def test_a_month_that_is_not_in_the_export_leaves_everybody_possible() -> None:
    assert brought(exported=YEAR[:-1]) == DOUBTFUL
    assert brought(*WORK, exported=YEAR[:-1]) == CERTAIN
    assert brought(exported=["2026-01"]) == DOUBTFUL
    assert brought() == []


def test_graduates_count_once_a_school() -> None:
    graduates = [
        {}, {"graduated_on": "2025-12-31"}, {"school_id": "T"}, {"person_id": "Q"},
        {"person_id": "R", "certificate_level": None},
    ]  # fmt: skip
    work = [*WORK, *pension("Q", "2025-09"), *pension("R", "2025-09")]
    expected = [("S", 2025, 2, 3, None), ("T", 2025, 1, 1, 1)]
    assert brought(*work, graduates=graduates) == expected


@pytest.mark.parametrize(
    ("other", "column", "value"),
    [
        ({}, "school_name", "市技师学院"),
        ({"school_name": "市技工学校"}, "school_name", None),
        ({"school_kind": "vocational"}, "school_kind", None),
        ({"school_district": "370303"}, "district", "张店"),
        ({"school_district": "博山"}, "district", None),
        ({"school_district": "博山"}, "in_city", True),
        ({"school_district": "370102"}, "in_city", None),
        ({"school_district": "某区"}, "in_city", None),
        ({"school_district": "370300"}, "district_has_payer", None),
        ({"school_district": "博山"}, "district_has_payer", True),
        ({"school_district": "370102", "graduated_on": "2024-06-30"}, "in_city", True),
    ],
)
def test_records_of_a_school_that_contradict_each_other(
    other: Row, column: str, value: object
) -> None:
    graduates = [{}, {"person_id": "Q", **other}]
    found = facts(graduates=graduates, contributions=WORK, employers=[FACTORY], exported=YEAR)
    assert found.one("fact.school_year", column) == value


@pytest.mark.parametrize(
    ("district", "expected"), [("370102", False), ("某区", None), ("张店", True)]
)
def test_the_place_of_a_school(district: str, expected: bool | None) -> None:
    graduates = [{"school_district": district}]
    found = facts(graduates=graduates, contributions=WORK, employers=[FACTORY], exported=YEAR)
    assert found.one("fact.school_year", "in_city") is expected
