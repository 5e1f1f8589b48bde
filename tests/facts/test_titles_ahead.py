"""Titles on days to come: the month that comes next, and from or until when one is held."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.facts.world import Facts, Row, facts

DECEMBER = date(2026, 12, 1)


def given(effective_on: str, revoked_on: str | None = None, **said: Any) -> Row:
    return {"effective_on": effective_on, "revoked_on": revoked_on, **said}


NEXT: dict[str, tuple[list[Row], tuple[Any, ...]]] = {
    "this year": ([given("2026-09-30")], (DECEMBER, DECEMBER, 4, True)),
    "two years ago": ([given("2024-11-30")], (DECEMBER, DECEMBER, 26, True)),
    "in a later year": (
        [given("2027-02-15")], (date(2027, 2, 1), date(2027, 2, 15), 1, True),
    ),
    "later this month": ([given("2026-11-25")], (DECEMBER, DECEMBER, 2, True)),
    "twice": ([given("2026-01-10"), given("2026-10-15")], (DECEMBER, DECEMBER, 3, True)),
    "now and later": ([given("2026-10-15"), given("2027-02-15")], (DECEMBER, DECEMBER, 3, True)),
    "revoked before December": (
        [given("2026-10-15", "2026-11-30")], (DECEMBER, DECEMBER, 3, False),
    ),
    "revoked in December": ([given("2026-10-15", "2026-12-01")], (DECEMBER, DECEMBER, 3, True)),
}  # fmt: skip
"""Titles; the month that comes next, the day on which it is asked, its number, whether held."""

ALIVE = {"2026-11-30": False, "2026-12-01": True}

HELD: dict[str, tuple[Row, tuple[str | None, str | None]]] = {
    "from the date": (given("2026-11-20"), (None, None)),
    "from the day after": (given("2026-11-21"), ("2026-11-21", None)),
    "from the day after, revoked then": (given("2026-11-21", "2026-11-21"), (None, "2026-11-20")),
    "for a day": (given("2026-11-21", "2026-11-22"), ("2026-11-21", "2026-11-21")),
    "until a day": (given("2026-01-01", "2026-12-10"), (None, "2026-12-09")),
}
"""A title; from when it will be held, and the last day on which it is."""


@pytest.fixture(scope="module")
def world() -> Facts:
    titles: dict[str, list[Row]] = {person: rows for person, (rows, _) in NEXT.items()}
    titles |= {person: [row] for person, (row, _) in HELD.items()}
    titles |= {day: [given("2026-10-15")] for day in (*ALIVE, "Q")}
    titles["revoked in October"] = [given("2026-11-25", "2026-10-31")]
    titles["revoked on the first"] = [given("2026-11-25", "2026-11-01")]
    return facts(
        designations=[
            {"person_id": person, "document_no": f"{number} of {person}", **row}
            for person, rows in titles.items()
            for number, row in enumerate(rows)
        ],
        persons=[
            *({"person_id": day, "deceased_on": day} for day in ALIVE),
            {"person_id": "Q", "merged_into": "R"},
            {"person_id": "R", "merged_into": "Q"},
        ],
    )


def _one(world: Facts, table: str, person: str, *columns: str) -> tuple[Any, ...]:
    (row,) = [r[1:] for r in world.all(f"fact.{table}", "person_id", *columns) if r[0] == person]
    return row


@pytest.mark.parametrize("case", NEXT)
def test_the_next_month_of_a_title(world: Facts, case: str) -> None:
    columns = ("month", "as_of", "month_number", "title_held")
    assert _one(world, "designation_month_coming", case, *columns) == NEXT[case][1]


def test_the_next_month_is_that_of_the_newest_title(world: Facts) -> None:
    for case, number in (("twice", 1), ("now and later", 0)):
        columns = ("period", "document_no", "assumed")
        found = _one(world, "designation_month_coming", case, *columns)
        assert found == ("2026-12", f"{number} of {case}", False)


@pytest.mark.parametrize(("day", "alive"), [*ALIVE.items(), ("Q", None), ("twice", True)])
def test_who_is_alive_when_the_month_begins(world: Facts, day: str, alive: bool | None) -> None:
    assert _one(world, "designation_month_coming", day, "alive") == (alive,)


@pytest.mark.parametrize("case", HELD)
def test_from_and_until_when_a_title_is_held(world: Facts, case: str) -> None:
    expected = tuple(day and date.fromisoformat(day) for day in HELD[case][1])
    found = _one(world, "designation", case, "title_held_from", "title_held_until")
    assert found == expected


@pytest.mark.parametrize(
    ("case", "since"),
    [
        ("later this month", date(2026, 11, 25)),
        ("revoked in October", None),
        ("revoked on the first", date(2026, 11, 25)),  # the month of the revocation still counts
        ("from the date", None),
        ("from the day after, revoked then", date(2026, 11, 21)),
    ],
)
def test_from_when_the_month_of_the_date_is_held(
    world: Facts, case: str, since: date | None
) -> None:
    assert _one(world, "designation_month", case, "period", "title_held_from") == ("2026-11", since)
