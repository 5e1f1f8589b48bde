"""Who has no work on the date, but a contract that begins later; and their certificates then.

Each case is a person of one world with a certificate.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.facts.world import Facts, Row, employer, facts

BEGINS = date(2027, 1, 15)


def signed(start_on: str = "2027-01-15", end_on: str | None = None, **said: Any) -> Row:
    return {"contract_type": "fixed", "start_on": start_on, "end_on": end_on, **said}


YEAR, SHORT = signed(end_on="2028-01-14"), signed(end_on="2027-06-30")
NEXT: dict[str, tuple[list[Row], tuple[date, str, bool | None] | None]] = {
    "for a year": ([YEAR], (BEGINS, "0", True)),
    "for a day less": ([signed(end_on="2028-01-13")], (BEGINS, "0", None)),
    "for one day": ([signed(end_on="2027-01-15")], (BEGINS, "0", None)),
    "for a task": ([signed(contract_type="task")], (BEGINS, "0", None)),
    "part-time": ([signed(contract_type="part_time")], (BEGINS, "0", False)),
    "part-time and for a year": (
        [YEAR, signed(end_on="2027-06-30", contract_type="part_time")], (BEGINS, "0", True),
    ),
    "part-time and short": (
        [SHORT, signed(contract_type="part_time")], (BEGINS, "1", None),
    ),
    "two, the longer": ([SHORT, YEAR], (BEGINS, "1", True)),
    "two alike": ([YEAR, YEAR], (BEGINS, "0", True)),
    "by who is in no export": ([{**YEAR, "employer_id": "absent"}], (BEGINS, "0", True)),
    "two days": (
        [signed("2027-02-01", "2030-01-01", employer_id="F"), YEAR], (BEGINS, "1", True),
    ),
    "two employers": ([YEAR, {**YEAR, "employer_id": "F"}], None),
    "tomorrow": ([signed("2026-11-21")], (date(2026, 11, 21), "0", True)),
    "on the date": ([signed("2026-11-20")], None),
    "ends before it begins": ([signed(end_on="2027-01-14")], None),
    "at work": ([signed("2020-01-01"), YEAR], None),
    "worked before": ([signed("2020-01-01", "2026-11-19"), YEAR], (BEGINS, "1", True)),
    "nothing": ([], None),
}  # fmt: skip
"""Contracts; the day on which work begins, which contract decides, and whether for a year."""

REGISTERED: dict[str, tuple[list[Row], str | None]] = {
    "on the day": ([{"registered_on": "2027-01-15"}], "2027-01-15"),
    "a day later": ([{"registered_on": "2027-01-16"}], None),
    "before": ([{"registered_on": "2026-12-02"}, {"registered_on": "2026-12-01"}], "2026-12-01"),
    "until the day": ([{"ended_on": "2027-01-15"}], "2026-01-01"),
    "until the day before": ([{"ended_on": "2027-01-14"}], None),
    "flexibly": ([{"form": "flexible"}], None),
    "with another": ([{"employer_id": "F"}], None),
}
"""Entries in the register; the one that holds when work begins."""

STATUS: dict[str, tuple[Row, tuple[bool, bool]]] = {
    "dead by then": ({"deceased_on": "2027-01-15"}, (True, False)),
    "dead after": ({"deceased_on": "2027-01-16"}, (False, False)),
    "retired by then": ({"retired_on": "2027-01-15"}, (False, True)),
    "retired after": ({"retired_on": "2027-01-16"}, (False, False)),
}
ISSUED: dict[str, tuple[Any, ...]] = {
    "2026-11-21": (date(2026, 11, 21), date(2026, 11, 1), None),
    "2027-01-15": (date(2027, 1, 15), date(2027, 1, 1), None),
    "2027-01-16": (None, None, date(2027, 1, 16)),
}
"""The day of issue; the day and month known when work begins, and the day that is later."""

NAMES = {
    "same name": ("王 芳", False),
    "other name": ("李娜", True),
    "two names": ("李娜", True),
    "two more": ("赵敏", True),
}


@pytest.fixture(scope="module")
def world() -> Facts:
    contracts = {person: rows for person, (rows, _) in NEXT.items()}
    contracts |= {person: [YEAR] for person in (*REGISTERED, *STATUS, *ISSUED)}
    contracts |= {person: [{**YEAR, "person_name": name}] for person, (name, _) in NAMES.items()}
    for person in ("two names", "two more"):
        contracts[person].append(YEAR)
    contracts["with two certificates"] = [YEAR]
    entries = [(person, row) for person, (rows, _) in REGISTERED.items() for row in rows]
    return facts(
        certificates=[
            {
                "person_id": person, "certificate_no": f"of {person}", "level": "technician",
                **({"issued_on": person} if person in ISSUED else {}),
            }
            for person in contracts
        ]
        + [{"person_id": "with two certificates", "certificate_no": "2", "level": "technician"}],
        contracts=[
            {"contract_no": f"{n}", "person_id": person, "employer_id": "E",
             "person_name": "王芳", **row}
            for person, rows in contracts.items()
            for n, row in enumerate(rows)
        ],
        employment_registrations=[
            {"registration_no": f"{n}", "person_id": person, "employer_id": "E",
             "form": "employed", "registered_on": "2026-01-01", **row}
            for n, (person, row) in enumerate(entries)
        ],
        persons=[{"person_id": person, **row} for person, (row, _) in STATUS.items()],
        employers=[employer("E", employer_name="甲厂"), employer("F")],
    )  # fmt: skip


def _of(world: Facts, person: str, *columns: str, table: str = "certificate_coming") -> Any:
    found = [r[1:] for r in world.all(f"fact.{table}", "person_id", *columns) if r[0] == person]
    assert len(found) < 2
    return found[0] if found else None


@pytest.mark.parametrize("case", NEXT)
def test_which_contract_begins_next(world: Facts, case: str) -> None:
    columns = ("as_of", "contract_no", "contract_one_year")
    assert _of(world, case, *columns) == NEXT[case][1]
    begins = ("begins_on", "contract_no", "contract_one_year")
    assert _of(world, case, *begins, table="person_coming") == NEXT[case][1]


def test_each_certificate_of_a_person_stands_once(world: Facts) -> None:
    rows = world.all("fact.certificate_coming", "person_id", "certificate_no")
    found = [number for person, number in rows if person == "with two certificates"]
    assert found == ["2", "of with two certificates"]


@pytest.mark.parametrize(
    ("case", "last_day"), [("for a year", date(2028, 1, 14)), ("for a task", None)]
)
def test_a_contract_without_an_end_has_no_last_day(
    world: Facts, case: str, last_day: date | None
) -> None:
    columns = ("contract_last_day", "main_employer_until", "employed_until")
    assert _of(world, case, *columns) == (last_day, last_day, None)


@pytest.mark.parametrize("case", REGISTERED)
def test_who_stands_in_the_register_by_then(world: Facts, case: str) -> None:
    day = REGISTERED[case][1]
    expected = (day is not None, day and date.fromisoformat(day))
    assert _of(world, case, "registered", "registered_on") == expected


@pytest.mark.parametrize("case", STATUS)
def test_who_is_dead_or_retired_by_then(world: Facts, case: str) -> None:
    assert _of(world, case, "deceased", "retired") == STATUS[case][1]


@pytest.mark.parametrize("case", ISSUED)
def test_what_is_known_of_the_certificate_by_then(world: Facts, case: str) -> None:
    assert _of(world, case, "issued_on", "issued_month", "later_issued_on") == ISSUED[case]


@pytest.mark.parametrize("case", NAMES)
def test_the_names_are_those_of_the_contracts_that_begin(world: Facts, case: str) -> None:
    assert _of(world, case, "names_differ") == (NAMES[case][1],)


def test_the_pension_of_then_is_unknown_and_expected_after_three_months(world: Facts) -> None:
    columns = (
        "employed", "assumed", "employer_name", "insured", "insured_months_owed",
        "insured_months_paid", "insured_months_unpaid", "insured_from", "insured_expected_from",
    )  # fmt: skip
    expected = (True, False, "甲厂", None, 0, 0, 0, None, date(2027, 4, 1))
    assert _of(world, "for a year", *columns) == expected
