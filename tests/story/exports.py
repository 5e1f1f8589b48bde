"""The exports of the worked quarter: rows that a day changes, written as real files.

A file is written again only where its rows have changed since the last time,
in the formats and spellings of the sample inboxes (`sample_data/settings`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from tests.story.people import (
    BANKS,
    EMPLOYERS,
    HEATING,
    HUIFENG,
    ICBC,
    OCCUPATIONS,
    PEOPLE,
    SCHOOL,
    WHO,
    Employer,
    Person,
    certificate_number,
)
from zhaoren.content import find_content
from zhaoren.contracts import Contract, load_contracts
from zhaoren.sample.layout import Layout, headers_of, load_layouts
from zhaoren.sample.writers import write_text, write_xlsx

Row = dict[str, Any]
PENSION = "1200.00"


def _months(first: date, last: date) -> Iterator[date]:
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield date(number // 12, number % 12 + 1, 1)


class Exports:
    """What the other offices export, as it stands on a day."""

    def __init__(self) -> None:
        content = find_content()
        self._contracts = load_contracts(content).inputs
        self._layouts = load_layouts(content)
        self._written: dict[str, list[Row]] = {}
        self.rows: defaultdict[str, list[Row]] = defaultdict(list)
        for employer in EMPLOYERS:
            self.rows["employers"].append(_employer(employer))
        for person in PEOPLE:
            self._introduce(person)
        self._graduate(WHO["邹明宇"])
        self._paid_before()
        self._station()
        self.contributions_until(date(2026, 7, 1))

    def of(self, source: str, name: str) -> Row:
        """The newest row of a person in a source, to be changed in place."""
        number = WHO[name].number
        return [row for row in self.rows[source] if row["person_id"] == number][-1]

    def contributions_until(self, last: date, first: date = date(2019, 3, 1)) -> None:
        """Everybody's months are paid up to this one, by whoever employs them then."""
        months = list(_months(first, last))
        for contract in self.rows["contracts"]:
            ends = min(contract["terminated_on"] or contract["end_on"], contract["end_on"])
            begins = max(contract["start_on"], WHO[contract["person_name"]].insured_from)
            for month in months:
                if begins.replace(day=1) <= month <= ends:
                    self.rows["contributions"].append(_contribution(contract, month))

    def account(self, name: str, bank: str, account_no: str | None = None) -> None:
        """A person has an account at a bank: the first, or another instead of it."""
        person = WHO[name]
        rows = self.rows["accounts"]
        rows[:] = [row for row in rows if row["person_id"] != person.number]
        rows.append(_account(person, bank, account_no or person.account_no))

    def certificate(self, name: str, level: str, issued_on: date) -> None:
        """A person obtains a certificate."""
        self.rows["certificates"].append(_certificate(WHO[name], level, issued_on))

    def employ(self, name: str, employer: Employer, first: date, last: date) -> None:
        """A person signs another labour contract and is registered with it."""
        person = replace(WHO[name], employer=employer, contract_from=first, contract_to=last)
        self.rows["contracts"].append(_contract(person, "B"))
        self.rows["employment_registrations"].append(_registration(person, "B"))

    def leave(self, name: str, last_day: date) -> None:
        """A person's newest contract ends early."""
        self.of("contracts", name)["terminated_on"] = last_day
        self.of("employment_registrations", name)["ended_on"] = last_day

    def status(self, name: str, **what: Any) -> None:
        """What the persons export says: deceased_on, retired_on, merged_into."""
        empty = {"deceased_on": "", "retired_on": "", "merged_into": ""}
        self.rows["persons"].append({"person_id": WHO[name].number, **empty, **what})

    def _introduce(self, person: Person) -> None:
        if person.certificate:
            self.rows["certificates"].append(_certificate(person, *person.certificate))
        self.rows["contracts"].append(_contract(person, "A"))
        if person.registered:
            self.rows["employment_registrations"].append(_registration(person, "A"))
        if person.bank:
            self.rows["accounts"].append(_account(person, person.bank, person.account_no))
        if person.life:
            self.status(person.name, **person.life)

    def _graduate(self, person: Person) -> None:
        self.rows["graduates"].append(
            {
                "person_id": person.number, "school_id": SCHOOL.code, "person_name": person.name,
                "school_name": SCHOOL.name, "school_kind": "technical",
                "school_district": SCHOOL.district, "programme": "preparatory_technician",
                "full_time": "是", "graduated_on": date(2026, 6, 30),
                "certificate_level": "preparatory_technician",
                "certificate_issued_on": date(2026, 6, 20), "order_employer_id": "",
            }
        )  # fmt: skip

    def _paid_before(self) -> None:
        """45 000 of 50 000 yuan were paid to the employer's staff in spring."""
        for n in range(1, 19):
            self.rows["payments"].append(
                {
                    "payment_no": f"FF2026{n:06}", "person_id": _colleague(n), "org_id": "",
                    "benefit": "zibo/technician-2022", "certificate_no": "",
                    "occupation_code": "6-18-01-01", "level": "technician", "period": "",
                    "reference": "", "employer_id": HUIFENG.code, "amount": "2500.00",
                    "paid_on": date(2026, 4, 20), "status": "paid",
                }
            )  # fmt: skip

    def _station(self) -> None:
        self.rows["recognitions"].append(
            {
                "org_id": HEATING.code, "org_name": HEATING.name,
                "title": "city_technician_station",
                "object": "供热技师工作站", "recognised_on": date(2026, 5, 18),
                "district": HEATING.district, "national_subsidy": "", "approved_amount": "",
            }
        )  # fmt: skip
        self.rows["org_accounts"].append(
            {
                "org_id": HEATING.code, "account_name": HEATING.name,
                "account_no": "1603370300026090303", "bank_code": ICBC, "bank_name": BANKS[ICBC],
                "status": "active",
            }
        )  # fmt: skip

    def write(self, inbox: Path, day: date) -> list[str]:
        """Write what has changed since the last time; the sources, sorted."""
        changed = []
        for source in sorted(self.rows):
            rows = [dict(row) for row in self.rows[source]]
            if rows and rows != self._written.get(source):
                self._write(source, rows, inbox, day)
                self._written[source] = rows
                changed.append(source)
        return changed

    def _write(self, source: str, rows: list[Row], inbox: Path, day: date) -> None:
        inbox.mkdir(parents=True, exist_ok=True)
        contract = self._contracts[source]
        if source != "contributions":
            _write_file(rows, contract, self._layouts[source], inbox, day)
            return
        years: defaultdict[str, list[Row]] = defaultdict(list)
        for row in rows:
            month = f"{row['period']:%Y%m}"
            years[month if month > "202606" else month[:4]].append(row)
        for name, of_file in years.items():
            layout = replace(self._layouts["contributions_csv"], file=f"contributions-{name}.csv")
            _write_file(of_file, contract, layout, inbox, day)


