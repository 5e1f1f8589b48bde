"""The shared facts about people: where they work, and what follows from it."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from . import contracts, employers
from .candidate import Place
from .contributions import NONE, PAID, Pension
from .merging import Merging
from .months import add_months, month_of, settled_month
from .names import comparable
from .settings import CITIES
from .verdict import FAIL, PASS, RANK, UNKNOWN, pass_if
from .world import Row, World


class Register:
    """The accepted rows of one day, arranged by person after merging."""

    def __init__(self, world: World) -> None:
        self.rows = rows = world.rows
        self.as_of = world.as_of
        self.city = CITIES[world.city]
        self.merging = Merging(rows["persons"])
        self.employers = {row["employer_id"]: row for row in rows["employers"]}
        self.persons = self.merging.standing(rows["persons"])
        self.accounts = self.merging.standing(rows["accounts"])
        self.contracts = self._by_person(rows["contracts"])
        self.registrations = self._by_person(rows["employment_registrations"])
        self.org_accounts = {row["org_id"]: row for row in rows["org_accounts"]}
        self._once: dict[str, list[Row]] = {}
        self.names: dict[str, set[str]] = {}
        for source in ("contracts", "certificates", "graduates"):
            for row in rows[source]:
                person_id = self.merging.known_as(row["person_id"])
                self.names.setdefault(person_id, set()).add(comparable(row["person_name"]))
        self.pension = Pension(rows["contributions"], self.merging)
        self.quarantined = {
            (source, self.merging.known_as(whose)) for source, whose in world.quarantined
        }
        people = {row["person_id"] for row in rows["persons"]}
        self.cyclic = {
            self.merging.known_as(person) for person in people if self.merging.in_cycle(person)
        }

    def known_as(self, person_id: str | None) -> str | None:
        """The person's number after merging, where there is one."""
        return None if person_id is None else self.merging.known_as(person_id)

    def one_per_person(self, source: str, *key: str) -> list[Row]:
        """Rows whose key holds a person, one per key after merging, under the new number.

        A row that stands under the old and the new number of one person is one
        candidate; as with persons, "the new number's own row wins".
        """
        if source in self._once:
            return self._once[source]
        kept: dict[tuple[Any, ...], Row] = {}
        steps = self.merging.steps
        for row in sorted(
            self.rows[source], key=lambda row: (steps(row["person_id"]), row["person_id"])
        ):
            person_id = self.merging.known_as(row["person_id"])
            kept.setdefault(
                (person_id, *(row[name] for name in key)), row | {"person_id": person_id}
            )
        self._once[source] = list(kept.values())
        return self._once[source]

    def in_city(self, employer_id: str | None) -> str:
        """The criterion in_city of an employer; none or not in the export: unknown."""
        return employers.in_city(self.city, self.employers.get(employer_id or ""))

    def enterprise(self, employer_id: str | None) -> str:
        """The criterion enterprise of an employer; none or not in the export: unknown."""
        return employers.enterprise(self.city, self.employers.get(employer_id or ""))

    def district_of(self, employer_id: str | None) -> str | None:
        """Short name of an employer's district, where it is one of the city's."""
        return employers.district(self.city, self.employers.get(employer_id or ""))

    def employer_name(self, employer_id: str | None) -> str | None:
        """The employer's name, where it is in the export."""
        employer = self.employers.get(employer_id or "")
        return None if employer is None else str(employer["employer_name"])

    def _by_person(self, rows: list[Row]) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        for row in rows:
            found.setdefault(self.merging.known_as(row["person_id"]), []).append(row)
        return found


class Employment(NamedTuple):
    """A person and the main employer, with all contracts between the two."""

    person_id: str
    employer_id: str
    employer: Row | None
    contracts: list[Row]


