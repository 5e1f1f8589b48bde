"""The export rows of the cases, source by source, as plain values.

A value is text, a date, an amount, or what the case wrote in its place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from zhaoren.sample.case_identities import (
    certificate_number,
    employer_id,
    employer_name,
    lot,
    name_of,
    number_of,
    spelled,
)
from zhaoren.sample.cases import Case, Person
from zhaoren.sample.settings import Settings

Row = dict[str, Any]
Rows = Mapping[str, list[Row]]
TEXT_MONTHS = ("2026-09", "2026-10")  # the months whose files can hold any spelling


class CaseWriter:
    """Turns cases into rows; one instance for a whole inbox."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.rows: defaultdict[str, list[Row]] = defaultdict(list)
        self.occupations = {o["code"]: o["name"] for o in settings.occupations["occupations"]}

    def add(self, case: Case) -> None:
        """The rows of one case."""
        used = {person.fields["with"] for person in case.people}
        for label, fields in case.employers.items():
            if not fields.get("absent") and (label != "own" or "own" in used):
                self.rows["employers"].append(self._employer(case, label))
        for serial, person in enumerate(case.people):
            self._person(case, person, serial)

    def _employer(self, case: Case, label: str) -> Row:
        fields = case.employers[label]
        return {
            "employer_id": employer_id(case, label),
            "employer_name": employer_name(case, label, self.settings),
            "kind": fields["kind"],
            "enterprise_like": fields.get("enterprise_like", ""),
            "district": fields["district"],
            "status": fields["status"],
        }

    def _person(self, case: Case, person: Person, serial: int) -> None:
        for source, rows in (
            ("contracts", self._contracts(case, person)),
            ("employment_registrations", self._registrations(case, person)),
            ("certificates", self.certificates(person, serial)),
            ("persons", self._status(person)),
            ("accounts", self._accounts(person)),
            ("payments", self._payments(case, person)),
            ("contributions", self._contributions(case, person)),
        ):
            self.rows[source].extend(rows)

    def _number(self, person: Person, source: str, entry: Mapping[str, Any]) -> str | float:
        number = number_of(person, old=entry.get("number_of_person") == "old")
        spelling = person.fields.get("spelling", {}).get(source, "")
        if spelling == "scientific" and source == "certificates":
            return float(number[:17] + "0")  # the sheet holds a number, shown as 3.70303E+17
        return spelled(number, spelling)

    def _employer_of(self, case: Case, person: Person, entry: Mapping[str, Any], word: str) -> str:
        label = entry.get(word, person.fields["with"])
        return employer_id(case, label) if label else ""

    def _contracts(self, case: Case, person: Person) -> Iterator[Row]:
        for n, entry in enumerate(person.entries["contract"]):
            label: str = entry.get("with") or person.fields["with"]
            yield {
                "contract_no": _serial("HT", person, n),
                "person_id": self._number(person, "contracts", entry),
                "person_name": entry.get("name", name_of(person, self.settings)),
                "employer_id": employer_id(case, label),
                "employer_name": employer_name(case, label, self.settings),
                "contract_type": entry["type"],
                "start_on": entry["from"],
                "end_on": entry["to"],
                "terminated_on": entry.get("terminated", ""),
                "host_employer_id": employer_id(case, entry["host"]) if "host" in entry else "",
            }

    def _registrations(self, case: Case, person: Person) -> Iterator[Row]:
        for n, entry in enumerate(person.entries["registration"]):
            yield {
                "registration_no": _serial("JY", person, n),
                "person_id": self._number(person, "employment_registrations", entry),
                "employer_id": self._employer_of(case, person, entry, "with"),
                "registered_on": entry["on"],
                "ended_on": entry.get("ended", ""),
                "form": entry["form"],
            }

    def certificates(self, person: Person, serial: int) -> Iterator[Row]:
        """The rows of the person's certificates; `serial` counts the people of the case."""
        figures = self.settings.occupations
        for n, entry in enumerate(person.entries["certificate"]):
            own_serial = entry.get("serial", 10 * serial + n + 1)
            if "serial" in entry and person.fields.get("times", 1) > 1:
                own_serial += person.copy
            digit = figures["level_digit"].get(entry["level"], 1)
            row = {
                "certificate_no": certificate_number(person.case, entry, own_serial, digit),
                "person_id": self._number(person, "certificates", entry),
                "person_name": entry.get("name", name_of(person, self.settings)),
                "kind": entry["kind"],
                "occupation_code": entry["occupation"],
                "occupation_name": self.occupations[entry["occupation"]],
                "level": entry["level"],
                "issued_on": entry["issued"],
                "issuer": figures["issuers"][0],
                "route": entry["route"],
                "status": entry["status"],
            }
            yield from [row] * entry.get("written", 1)

    def _status(self, person: Person) -> Iterator[Row]:
        life = person.fields.get("life")
        if life:
            yield {
                "person_id": number_of(person),
                "deceased_on": life.get("deceased", ""),
                "retired_on": life.get("retired", ""),
                "merged_into": "",
            }
        if person.fields.get("old_number"):
            yield {
                "person_id": number_of(person, old=True),
                "deceased_on": "",
                "retired_on": "",
                "merged_into": number_of(person),
            }

    def _accounts(self, person: Person) -> Iterator[Row]:
        banks = self.settings.city["accounts"]["banks"]
        for n, entry in enumerate(person.entries["account"]):
            drawn = lot(person.case, person.label, person.copy, n, "account")
            bank = banks[drawn % len(banks)]
            yield {
                "person_id": self._number(person, "accounts", entry),
                "account_name": entry.get("name", name_of(person, self.settings)),
                "account_no": f"6217{drawn % 10**15:015}",
                "bank_code": bank["code"],
                "bank_name": bank["name"],
                "status": entry["status"],
            }

    def _payments(self, case: Case, person: Person) -> Iterator[Row]:
        certificates = {e.get("called", ""): e for e in person.entries["certificate"]}
        first = person.entries["certificate"][0]
        for n, entry in enumerate(person.entries["payment"]):
            paid_for = certificates.get(entry.get("of", ""), first)
            yield {
                "payment_no": _serial("FF", person, n),
                "person_id": self._number(person, "payments", entry),
                "org_id": "",
                "benefit": entry["benefit"],
                "certificate_no": "",
                "occupation_code": entry.get("occupation", paid_for["occupation"]),
                "level": entry.get("level", paid_for["level"]),
                "period": "",
                "reference": "",
                "employer_id": employer_id(case, entry["employer"]) if "employer" in entry else "",
                "amount": _yuan(entry["amount"]),
                "paid_on": entry["paid_on"],
                "status": entry["status"],
            }

    def _contributions(self, case: Case, person: Person) -> Iterator[Row]:
        for entry in person.entries["contribution"]:
            for month in months(entry["from"], entry["to"]):
                if month in entry.get("missing", ()):
                    continue
                period = date.fromisoformat(f"{month}-01")
                text = month in TEXT_MONTHS
                number = number_of(person, old=entry.get("number_of_person") == "old")
                yield {
                    "person_id": self._number(person, "contributions", entry) if text else number,
                    "employer_id": self._employer_of(case, person, entry, "by"),
                    "insurance": entry["insurance"],
                    "period": period,
                    "kind": entry["kind"],
                    "status": entry["status"],
                    "base": Decimal("5000.00"),
                    "amount": _yuan(entry["amount"]),
                    "paid_on": _paid_on(period) if entry["status"] == "paid" else None,
                }


def _serial(prefix: str, person: Person, n: int) -> str:
    return f"{prefix}{lot(person.case, person.label, person.copy, n) % 10**10:010}"


def months(first: str, last: str) -> Iterator[str]:
    """The months from `first` to `last`, as YYYY-MM."""
    year, month = int(first[:4]), int(first[5:])
    while f"{year}-{month:02}" <= last:
        yield f"{year}-{month:02}"
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def _paid_on(period: date) -> date:
    return date(period.year + period.month // 12, period.month % 12 + 1, 15)


def _yuan(amount: Any) -> Any:
    return Decimal(amount).quantize(Decimal("0.01")) if isinstance(amount, int) else amount
