"""Small towns on 2026-11-20, in which somebody lives for every way in which a day is known.

The settled months are July to September; October is in the export as paid.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ..reference import rows
from ..reference.evaluator import Row, World
from ..reference.ids import credit_code, person_number

AS_OF = date(2026, 11, 20)
OCTOBER = date(2026, 10, 1)
DISTRICT = {"zibo": "370303", "liaocheng": "371502", "rizhao": "371102"}
OTHER_FIRM = credit_code(2)


@dataclass
class Town:
    """A city's exports, person by person; `who` knows each by a name."""

    city: str
    rows: dict[str, list[Row]] = field(default_factory=dict)
    who: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        district = DISTRICT[self.city]
        self.add("employers", rows.employer(district=district))
        self.add("employers", rows.employer(employer_id=OTHER_FIRM, district=district))
        whose = {"person_id": person_number(900)}  # a stranger, so that no file is missing
        self.add("persons", rows.person(**whose))
        self.add("accounts", rows.account(**whose))
        self.add("contracts", rows.contract(**whose, contract_no="HT-900"))
        self.add("contributions", rows.contribution(OCTOBER, **whose))
        self.add("certificates", rows.certificate(**whose, level="junior", certificate_no="0"))
        self.add("employment_registrations", rows.registration(**whose, registration_no="JY-900"))
        benefit = {"zibo": "technician", "liaocheng": "skill-upgrade"}.get(self.city)
        paid = {"benefit": f"{self.city}/{benefit or 'technician-reward'}"}
        self.add("payments", rows.payment(**whose, **paid))

    @property
    def world(self) -> World:
        return World(AS_OF, self.rows, city=self.city)

    def add(self, source: str, row: Row) -> None:
        """One more row."""
        self.rows.setdefault(source, []).append(row)

    def number(self, name: str) -> str:
        """The number of somebody, always the same."""
        return self.who.setdefault(name, person_number(len(self.who) + 1))

    def works(self, name: str, *, until: date = OCTOBER, **contract: Any) -> None:
        """A contract, a registration and contributions from April 2020 to `until`."""
        whose = {"person_id": self.number(name)}
        no = f"HT{len(self.rows.get('contracts', []))}"
        self.add("contracts", rows.contract(**whose, contract_no=no, **contract))
        self.add("employment_registrations", rows.registration(**whose, registration_no=no))
        for row in rows.pension(date(2020, 4, 1), until, **whose):
            self.add("contributions", row)

    def certificate(self, name: str, issued_on: date = date(2023, 5, 10), **how: Any) -> None:
        """A technician's certificate of whatever kind the city asks for."""
        whose = {"person_id": self.number(name), "certificate_no": f"ZS-{name}"}
        kind = "skill_level" if self.city == "liaocheng" else "qualification"
        self.add("certificates", rows.certificate(
            **{**whose, "issued_on": issued_on, "kind": kind, "route": "contest", **how}
        ))  # fmt: skip

    def change(self, source: str, name: str, **changes: Any) -> None:
        """Change every row of somebody in a source."""
        for row in self.rows[source]:
            if row["person_id"] == self.number(name):
                row.update(changes)

    def months(self, name: str, month: date, **changes: Any) -> None:
        """Change somebody's contribution for a month; status None: there is none."""
        mine = [
            row
            for row in self.rows["contributions"]
            if row["person_id"] == self.number(name) and row["period"] == month
        ]
        for row in mine:
            if changes.get("status", "") is None:
                self.rows["contributions"].remove(row)
            row.update(changes)


