"""What the date knows of a subject: alive, at work, registered, first month in the city.

Each case is a person of one world.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.facts.world import Facts, Row, employer, facts, months, pension

STATUS: dict[str, tuple[Row, tuple[bool, bool]]] = {
    "died on the date": ({"deceased_on": "2026-11-20"}, (True, False)),
    "dies tomorrow": ({"deceased_on": "2026-11-21"}, (False, False)),
    "retired on the date": ({"retired_on": "2026-11-20"}, (False, True)),
    "retires tomorrow": ({"retired_on": "2026-11-21"}, (False, False)),
    "lives": ({}, (False, False)),
}
"""Status; whether deceased, whether retired."""

EMPLOYED: dict[str, tuple[Row, bool]] = {
    "since the date": ({"start_on": "2026-11-20"}, True),
    "from tomorrow": ({"start_on": "2026-11-21"}, False),
    "until the date": ({"end_on": "2026-11-20"}, True),
    "until yesterday": ({"end_on": "2026-11-19"}, False),
    "terminated yesterday": ({"end_on": "2027-01-01", "terminated_on": "2026-11-19"}, False),
    "terminated tomorrow": ({"end_on": "2026-11-20", "terminated_on": "2026-11-21"}, True),
}
REGISTERED: dict[str, tuple[Row, bool]] = {
    "registered on the date": ({"registered_on": "2026-11-20"}, True),
    "registered tomorrow": ({"registered_on": "2026-11-21"}, False),
    "ended on the date": ({"ended_on": "2026-11-20"}, True),
    "ended yesterday": ({"ended_on": "2026-11-19"}, False),
    "registered flexibly": ({"form": "flexible"}, False),
    "registered with another": ({"employer_id": "G"}, False),
    "registered for good": ({}, True),
}
Months = tuple[str | None, str | None]
FIRST: dict[str, tuple[list[Row], Months]] = {
    "from the edge on": (pension("", "2026-01", "2026-03"), (None, "2026-01")),
    "after the edge": (pension("", "2026-02", "2026-03"), ("2026-02", "2026-02")),
    "outside first": (
        pension("", "2026-02", employer_id="G") + pension("", "2026-03"), ("2026-03", "2026-03"),
    ),
    "with two employers": (
        pension("", "2026-05") + pension("", "2026-04", employer_id="F"), ("2026-04", "2026-04"),
    ),
    "only outside": (pension("", "2026-02", employer_id="G"), (None, None)),
    "only at a place unknown": (pension("", "2026-02", employer_id="U"), (None, None)),
    "paid later first": (
        pension("", "2026-02", kind="back_payment") + pension("", "2026-03"),
        ("2026-03", "2026-03"),
    ),
    "in transit first": (
        pension("", "2026-02", status="in_transit") + pension("", "2026-03"),
        ("2026-03", "2026-03"),
    ),
    "nothing first, then a fen": (
        pension("", "2026-02", amount_fen=0) + pension("", "2026-03", amount_fen=1),
        ("2026-03", "2026-03"),
    ),
    "taken back first": (
        pension("", "2026-02", "2026-03") + pension("", "2026-02", kind="refund"),
        ("2026-03", "2026-03"),
    ),
    "taken back in a later month": (
        pension("", "2026-02", "2026-03") + pension("", "2026-03", kind="refund"),
        ("2026-02", "2026-02"),
    ),
    "taken back by another": (
        pension("", "2026-02")
        + pension("", "2026-02", employer_id="F")
        + pension("", "2026-02", employer_id="F", kind="refund"),
        ("2026-02", "2026-02"),
    ),
    "in the month of the date": (pension("", "2026-11"), ("2026-11", "2026-11")),
    "in the month after it": (pension("", "2026-12"), (None, None)),
}  # fmt: skip
"""Months paid; the first in the city, and the latest that it can be."""


@pytest.fixture(scope="module")
def world() -> Facts:
    work = {person: row for person, (row, _) in EMPLOYED.items()}
    work |= {person: {} for person in (*REGISTERED, "turns at work")}
    circle = [
        {"person_id": "turns", "merged_into": "turns at work", "deceased_on": "2026-01-01"},
        {"person_id": "turns at work", "merged_into": "turns", "retired_on": "2026-01-01"},
    ]
    return facts(
        designations=[{"person_id": name} for name in (*STATUS, *work, *FIRST, "turns", "doubt")],
        persons=[*circle, *({"person_id": name, **row} for name, (row, _) in STATUS.items())],
        contracts=[
            {"contract_no": name, "person_id": name, "employer_id": "E", **row}
            for name, row in work.items()
        ]
        + [{"contract_no": "G", "person_id": "registered with another", "employer_id": "G"}],
        employment_registrations=[
            {
                "registration_no": name, "person_id": name, "employer_id": "E",
                "form": "employed", "registered_on": "2026-01-01", **row,
            }
            for name, (row, _) in REGISTERED.items()
        ],
        contributions=[
            {**row, "person_id": name} for name, (rows, _) in FIRST.items() for row in rows
        ],
        employers=[employer("E"), employer("F"), employer("G", "370102"), employer("U", "某区")],
        exported=tuple(months("2026-01", "2026-12")),
        doubtful=["doubt"],
    )  # fmt: skip


def _of(world: Facts, person: str, *columns: str) -> Any:
    (row,) = [r for r in world.all("fact.person", "person_id", *columns) if r[0] == person]
    return row[1:]


@pytest.mark.parametrize("case", STATUS)
def test_who_is_dead_or_retired(world: Facts, case: str) -> None:
    assert _of(world, case, "deceased", "retired", "person_in_doubt") == (*STATUS[case][1], False)


def test_in_a_circle_of_merges_nothing_is_known(world: Facts) -> None:
    for person in ("turns", "turns at work"):
        found = _of(world, person, "deceased", "retired", "employed", "person_in_doubt")
        assert found == (None, None, None, True)


def test_a_quarantined_row_is_a_doubt_about_its_person(world: Facts) -> None:
    assert _of(world, "doubt", "person_in_doubt", "deceased") == (True, False)


@pytest.mark.parametrize("case", EMPLOYED)
def test_who_is_at_work(world: Facts, case: str) -> None:
    works = EMPLOYED[case][1]
    found = _of(world, case, "employed", "employer_id", "registered")
    assert found == ((True, "E", False) if works else (False, None, None))


@pytest.mark.parametrize("case", REGISTERED)
def test_who_stands_in_the_register(world: Facts, case: str) -> None:
    assert _of(world, case, "registered") == (REGISTERED[case][1],)


@pytest.mark.parametrize("case", FIRST)
def test_the_first_month_in_the_city(world: Facts, case: str) -> None:
    expected = tuple(month and date.fromisoformat(f"{month}-01") for month in FIRST[case][1])
    assert _of(world, case, "first_city_month", "first_city_month_at_latest") == expected


NAMES: dict[str, tuple[Row, bool | None]] = {
    "淄博热力有限公司": ({}, True),
    "淄博热力 有限公司": ({}, True),
    "淄博热力有限公司张店分公司": ({}, None),
    "淄博热力": ({}, None),
    "淄博热": ({}, False),
    "甲厂": ({}, False),
}
KINDS: dict[str, tuple[Row, bool | None]] = {
    "an enterprise": ({}, True),
    "closed": ({"status": "closed"}, None),
    "an association": ({"kind": "association"}, False),
    "run like an enterprise": (
        {"kind": "private_non_enterprise", "enterprise_like": True}, True,
    ),
    "not run like one": ({"kind": "private_non_enterprise", "enterprise_like": False}, False),
    "run nobody knows how": ({"kind": "private_non_enterprise"}, None),
    "no enterprise of the city's list": (
        {"kind": "government", "employer_name": "淄博市煤气公司"}, None,
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def firms() -> dict[str, tuple[bool | None, bool | None]]:
    found = facts(
        employers=[employer(name, **row) for name, (row, _) in (NAMES | KINDS).items()]
    ).all("staging.employers", "employer_id", "municipal_enterprise", "enterprise")
    return {name: (municipal, enterprise) for name, municipal, enterprise in found}


@pytest.mark.parametrize("name", NAMES)
def test_which_names_are_on_the_citys_list(firms: dict[str, Any], name: str) -> None:
    assert firms[name] == (NAMES[name][1], True)


@pytest.mark.parametrize("case", KINDS)
def test_what_counts_as_an_enterprise(firms: dict[str, Any], case: str) -> None:
    assert firms[case][1] is KINDS[case][1]


def test_on_the_first_of_a_month_that_month_has_come() -> None:
    found = facts(
        as_of="2026-12-01",
        designations=[{"effective_on": "2026-12-01"}],
        graduates=[{"graduated_on": "2026-12-01"}],
        contributions=pension("P", "2026-12"),
        employers=[employer("E")],
        exported=["2026-01"],
    )
    december = date(2026, 12, 1)
    assert found.one("fact.person", "first_city_month") == december
    assert found.one("fact.designation_month", "month") == december
    assert found.one("fact.graduate_month", "start_month", "employed_in_city") == (december, True)
