"""What is known of a subject's work after the date: contracts, registration, pension, an end.

Each case is a person of one world who works for E on the date, unless it says otherwise.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.facts.world import Facts, Row, employer, facts, months, pension

Dates = tuple[str | None, str | None]

NOW: Row = {"start_on": "2026-01-01", "end_on": "2026-12-31", "contract_type": "fixed"}
OPEN: Row = {"start_on": "2020-01-01"}


def later(start_on: str, end_on: str | None = None, **said: Any) -> Row:
    return {"contract_type": "fixed", "start_on": start_on, "end_on": end_on, **said}


CONTRACTS: dict[str, tuple[list[Row], Dates | None]] = {
    "nothing later": ([NOW], None),
    "on the date": ([NOW, later("2026-11-20")], None),
    "goes on from the day after": ([NOW, later("2026-11-21")], (None, "2026-11-21")),
    "goes on for a year": ([NOW, later("2027-01-01", "2027-12-31")], (None, "2027-01-01")),
    "goes on for a day less": ([NOW, later("2027-01-01", "2027-12-30")], (None, None)),
    "goes on for a task": ([NOW, later("2027-01-01", contract_type="task")], (None, None)),
    "goes on part-time": ([NOW, later("2027-01-01", contract_type="part_time")], (None, None)),
    "elsewhere": ([NOW, later("2027-01-01", employer_id="F")], ("2027-01-01", None)),
    "another name": ([NOW, later("2027-01-01", person_name="李娜")], ("2027-01-01", None)),
    "a name with a space": ([NOW, later("2027-01-01", person_name="王 芳")], (None, "2027-01-01")),
    "several": (
        [NOW, later("2027-04-01"), later("2027-03-01"), later("2027-02-01", employer_id="F"),
         later("2027-01-01", employer_id="F")],
        ("2027-01-01", "2027-03-01"),
    ),
    "out of work": ([later("2027-01-01")], None),
}  # fmt: skip
"""Contracts; when another may change the employment, and when one of a year begins."""

ENDS: dict[str, tuple[list[Row], Row, Dates]] = {
    "ends": ([NOW], {}, ("2026-12-31", "2026-12-31")),
    "never ends": ([OPEN], {}, (None, None)),
    "retires": ([OPEN], {"retired_on": "2026-12-10"}, ("2026-12-09", "2026-12-09")),
    "dies": ([OPEN], {"deceased_on": "2026-12-10"}, ("2026-12-09", "2026-12-09")),
    "retires before it ends": (
        [NOW], {"retired_on": "2026-12-10"}, ("2026-12-09", "2026-12-09"),
    ),
    "is followed": (
        [NOW, later("2027-01-01", "2027-06-30")], {}, ("2027-06-30", "2027-06-30"),
    ),
    "is followed part-time": (
        [NOW, later("2027-01-01", "2027-03-31", contract_type="part_time")], {},
        ("2027-03-31", "2027-03-31"),
    ),
    "another begins before it ends": (
        [NOW, later("2026-12-15", employer_id="F")], {}, ("2026-12-14", None),
    ),
    "another is in effect": ([NOW, {**OPEN, "employer_id": "G"}], {}, ("2026-11-30", None)),
    "another is in effect and it ends soon": (
        [{**NOW, "end_on": "2026-11-25"}, {**OPEN, "employer_id": "G"}], {}, ("2026-11-25", None),
    ),
}  # fmt: skip
"""Contracts and status; until when the employer stays the main one, and the last day of work."""

REGISTERED: dict[str, tuple[list[tuple[str, str | None]], Dates | None]] = {
    "for good": ([("2024-01-01", None)], (None, None)),
    "since the date": ([("2026-11-20", "2026-12-31")], (None, "2026-12-31")),
    "until the date": ([("2024-01-01", "2026-11-20")], (None, "2026-11-20")),
    "until the day before": ([("2024-01-01", "2026-11-19")], None),
    "twice": ([("2024-01-01", "2027-01-31"), ("2025-01-01", "2026-12-31")], (None, "2027-01-31")),
    "soon": ([("2026-11-21", None)], ("2026-11-21", None)),
    "soon, twice": (
        [("2026-12-05", "2026-12-31"), ("2026-11-28", "2026-12-20")], ("2026-11-28", "2026-12-20"),
    ),
    "now and later": (
        [("2024-01-01", "2026-12-10"), ("2026-12-20", "2026-12-31")], ("2026-12-20", "2026-12-10"),
    ),
    "later and now for good": (
        [("2024-01-01", None), ("2026-12-20", "2026-12-31")], ("2026-12-20", None),
    ),
    "for one day": ([("2026-12-10", "2026-12-10")], ("2026-12-10", "2026-12-10")),
    "ended before it begins": ([("2026-12-10", "2026-12-09")], None),
}  # fmt: skip
"""Entries in the register, from and to; from when and until when one is registered."""

PAID: dict[str, tuple[Row, str, Dates | None]] = {
    "three months": (OPEN, "07 08 09", None),
    "not July": (OPEN, "08 09 10", ("2026-12-01", "2026-12-01")),
    "not July, October in transit": (OPEN, "08 09 10t", (None, "2026-12-01")),
    "not August": (OPEN, "07 09 10", (None, "2027-01-01")),
    "not October": (OPEN, "08 09", (None, None)),
    "September in transit": (OPEN, "08 09t 10", (None, None)),
    "September later": (OPEN, "08 09b 10", (None, None)),
    "not August, October later": (OPEN, "09 10b", (None, None)),
    "part-time": ({**OPEN, "contract_type": "part_time"}, "08 09 10", ("2026-12-01",) * 2),
    "begun on the last of September": ({"start_on": "2026-09-30"}, "10", ("2026-12-01",) * 2),
    "begun on the first of October": ({"start_on": "2026-10-01"}, "", (None, "2027-01-01")),
    "begun in November": ({"start_on": "2026-11-02"}, "", (None, "2027-02-01")),
}  # fmt: skip
"""The contract, the months paid (t: in transit, b: paid later); when it suffices, surely or not."""


def _contributions() -> list[Row]:
    kinds: dict[str, Row] = {"t": {"status": "in_transit"}, "b": {"kind": "back_payment"}}
    return [
        row
        for person, (_, paid, _) in PAID.items()
        for month in paid.split()
        for row in pension(person, f"2026-{month[:2]}", **kinds.get(month[2:], {}))
    ]


@pytest.fixture(scope="module")
def world() -> Facts:
    contracts: dict[str, list[Row]] = {person: rows for person, (rows, _) in CONTRACTS.items()}
    contracts |= {person: rows for person, (rows, _, _) in ENDS.items()}
    contracts |= {person: [OPEN] for person in REGISTERED}
    contracts |= {person: [row] for person, (row, _, _) in PAID.items()}
    contracts["works for F"] = [{**OPEN, "employer_id": "F"}]
    contracts["two employers"] = [OPEN, {**OPEN, "employer_id": "G"}]
    registered = [(person, "E", *one) for person, (rows, _) in REGISTERED.items() for one in rows]
    registered.append(("two employers", "G", "2026-12-01", None))
    register = [
        {
            "registration_no": f"{number}", "person_id": person, "employer_id": firm,
            "registered_on": first, "ended_on": last, "form": "employed",
        }
        for number, (person, firm, first, last) in enumerate(registered)
    ]  # fmt: skip
    register.append({**register[0], "person_id": "never ends", "form": "flexible"})
    return facts(
        designations=[{"person_id": person} for person in contracts],
        contracts=[
            {"contract_no": f"{person} {n}", "person_id": person, "employer_id": "E", **row}
            for person, rows in contracts.items()
            for n, row in enumerate(rows)
        ],
        persons=[
            {"person_id": person, **status} for person, (_, status, _) in ENDS.items() if status
        ],
        employment_registrations=register,
        contributions=_contributions(),
        employers=[employer("E"), employer("F"), employer("G", "370102")],
        exported=tuple(months("2026-01", "2026-10")),
    )


def _dates(world: Facts, table: str, person: str, *columns: str) -> tuple[Any, ...] | None:
    found = [r[1:] for r in world.all(f"fact.{table}", "person_id", *columns) if r[0] == person]
    assert len(found) < 2
    return found[0] if found else None


def _as_dates(said: Dates | None) -> tuple[date | None, ...] | None:
    return said and tuple(day and date.fromisoformat(day) for day in said)


@pytest.mark.parametrize("case", CONTRACTS)
def test_contracts_that_begin_later(world: Facts, case: str) -> None:
    found = _dates(world, "contracts_ahead", case, "changes_on", "contract_one_year_from")
    assert found == _as_dates(CONTRACTS[case][1])


@pytest.mark.parametrize("case", ENDS)
def test_until_when_the_work_is_known(world: Facts, case: str) -> None:
    found = _dates(world, "person_dates", case, "main_employer_until", "employed_until")
    assert found == _as_dates(ENDS[case][2])


@pytest.mark.parametrize("case", REGISTERED)
def test_the_register_of_later_days(world: Facts, case: str) -> None:
    found = _dates(world, "registrations_ahead", case, "registered_from", "registered_until")
    assert found == _as_dates(REGISTERED[case][1])


@pytest.mark.parametrize("case", ["never ends", "two employers", "ends"])
def test_only_the_register_of_the_main_employer_counts(world: Facts, case: str) -> None:
    assert _dates(world, "registrations_ahead", case, "registered_from") is None


@pytest.mark.parametrize("case", PAID)
def test_when_the_settled_months_suffice(world: Facts, case: str) -> None:
    found = _dates(world, "insured_dates", case, "insured_from", "insured_expected_from")
    assert found == _as_dates(PAID[case][2])
