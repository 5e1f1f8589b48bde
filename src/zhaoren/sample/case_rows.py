"""The export rows of the cases, source by source, as plain values.

A value is text, a date, an amount, or what the case wrote in its place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from zhaoren.sample.case_events import ENTRIES, SOURCES, Holder, amount, candidate, event, labelled
from zhaoren.sample.case_identities import (
    certificate_number,
    employer_id,
    employer_name,
    lot,
    name_of,
    number_of,
    spelled,
)
from zhaoren.sample.cases import Case, Employer, Person
from zhaoren.sample.settings import Settings

Row = dict[str, Any]
Rows = Mapping[str, list[Row]]
LAST_YEAR = "2025"  # the last full calendar year before the date of all cases
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
        for label, employer in case.employers.items():
            if label == "own" and case.people and "own" not in used:
                continue
            if not employer.fields.get("absent"):
                self.rows["employers"].append(self._employer(case, label))
            self._organisation(case, employer)
        for person in case.people:
            self._person(case, person)

    def _employer(self, case: Case, label: str) -> Row:
        fields = case.employers[label].fields
        return {
            "employer_id": employer_id(case, label, self.settings),
            "employer_name": employer_name(case, label, self.settings),
            "kind": fields["kind"],
            "enterprise_like": fields.get("enterprise_like", ""),
            "district": fields["district"],
            "status": fields["status"],
        }

    def _organisation(self, case: Case, employer: Employer) -> None:
        for source, rows in (
            ("org_accounts", self._org_accounts(case, employer)),
            ("payments", self._org_payments(case, employer)),
        ):
            self.rows[source].extend(rows)
        self._events(case, employer)

    def _events(self, case: Case, holder: Holder) -> None:
        for kind, source in SOURCES.items():
            for n, entry in enumerate(holder.entries.get(kind, ())):
                row = event(self.settings, case, holder, kind, n)
                self.rows[source].extend([row] * entry.get("written", 1))

    def _person(self, case: Case, person: Person) -> None:
        for source, rows in (
            ("contracts", self._contracts(case, person)),
            ("employment_registrations", self._registrations(case, person)),
            ("certificates", self._certificates(case, person)),
            ("persons", self._status(person)),
            ("accounts", self._accounts(person)),
            ("payments", self._payments(case, person)),
            ("contributions", self._contributions(case, person)),
        ):
            self.rows[source].extend(rows)
        self._events(case, person)

    def _number(self, person: Person, source: str, entry: Mapping[str, Any]) -> str | float:
        number = number_of(person, self.settings, old=entry.get("number_of_person") == "old")
        spelling = person.fields.get("spelling", {}).get(source, "")
        if spelling == "scientific" and source == "certificates":
            return float(number[:17] + "0")  # the sheet holds a number, shown as 3.70303E+17
        return spelled(number, spelling)

    def _employer_of(self, case: Case, person: Person, entry: Mapping[str, Any], word: str) -> str:
        return self._organisation_id(case, entry.get(word, person.fields["with"]))

    def _organisation_id(self, case: Case, label: str) -> str:
        return employer_id(case, label, self.settings) if label else ""

    def _contracts(self, case: Case, person: Person) -> Iterator[Row]:
        for n, entry in enumerate(person.entries["contract"]):
            label: str = entry.get("with") or person.fields["with"]
            yield {
                "contract_no": _serial("HT", person, n),
                "person_id": self._number(person, "contracts", entry),
                "person_name": entry.get("name", name_of(person, self.settings)),
                "employer_id": employer_id(case, label, self.settings),
                "employer_name": employer_name(case, label, self.settings),
                "contract_type": entry["type"],
                "start_on": entry["from"],
                "end_on": entry["to"],
                "terminated_on": entry.get("terminated", ""),
                "host_employer_id": self._organisation_id(case, entry.get("host", "")),
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

    def _certificates(self, case: Case, person: Person) -> Iterator[Row]:
        for n, entry in enumerate(person.entries["certificate"]):
            yield from [self.certificate(case, person, n)] * entry.get("written", 1)

    def certificate(self, case: Case, person: Person, n: int) -> Row:
        """The row of the person's certificate `n`."""
        figures = self.settings.occupations
        entry = person.entries["certificate"][n]
        own_serial = entry.get("serial", 10 * case.people.index(person) + n + 1)
        if "serial" in entry and person.fields.get("times", 1) > 1:
            own_serial += person.copy
        digit = figures["level_digit"].get(entry["level"], 1)
        return {
            "certificate_no": certificate_number(person.case, entry, own_serial, digit),
            "person_id": self._number(person, "certificates", entry),
            "person_name": entry.get("name", name_of(person, self.settings)),
            "kind": entry["kind"],
            "occupation_code": entry["occupation"],
            "occupation_name": self.occupations[entry["occupation"]],
            "level": entry["level"],
            "issued_on": entry["issued"],
            "issuer": self._issuer(case, entry),
            "route": entry["route"],
            "status": entry["status"],
        }

    def _issuer(self, case: Case, entry: Mapping[str, Any]) -> str:
        """An organisation of the case (its name `spaced`), else the city's centre."""
        if not entry.get("issuer"):
            return str(self.settings.city["issuers"][0])
        name = employer_name(case, entry["issuer"], self.settings)
        return f"{name[:3]} {name[3:]}" if entry.get("spaced") else name

    def candidates(self, case: Case, holder: Holder, kind: str) -> Iterator[tuple[str, Row]]:
        """What the measures judge of the holder: its label and its row, merged persons as one."""
        if kind in ("employer_year", "school_year"):
            if isinstance(holder, Person) or not holder.fields.get("judged", True):
                return
            code = employer_id(case, holder.label, self.settings)
            yield "", {"employer_id": code, "school_id": code, "org_id": code, "period": LAST_YEAR}
            return
        kind = ENTRIES.get(kind, kind)
        for n, label in labelled(holder, kind):
            if kind == "certificate" and isinstance(holder, Person):
                row = self.certificate(case, holder, n)
            else:
                row = event(self.settings, case, holder, kind, n)
            if isinstance(holder, Person) and row.get("person_id"):
                row["person_id"] = number_of(holder, self.settings)
            yield label, row

    def _status(self, person: Person) -> Iterator[Row]:
        life = person.fields.get("life")
        if life:
            yield {
                "person_id": number_of(person, self.settings),
                "deceased_on": life.get("deceased", ""),
                "retired_on": life.get("retired", ""),
                "merged_into": "",
            }
        if person.fields.get("old_number"):
            yield {
                "person_id": number_of(person, self.settings, old=True),
                "deceased_on": "",
                "retired_on": "",
                "merged_into": number_of(person, self.settings),
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

    def _org_accounts(self, case: Case, employer: Employer) -> Iterator[Row]:
        banks = self.settings.city["accounts"]["banks"]
        for entry in employer.entries["org_account"]:
            drawn = lot(employer.case, employer.label, "account")
            bank = banks[drawn % len(banks)]
            yield {
                "org_id": employer_id(case, employer.label, self.settings),
                "account_name": entry.get("name")
                or employer_name(case, employer.label, self.settings),
                "account_no": f"1603{drawn % 10**15:015}",
                "bank_code": bank["code"],
                "bank_name": bank["name"],
                "status": entry["status"],
            }

    def _payments(self, case: Case, person: Person) -> Iterator[Row]:
        certificates = {e.get("called", ""): e for e in person.entries["certificate"]}
        first = next(iter(certificates.values()), {})
        for n, entry in enumerate(person.entries["payment"]):
            paid_for = certificates.get(entry.get("of", ""), first)
            to_whom = entry.get("to", "")
            yield self._payment(case, person, n, entry) | {
                "person_id": "" if to_whom else self._number(person, "payments", entry),
                "org_id": self._organisation_id(case, to_whom),
                "occupation_code": entry.get("occupation", paid_for.get("occupation", "")),
                "level": entry.get("level", paid_for.get("level", "")),
            }

    def _org_payments(self, case: Case, employer: Employer) -> Iterator[Row]:
        for n, entry in enumerate(employer.entries["org_payment"]):
            org_id = employer_id(case, employer.label, self.settings)
            yield self._payment(case, employer, n, entry) | {"org_id": org_id}

    def _payment(self, case: Case, holder: Holder, n: int, entry: Mapping[str, Any]) -> Row:
        return {
            "payment_no": _serial("FF", holder, n),
            "person_id": "",
            "org_id": "",
            "benefit": entry["benefit"],
            "certificate_no": "",
            "occupation_code": "",
            "level": "",
            "period": entry.get("period", ""),
            "reference": self._reference(case, holder, entry),
            "employer_id": self._organisation_id(case, entry.get("employer", "")),
            "amount": amount(entry["amount"]),
            "paid_on": entry["paid_on"],
            "status": entry["status"],
        }

    def _reference(self, case: Case, holder: Holder, entry: Mapping[str, Any]) -> str:
        """The candidate that was paid for: that of the label after the kind, `award first`."""
        kind, _, label = entry.get("reference", "").partition(" ")
        found = dict(self.candidates(case, holder, kind)) if kind else {}
        return candidate(kind, found[label], entry.get("month")) if kind else ""

    def _contributions(self, case: Case, person: Person) -> Iterator[Row]:
        for entry in person.entries["contribution"]:
            for month in months(entry["from"], entry["to"]):
                if month in entry.get("missing", ()):
                    continue
                period = date.fromisoformat(f"{month}-01")
                text = month in TEXT_MONTHS
                number = number_of(
                    person, self.settings, old=entry.get("number_of_person") == "old"
                )
                yield {
                    "person_id": self._number(person, "contributions", entry) if text else number,
                    "employer_id": self._employer_of(case, person, entry, "by"),
                    "insurance": entry["insurance"],
                    "period": period,
                    "kind": entry["kind"],
                    "status": entry["status"],
                    "base": Decimal("5000.00"),
                    "amount": amount(entry["amount"]),
                    "paid_on": _paid_on(period) if entry["status"] == "paid" else None,
                }


def _serial(prefix: str, holder: Holder, n: int) -> str:
    return f"{prefix}{lot(holder.case, holder.label, holder.copy, n) % 10**10:010}"


def months(first: str, last: str) -> Iterator[str]:
    """The months from `first` to `last`, as YYYY-MM."""
    year, month = int(first[:4]), int(first[5:])
    while f"{year}-{month:02}" <= last:
        yield f"{year}-{month:02}"
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def _paid_on(period: date) -> date:
    return date(period.year + period.month // 12, period.month % 12 + 1, 15)