def zibo() -> Town:
    """Technicians, graduates and organisations."""
    town = Town("zibo")
    for name, issued in (("late-certificate", date(2026, 11, 25)), ("later", date(2026, 12, 5))):
        town.works(name)
        town.certificate(name, issued)
    for name in ("unregistered", "short-contract", "unpaid-july", "in-transit", "stopped",
                 "leaves-first", "retires", "two-firms"):  # fmt: skip
        town.works(name)
        town.certificate(name)
    town.change("employment_registrations", "unregistered", registered_on=date(2026, 11, 28))
    short = {"start_on": date(2026, 1, 1), "end_on": date(2026, 11, 26)}
    town.change("contracts", "short-contract", **short)
    again = {"start_on": date(2026, 11, 27), "end_on": date(2027, 11, 26), "contract_no": "HT-2"}
    town.add("contracts", rows.contract(person_id=town.number("short-contract"), **again))
    for name in ("unpaid-july", "in-transit"):
        town.months(name, date(2026, 7, 1), status=None)
    town.months("in-transit", OCTOBER, status="in_transit")
    town.months("stopped", date(2026, 9, 1), status=None)
    town.months("stopped", OCTOBER, status=None)
    town.change("employment_registrations", "leaves-first", registered_on=date(2026, 11, 28))
    town.change("contracts", "leaves-first", end_on=date(2026, 11, 25))
    town.add("persons", rows.person(person_id=town.number("retires"), retired_on=date(2027, 1, 1)))
    town.change("employment_registrations", "two-firms", registered_on=date(2026, 11, 28))
    elsewhere = {"employer_id": OTHER_FIRM, "start_on": date(2026, 11, 24), "end_on": None}
    town.add("contracts", rows.contract(
        person_id=town.number("two-firms"), contract_no="HT-3", **elsewhere
    ))  # fmt: skip
    _hired(town)
    _graduates(town)
    town.works("two-certificates")
    for no, issued in (("ZS-a", date(2023, 5, 10)), ("ZS-b", date(2023, 4, 10))):
        town.certificate("two-certificates", issued, certificate_no=no)
    late = {"registered_on": date(2026, 11, 28)}
    town.change("employment_registrations", "two-certificates", **late)
    town.add("recognitions", rows.recognition(recognised_on=date(2026, 12, 10)))
    town.add("org_years", rows.org_year(item="public_training", year=2027, quantity=3000))
    town.works("<script>")  # a name that is no name
    town.certificate("<script>", person_name="<script>alert(1)</script>")
    return town


def _hired(town: Town) -> None:
    """A contract is signed and begins on 7 December."""
    begins = date(2026, 12, 7)
    whose = {"person_id": town.number("hired")}
    town.certificate("hired")
    town.add("contracts", rows.contract(**whose, contract_no="HT-4", start_on=begins, end_on=None))
    town.add("employment_registrations", rows.registration(
        **whose, registration_no="JY-4", registered_on=begins
    ))  # fmt: skip


def _graduates(town: Town) -> None:
    """One who works since July 2026, and one who has not come yet."""
    for name, first in (("works-in-city", date(2026, 7, 1)), ("not-come", None)):
        whose = {"person_id": town.number(name)}
        town.add("graduates", rows.graduate(**whose, school_district=DISTRICT[town.city]))
        for row in rows.pension(first, OCTOBER, **whose) if first else ():
            town.add("contributions", row)


def liaocheng() -> Town:
    """Somebody hired, a class whose time runs out."""
    town = Town("liaocheng")
    _hired(town)
    town.change("certificates", "hired", issued_on=date(2025, 5, 10))
    town.works("employed")
    _graduates(town)
    town.months("works-in-city", date(2026, 9, 1), status=None)
    return town


def rizhao() -> Town:
    """Titles that go on, end and begin, and an award that waits for one."""
    town = Town("rizhao")
    for name, dates in (
        ("goes-on", {}),
        ("last-month", {"effective_on": date(2022, 12, 1)}),
        ("revoked", {"revoked_on": date(2026, 11, 10)}),
        ("begins", {"effective_on": date(2026, 12, 15)}),
    ):
        town.add("designations", rows.designation(person_id=town.number(name), **dates))
    town.works("winner")
    whose = {"person_id": town.number("winner")}
    town.add("contest_awards", rows.award(**whose))
    town.add("designations", rows.designation(
        **whose, title="rizhao_skill_expert", effective_on=date(2026, 12, 1)
    ))  # fmt: skip
    return town
