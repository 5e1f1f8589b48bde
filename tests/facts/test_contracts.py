"""Work on the date: the main employer, the contract that decides, and whether it lasts a year.

Each case is a person of one world; the first of two contracts or employers is the one expected.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.facts.world import SETTLED, Facts, Row, employer, facts, pension

Dated = tuple[str, str, str | None]

FIRST_DECIDES: dict[str, tuple[Dated, Dated]] = {
    "one of a year": (
        ("fixed", "2026-01-01", "2026-12-31"),
        ("fixed", "2026-10-01", "2027-06-30"),
    ),
    "one that is not part-time": (
        ("fixed", "2026-10-01", "2026-12-31"),
        ("part_time", "2026-09-01", None),
    ),
    "one that ends later": (
        ("fixed", "2026-10-01", "2026-12-31"),
        ("fixed", "2026-09-01", "2026-12-30"),
    ),
    "one that began earlier": (
        ("fixed", "2026-09-01", "2026-12-31"),
        ("fixed", "2026-09-02", "2026-12-31"),
    ),
}
LASTS: dict[str, tuple[list[Dated], bool | None]] = {
    "a year to the day": ([("fixed", "2026-01-01", "2026-12-31")], True),
    "a year, ended on the date": ([("fixed", "2025-11-21", "2026-11-20")], True),
    "a year beside a short one": (
        [("fixed", "2026-01-01", "2026-12-31"), ("fixed", "2026-10-01", "2026-12-31")],
        True,
    ),
    "a day less than a year": ([("fixed", "2026-01-01", "2026-12-30")], False),
    "without an end": ([("open_ended", "2026-11-20", None)], True),
    "part-time without an end": ([("part_time", "2020-01-01", None)], False),
    "part-time without an end beside a short one": (
        [("part_time", "2020-01-01", None), ("fixed", "2026-10-01", "2026-12-31")],
        False,
    ),
    "part-time before a short one": (
        [("part_time", "2025-01-01", "2026-09-30"), ("fixed", "2026-10-01", "2026-12-31")],
        False,
    ),
    "for a task": ([("task", "2026-10-01", "2026-12-31")], None),
    "for a task of years": ([("task", "2024-01-01", "2028-12-31")], None),
    "for a task beside a short one": (
        [("task", "2026-10-01", "2026-12-31"), ("fixed", "2026-10-01", "2026-12-31")],
        None,
    ),
    "a year in two parts": (
        [("fixed", "2026-01-01", "2026-11-30"), ("fixed", "2026-12-01", "2026-12-31")],
        None,
    ),
    "a year in two parts, begun on the date": (
        [("fixed", "2026-11-20", "2026-12-31"), ("fixed", "2027-01-01", "2027-11-19")],
        None,
    ),
    "a year in two parts, ended on the date": (
        [("fixed", "2025-11-21", "2026-05-31"), ("fixed", "2026-06-01", "2026-11-20")],
        None,
    ),
    "two from one day on, long after another": (
        [
            ("fixed", "2025-01-01", "2025-06-30"),
            ("fixed", "2026-09-01", "2026-11-30"),
            ("fixed", "2026-09-01", "2026-12-31"),
        ],
        False,
    ),
    "two parts with a day between": (
        [("fixed", "2026-01-01", "2026-11-30"), ("fixed", "2026-12-02", "2027-12-31")],
        False,
    ),
    "a year of which one part lies within another": (
        [
            ("fixed", "2026-01-01", "2026-11-30"),
            ("fixed", "2026-02-01", "2026-03-01"),
            ("fixed", "2026-12-01", "2026-12-31"),
        ],
        None,
    ),
}
FIRST_IS_MAIN: dict[str, tuple[str, str]] = {
    "in the city before a place unknown": ("city", "a-unknown"),
    "a place unknown before outside": ("unknown", "a-outside"),
    "who is in no export before outside": ("absent", "a-outside"),
    "an enterprise before a doubt": ("city", "a-closed"),
    "a doubt before no enterprise": ("closed", "a-bureau"),
    "who pays the pension": ("payer", "city"),
    "not only part-time": ("city", "a-part"),
    "the newest contract": ("newer", "city"),
    "the smaller number": ("city", "city-two"),
}
EMPLOYERS = [
    employer("city"), employer("city-two"), employer("payer"), employer("newer"),
    employer("a-part"), employer("unknown", "某区"), employer("a-unknown", "某区"),
    employer("a-outside", "370102"), employer("closed", status="closed"),
    employer("a-closed", status="closed"), employer("a-bureau", kind="government"),
]  # fmt: skip


def _contract(person: str, number: int, dated: Dated, employer_id: str = "city") -> Row:
    kind, start_on, end_on = dated
    return {
        "contract_no": f"{number} of {person}", "person_id": person, "employer_id": employer_id,
        "contract_type": kind, "start_on": start_on, "end_on": end_on,
    }  # fmt: skip


def _contracts() -> list[Row]:
    rows = []
    for person, (first, second) in FIRST_DECIDES.items():
        rows += [_contract(person, 1, second), _contract(person, 2, first)]
    for person, (parts, _) in LASTS.items():
        rows += [_contract(person, number, part) for number, part in enumerate(parts)]
    for person, employers in FIRST_IS_MAIN.items():
        for place, name in enumerate(reversed(employers)):
            day = "2026-03-01" if name in ("newer", "a-part") else "2020-01-01"
            rows.append(_contract(person, 2 * place, ("open_ended", day, None), name))
    rows += [
        _contract("not only part-time", 9, ("part_time", "2020-01-01", None)),
        _contract("the newest contract", 9, ("open_ended", "2019-01-01", None), "newer"),
    ]
    for row in rows:
        if row["employer_id"] == "a-part":
            row["contract_type"] = "part_time"
    same = ("fixed", "2026-09-01", "2026-12-31")
    rows += [_contract("alike", number, same) for number in (2, 1)]
    rows += [
        _contract("elsewhere", 1, ("fixed", "2026-10-01", "2026-12-31")),
        _contract("elsewhere", 2, ("open_ended", "2026-09-30", None), "a-outside"),
    ]
    rows += [
        {**_contract("names", number, same), "person_name": name}
        for number, name in enumerate(("李 娜", "王芳"))
    ]
    return rows


@pytest.fixture(scope="module")
def world() -> Facts:
    contracts = _contracts()
    persons = sorted({row["person_id"] for row in contracts})
    return facts(
        designations=[{"person_id": person} for person in persons],
        contracts=contracts,
        employers=EMPLOYERS,
        contributions=pension("who pays the pension", SETTLED, employer_id="payer"),
    )


def _of(world: Facts, person: str, *columns: str) -> Any:
    (row,) = [r for r in world.all("fact.person", "person_id", *columns) if r[0] == person]
    return row[1] if len(columns) == 1 else row[1:]


@pytest.mark.parametrize("case", FIRST_DECIDES)
def test_which_of_two_contracts_decides(world: Facts, case: str) -> None:
    assert _of(world, case, "contract_no") == f"2 of {case}"


def test_of_contracts_that_are_alike_the_smaller_number_decides(world: Facts) -> None:
    assert _of(world, "alike", "contract_no") == "1 of alike"


@pytest.mark.parametrize("case", LASTS)
def test_whether_the_contract_lasts_a_year(world: Facts, case: str) -> None:
    assert _of(world, case, "contract_one_year") is LASTS[case][1]


@pytest.mark.parametrize("case", FIRST_IS_MAIN)
def test_which_of_two_employers_is_the_main_one(world: Facts, case: str) -> None:
    assert _of(world, case, "employer_id") == FIRST_IS_MAIN[case][0]


def test_contracts_of_other_employers_tell_nothing(world: Facts) -> None:
    found = _of(world, "elsewhere", "contract_no", "contract_one_year", "contract_last_day")
    assert found == ("1 of elsewhere", False, date(2026, 12, 31))


def test_a_contract_without_an_end_has_no_last_day(world: Facts) -> None:
    assert _of(world, "without an end", "contract_last_day") is None


def test_two_spellings_of_a_name_are_both_told(world: Facts) -> None:
    """White space aside; which is the first is of no meaning but always the same."""
    assert _of(world, "names", "first_name", "last_name") == ("李娜", "王芳")
