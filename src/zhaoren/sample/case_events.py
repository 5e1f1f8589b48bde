"""The rows of a case that say what somebody achieved or was recognised for.

One row per entry; the candidates that the measures judge follow from them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from zhaoren.sample.case_identities import employer_id, employer_name, lot, name_of, number_of
from zhaoren.sample.cases import Case, Employer, Person
from zhaoren.sample.settings import Settings

Row = dict[str, Any]
Holder = Person | Employer
SOURCES = {
    "graduate": "graduates",
    "award": "contest_awards",
    "designation": "designations",
    "hire": "talent_hires",
    "startup": "startups",
    "recognition": "recognitions",
    "org_year": "org_years",
    "hosting": "hostings",
}
CANDIDATES = {
    "certificate": ("certificate_no", "person_id"),
    "graduate": ("person_id", "school_id", "graduated_on"),
    "award": ("award_no",),
    "designation": ("person_id", "title", "effective_on"),
    "designation_month": ("person_id", "title"),
    "hire": ("person_id", "employer_id", "year", "mode"),
    "startup": ("person_id", "year"),
    "recognition": ("org_id", "title", "object", "recognised_on"),
    "org_year": ("org_id", "item", "year"),
    "hosting": ("org_id", "contest", "event"),
    "employer_year": ("employer_id", "period"),
    "school_year": ("school_id", "period"),
}
ENTRIES = {"designation_month": "designation"}  # what the months of a measure come from


def event(settings: Settings, case: Case, holder: Holder, kind: str, n: int) -> Row:
    """The row of the holder's entry `n` of that kind."""
    entry = holder.entries[kind][n]
    make = {
        "graduate": _graduate,
        "award": _award,
        "designation": _designation,
        "hire": _hire,
        "startup": _startup,
        "recognition": _recognition,
        "org_year": _org_year,
        "hosting": _hosting,
    }[kind]
    found: Row = make(_Maker(settings, case, holder, n), entry)
    return found


class _Maker:
    """What the rows of one holder have in common."""

    def __init__(self, settings: Settings, case: Case, holder: Holder, n: int) -> None:
        self.settings, self.case, self.holder, self.n = settings, case, holder, n

    @property
    def person(self) -> Person:
        """The holder of what only a person can have."""
        if not isinstance(self.holder, Person):
            raise TypeError(f"{self.case.name}: {self.holder.label} is no person")
        return self.holder

    def number(self, entry: Mapping[str, Any]) -> str:
        """The number of the person, empty where the entry is `nobody`'s."""
        if entry.get("nobody"):
            return ""
        old = entry.get("number_of_person") == "old"
        return number_of(self.person, self.settings, old=old)

    def organisation(self, label: str) -> str:
        """The code of the organisation of that label; of none, empty."""
        return employer_id(self.case, label, self.settings) if label else ""

    def name(self, label: str) -> str:
        """Its name."""
        return employer_name(self.case, label, self.settings)

    def district(self, entry: Mapping[str, Any], label: str) -> str:
        """The entry's district, else that of the organisation."""
        return str(entry.get("district", self.case.employers[label].fields["district"]))


def _graduate(maker: _Maker, entry: Mapping[str, Any]) -> Row:
    school = entry["school"]
    return {
        "person_id": maker.number(entry),
        "school_id": maker.organisation(school),
        "person_name": entry.get("name", name_of(maker.person, maker.settings)),
        "school_name": maker.name(school),
        "school_kind": entry["kind"],
        "school_district": maker.district(entry, school),
        "programme": entry["programme"],
        "full_time": entry["full_time"],
        "graduated_on": entry["on"],
        "certificate_level": entry["level"],
        "certificate_issued_on": entry["issued"],
        "order_employer_id": maker.organisation(entry["order"]),
    }


def _award(maker: _Maker, entry: Mapping[str, Any]) -> Row:
    holder = maker.holder
    drawn = lot(holder.case, holder.label, holder.copy, maker.n, "award") % 10**10
    return {
        "award_no": entry.get("number", f"HJ{drawn:010}"),
        "contest": entry["contest"],
        "event": entry["event"],
        "class": entry["class"],
        "prize": entry["prize"],
        "rank": entry["rank"],
        "role": entry["role"],
        "person_id": maker.number(entry),
        "team_id": entry["team"],
        "employer_id": maker.organisation(entry["employer"]),
        "awarded_on": entry["on"],
    }


def _designation(maker: _Maker, entry: Mapping[str, Any]) -> Row:
    return {
        "person_id": maker.number(entry),
        "title": entry["title"],
        "effective_on": entry["on"],
        "revoked_on": entry.get("revoked", ""),
        "document_no": entry["document"],
    }


def _hire(maker: _Maker, entry: Mapping[str, Any]) -> Row:
    return {
        "person_id": maker.number(entry),
        "employer_id": maker.organisation(entry["employer"]),
        "year": entry["year"],
        "tier": entry["tier"],
        "mode": entry["mode"],
        "from_city": entry["from"],
        "annual_pay": amount(entry["pay"]),
        "approved": entry["approved"],
        "approved_amount": amount(entry["approved_amount"]),
    }


def _startup(maker: _Maker, entry: Mapping[str, Any]) -> Row:
    return {
        "person_id": maker.number(entry),
        "year": entry["year"],
        "org_id": maker.organisation(entry["firm"]),
        "district": maker.district(entry, entry["firm"]),
        "programme": entry["programme"],
        "graduated_on": entry["graduated"],
        "premises": entry["premises"],
        "rent_paid": amount(entry["rent"]),
    }


def _recognition(maker: _Maker, entry: Mapping[str, Any]) -> Row:
    label = maker.holder.label
    return {
        "org_id": maker.organisation(label),
        "org_name": entry.get("name", maker.name(label)),
        "title": entry["title"],
        "object": entry["object"],
        "recognised_on": entry["on"],
        "district": maker.district(entry, label),
        "national_subsidy": amount(entry["subsidy"]),
        "approved_amount": amount(entry["approved"]),
    }


def _org_year(maker: _Maker, entry: Mapping[str, Any]) -> Row:
    label = maker.holder.label
    return {
        "org_id": maker.organisation(label),
        "item": entry["item"],
        "year": entry["year"],
        "district": maker.district(entry, label),
        "quantity": entry["quantity"],
        "approved_amount": amount(entry["approved"]),
    }


def _hosting(maker: _Maker, entry: Mapping[str, Any]) -> Row:
    label = maker.holder.label
    return {
        "org_id": maker.organisation(label),
        "contest": entry["contest"],
        "event": entry["event"],
        "class": entry["class"],
        "held_on": entry["on"],
        "district": maker.district(entry, label),
        "approved_amount": amount(entry["approved"]),
    }


def amount(value: Any) -> Any:
    """Yuan with two digits; what is empty or no number stays as it is."""
    return (
        Decimal(str(value)).quantize(Decimal("0.01")) if isinstance(value, int | float) else value
    )


def candidate(kind: str, row: Row, period: str | None = None) -> str:
    """The candidate that the row is of, or that of a month of it (empty: the row itself)."""
    parts = [_text(row[column]) for column in CANDIDATES[kind]]
    return "|".join(parts if period is None else [*parts, period])


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def labelled(holder: Holder, kind: str) -> Iterator[tuple[int, str]]:
    """The entries of a kind with what they are called."""
    for n, entry in enumerate(holder.entries.get(kind, ())):
        yield n, entry.get("called", "")