def main_employment(register: Register, person_id: str) -> Employment | None:
    """Main employment, or None.

    "of the employers with a contract in effect, the first by: in_city (pass,
    unknown, fail); enterprise (pass, unknown, fail); pension month S `paid` by
    it; a contract in effect other than `part_time`; latest `start_on` in
    effect; smallest `employer_id`."
    """
    by_employer: dict[str, list[Row]] = {}
    for contract in register.contracts.get(person_id, []):
        by_employer.setdefault(contract["employer_id"], []).append(contract)
    ranked = []
    for employer_id, rows in by_employer.items():
        now = [row for row in rows if contracts.in_effect(row, register.as_of)]
        if not now:
            continue
        employer = register.employers.get(employer_id)
        month = settled_month(register.as_of)
        rank = (
            RANK[employers.in_city(register.city, employer)],
            RANK[employers.enterprise(register.city, employer)],
            register.pension.state(person_id, employer_id, month) != PAID,
            all(row["contract_type"] == "part_time" for row in now),
            date.max - max(row["start_on"] for row in now),
            employer_id,
        )
        ranked.append((rank, Employment(person_id, employer_id, employer, rows)))
    return min(ranked, key=lambda pair: pair[0])[1] if ranked else None


def in_service(register: Register, person_id: str, main: Employment | None) -> str:
    """The criterion in_service.

    "deceased_on or retired_on `≤ D` → fail; no main employment → fail; the
    person's `persons` row was quarantined → unknown; else pass. No row: alive
    and not retired." And 1-inputs: "a cycle of merges makes in_service unknown
    for all in it."
    """
    if person_id in register.cyclic:
        return UNKNOWN
    row = register.persons.get(person_id)
    ends = (row["deceased_on"], row["retired_on"]) if row is not None else ()
    if any(day is not None and day <= register.as_of for day in ends):
        return FAIL
    if main is None:
        return FAIL
    return UNKNOWN if ("persons", person_id) in register.quarantined else PASS


def registered(register: Register, main: Employment) -> str:
    """The criterion registered.

    "an `employed` registration with the main employer, `registered_on ≤ D`,
    ended_on empty or `≥ D` → pass; else fail."
    """
    return pass_if(
        any(
            row["form"] == "employed"
            and row["employer_id"] == main.employer_id
            and row["registered_on"] <= register.as_of
            and (row["ended_on"] is None or row["ended_on"] >= register.as_of)
            for row in register.registrations.get(main.person_id, [])
        )
    )


def insured(register: Register, main: Employment) -> str:
    """The criterion insured.

    "the three months ending at S, without the months up to and including the
    one in which the unbroken chain (as above, part_time included) of contracts
    with the main employer began, pension, by that employer. No months left →
    unknown; all `paid` → pass; all `none` → fail; else unknown."
    """
    chain = contracts.chain_around(main.contracts, register.as_of)
    assert chain is not None, "a contract is in effect, so a chain is around D"
    settled = settled_month(register.as_of)
    months = [add_months(settled, -count) for count in range(3)]
    states = {
        register.pension.state(main.person_id, main.employer_id, month)
        for month in months
        if month > month_of(chain.first)
    }
    if states == {PAID}:
        return PASS
    return FAIL if states == {NONE} else UNKNOWN


def identity_consistent(register: Register, main: Employment, name: str) -> str:
    """The criterion identity_consistent; `name` is that on the candidate's record.

    "the name on the candidate's record is the one on every contract in effect
    with the main employer … → pass; else unknown."
    """
    now = [row for row in main.contracts if contracts.in_effect(row, register.as_of)]
    same = all(comparable(row["person_name"]) == comparable(name) for row in now)
    return PASS if same else UNKNOWN


def first_city_month(register: Register, person_id: str) -> date | None:
    """The person's first pension month `paid` by any employer whose in_city passes.

    Months after D's have not happened: what they say is "an event dated after
    D", which leaves the criterion as unknown as no month at all.
    """
    today = month_of(register.as_of)
    months = [
        month
        for employer_id, month in register.pension.paid_months(person_id)
        if month <= today and register.in_city(employer_id) == PASS
    ]
    return min(months, default=None)


def place(register: Register, main: Employment | None) -> Place:
    """The main employer and its district."""
    if main is None:
        return Place()
    return Place(main.employer_id, employers.district(register.city, main.employer))


def known_name(register: Register, person_id: str | None) -> str | None:
    """The one name under which the exports know a person; None where they differ or say none."""
    names = register.names.get(person_id or "", set())
    return min(names) if len(names) == 1 else None
