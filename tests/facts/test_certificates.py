"""Certificates: what their numbers tell, and what is known of them and their holders' names.

Each case is a person of one world with a technician's certificate.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.facts.world import Facts, Row, employer, facts, months, pension

LEVELS = {
    "2500000000100000": "senior_technician",
    "2500000000200000": "technician",
    "2500000000300000": "senior",
    "2500000000400000": "intermediate",
    "2500000000500000": "junior",
    "2500000000600000": None,
    "250000000020000": None,
    "25000000002000000": None,
    "Y000000000000001000000": "senior_technician",
    "S000000000000002000000": "technician",
    "Y000000000000003000000": "senior",
    "Z000000000000003000000": None,
    "Y00000000000000300000": None,
    "Y0000000000000030000000": None,
}
"""The number of a certificate; the level that it tells."""

ISSUED: dict[str, tuple[Any, ...]] = {
    "2026-11-20": (date(2026, 11, 20), date(2026, 11, 1), None),
    "2026-11-21": (None, None, date(2026, 11, 21)),
}
NAMES: dict[str, tuple[list[str], bool | None]] = {
    "same": (["王芳"], False),
    "a space": (["王 芳"], False),
    "other": (["李娜"], True),
    "two, the first is other": (["李娜", "王芳"], True),
    "two, the second is other": (["王芳", "赵敏"][::-1], True),
    "no contract": ([], None),
}
DATES: dict[str, tuple[str, tuple[date | None, ...]]] = {
    "paid from August on": (
        "2026-08 2026-09 2026-10 2026-11",
        (date(2026, 12, 1), date(2026, 12, 31)),
    ),
    "not paid": ("", (None, date(2026, 11, 30))),
}
"""Months paid; from when, surely, the pension suffices, and until when that stays so."""


@pytest.fixture(scope="module")
def world() -> Facts:
    certificates: list[Row] = [{"person_id": number, "certificate_no": number} for number in LEVELS]
    certificates += [{"person_id": day, "certificate_no": day, "issued_on": day} for day in ISSUED]
    certificates += [
        {"person_id": name, "certificate_no": name} for name in (*NAMES, *DATES, "chief")
    ]
    certificates += [{"person_id": name, "certificate_no": "shared"} for name in ("one", "two")]
    contracts = [(person, name) for person, (names, _) in NAMES.items() for name in names]
    contracts += [(person, "王芳") for person in DATES]
    return facts(
        certificates=[{"level": "technician", **row} for row in certificates],
        contracts=[
            {"contract_no": f"{n}", "person_id": person, "employer_id": "E", "person_name": name}
            for n, (person, name) in enumerate(contracts)
        ],
        employers=[employer("E")],
        contributions=[
            row
            for person, (paid, _) in DATES.items()
            for month in paid.split()
            for row in pension(person, month)
        ],
        exported=tuple(months("2026-01", "2026-10")),
    )


def _of(world: Facts, person: str, *columns: str) -> Any:
    (row,) = [r[1:] for r in world.all("fact.certificate", "person_id", *columns) if r[0] == person]
    return row


@pytest.mark.parametrize("number", LEVELS)
def test_the_level_that_a_number_tells(world: Facts, number: str) -> None:
    level = LEVELS[number]
    found = _of(world, number, "level_in_number", "level_contradicts_number", "number_shared")
    assert found == (level, level not in (None, "technician"), False)


def test_a_number_that_two_persons_hold_is_shared(world: Facts) -> None:
    assert _of(world, "one", "number_shared") == _of(world, "two", "number_shared") == (True,)


@pytest.mark.parametrize("case", ISSUED)
def test_a_certificate_after_the_date_is_not_issued_yet(world: Facts, case: str) -> None:
    assert _of(world, case, "issued_on", "issued_month", "later_issued_on") == ISSUED[case]


@pytest.mark.parametrize("case", NAMES)
def test_the_name_is_that_of_every_contract_in_effect(world: Facts, case: str) -> None:
    assert _of(world, case, "names_differ") == (NAMES[case][1],)


@pytest.mark.parametrize("case", DATES)
def test_from_and_until_when_the_pension_is_known(world: Facts, case: str) -> None:
    assert _of(world, case, "insured_from", "insured_until") == DATES[case][1]


@pytest.mark.parametrize(
    ("city", "level"),
    [("liaocheng", "senior"), ("liaocheng", "technician"), ("zibo", "senior_technician")],
)
def test_every_level_that_a_number_can_tell_is_compared(city: str, level: str) -> None:
    row = {"person_id": "P", "certificate_no": "2500000000500000", "level": level}
    found = facts(city=city, certificates=[row])
    assert found.one("fact.certificate", "level_contradicts_number") is True


def test_levels_that_no_policy_looks_at_are_no_facts() -> None:
    found = facts(certificates=[{"person_id": "P", "level": "junior"}])
    assert found.all("fact.certificate", "person_id") == []
