"""Contest awards: who is paid, for whom, and whether the title followed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.facts.world import Row, employer, facts
from zhaoren.facts import CONTEST_CLASSES


def fact(*columns: str, award: Row, **said: Any) -> Any:
    return facts(contest_awards=[award], **said).one("fact.award", *columns)


@pytest.mark.parametrize(
    ("awarded_on", "known"), [("2026-11-20", date(2026, 11, 20)), ("2026-11-21", None)]
)
def test_an_award_after_the_date_is_unknown(awarded_on: str, known: date | None) -> None:
    assert fact("awarded_on", "awarded_year", award={"awarded_on": awarded_on}) == (known, 2026)


def test_the_year_of_an_award_is_that_of_the_export() -> None:
    assert fact("awarded_on", "awarded_year", award={"awarded_on": "2062-05-01"}) == (None, 2062)


@pytest.mark.parametrize(
    ("said", "party", "payee_known"),
    [
        ({"person_id": "P"}, "P", True),
        ({"person_id": "P", "team_id": "T"}, "T", True),
        ({"team_id": "T"}, "T", None),
        ({}, None, None),
    ],
)
def test_the_party_is_the_team_else_the_person(
    said: Row, party: str | None, payee_known: bool | None
) -> None:
    assert fact("party", "payee_known", award=said) == (party, payee_known)


def test_the_classes_stand_in_their_order() -> None:
    found = facts(
        contest_awards=[{"award_no": name, "class": name} for name in CONTEST_CLASSES],
        hostings=[{"event": name, "class": name} for name in CONTEST_CLASSES],
    )
    expected = [(place, name) for place, name in enumerate(CONTEST_CLASSES, start=1)]
    assert found.all("fact.award", "class_place", "class") == expected
    assert found.all("fact.hosting", "class_place", "class") == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([employer("E")], ("E", "张店", True, True, True)),
        ([employer("E", "370102")], ("E", None, False, True, True)),
        ([employer("E", kind="government")], ("E", "张店", True, True, False)),
        ([], (None, None, None, None, None)),
    ],
)
def test_what_is_known_of_the_employer(said: list[Row], expected: tuple[Any, ...]) -> None:
    columns = ("employer_name", "district", "in_city", "district_has_payer", "enterprise")
    assert fact(*columns, award={"employer_id": "E"}, employers=said) == expected


def test_without_an_employer_the_place_is_unknown() -> None:
    assert fact("employer_id", "in_city", "enterprise", award={}) == (None, None, None)


@pytest.mark.parametrize(
    ("designation", "recognised"),
    [
        ({"effective_on": "2026-05-01"}, True),
        ({"effective_on": "2026-04-30"}, None),
        ({"effective_on": "2026-11-20"}, True),
        ({"effective_on": "2026-11-21"}, None),
        ({"effective_on": "2026-05-01", "person_id": "Q"}, None),
        ({"effective_on": "2026-05-01", "title": "rizhao_chief_technician"}, None),
    ],
)
def test_the_title_follows_the_award(designation: Row, recognised: bool | None) -> None:
    said = [{"title": "rizhao_skill_expert", **designation}]
    award = {"person_id": "P", "awarded_on": "2026-05-01"}
    assert fact("recognised_as_skill_expert", award=award, designations=said) is recognised


def test_an_earlier_title_does_not_hide_a_later_one() -> None:
    titles = [
        {"title": "rizhao_skill_expert", "effective_on": day}
        for day in ("2020-01-01", "2026-06-01", "2027-01-01")
    ]
    award = {"person_id": "P", "awarded_on": "2026-05-01"}
    assert fact("recognised_as_skill_expert", award=award, designations=titles) is True


@pytest.mark.parametrize(
    ("awarded_on", "titles", "expected"),
    [
        ("2026-11-20", [], (None, None)),
        ("2026-11-21", [], (date(2026, 11, 21), None)),
        ("2026-05-01", ["2026-11-20"], (None, None)),
        ("2026-05-01", ["2027-01-01", "2026-11-21"], (None, date(2026, 11, 21))),
        ("2027-01-01", ["2026-12-31"], (date(2027, 1, 1), None)),
        ("2027-01-01", ["2027-01-01"], (date(2027, 1, 1), date(2027, 1, 1))),
    ],
)
def test_what_is_known_of_later_days(
    awarded_on: str, titles: list[str], expected: tuple[date | None, ...]
) -> None:
    said = [{"title": "rizhao_skill_expert", "effective_on": day} for day in titles]
    said.append({"title": "rizhao_chief_technician", "effective_on": "2027-06-01"})
    award = {"person_id": "P", "awarded_on": awarded_on}
    found = fact("later_awarded_on", "recognised_from", award=award, designations=said)
    assert found == expected