def _write_file(
    rows: list[Row], contract: Contract, layout: Layout, inbox: Path, day: date
) -> None:
    names = [column.name for column in contract.columns]
    if layout.file.endswith(".xlsx"):
        cells = [[_cell(row[name], name, contract, layout) for name in names] for row in rows]
        write_xlsx(cells, headers_of(layout, contract), inbox / layout.file)
        return
    columns = {
        column.name: [layout.text(row[column.name], column) for row in rows]
        for column in contract.columns
    }
    table = pa.table(columns, schema=pa.schema([(name, pa.string()) for name in names]))
    write_text(table, contract, layout, inbox / layout.file, day)


def _cell(value: object, name: str, contract: Contract, layout: Layout) -> object:
    return layout.text(value, contract.column(name)) if isinstance(value, str) else value


def _employer(employer: Employer) -> Row:
    return {
        "employer_id": employer.code, "employer_name": employer.name, "kind": employer.kind,
        "enterprise_like": "", "district": employer.district, "status": "active",
    }  # fmt: skip


def _contract(person: Person, letter: str) -> Row:
    return {
        "contract_no": f"HT{letter}{person.number[6:17]}", "person_id": person.number,
        "person_name": person.name, "employer_id": person.employer.code,
        "employer_name": person.employer.name, "contract_type": person.contract_type,
        "start_on": person.contract_from, "end_on": person.contract_to, "terminated_on": "",
        "host_employer_id": "",
    }  # fmt: skip


def _registration(person: Person, letter: str) -> Row:
    return {
        "registration_no": f"JY{letter}{person.number[6:17]}", "person_id": person.number,
        "employer_id": person.employer.code, "registered_on": person.contract_from,
        "ended_on": "", "form": "employed",
    }  # fmt: skip


def _certificate(person: Person, level: str, issued_on: date) -> Row:
    return {
        "certificate_no": certificate_number(person, level, issued_on),
        "person_id": person.number, "person_name": person.name, "kind": person.kind,
        "occupation_code": person.occupation, "occupation_name": OCCUPATIONS[person.occupation],
        "level": level, "issued_on": issued_on, "issuer": "淄博市职业技能鉴定中心",
        "route": "social_assessment", "status": "valid",
    }  # fmt: skip


def _account(person: Person, bank: str, account_no: str) -> Row:
    return {
        "person_id": person.number, "account_name": person.name, "account_no": account_no,
        "bank_code": bank, "bank_name": BANKS[bank], "status": "active",
    }  # fmt: skip


def _contribution(contract: Row, month: date) -> Row:
    return {
        "person_id": contract["person_id"], "employer_id": contract["employer_id"],
        "insurance": "pension", "period": month, "kind": "regular", "status": "paid",
        "base": "5000.00", "amount": PENSION, "paid_on": month.replace(day=15),
    }  # fmt: skip


def _colleague(n: int) -> str:
    return replace(WHO["唐立军"], born=date(1980, 1, n)).number
