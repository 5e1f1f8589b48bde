"""Numbers and names of the people and employers of cases.

They follow from the name of the case, so that a new case changes no other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from zhaoren.sample.cases import Case, Person
from zhaoren.sample.employers import REGISTERED_AS
from zhaoren.sample.identifiers import (
    ORGANISATION_CHECKS,
    ORGANISATION_WEIGHTS,
    credit_code,
    person_id,
    wrong_check,
)
from zhaoren.sample.settings import Settings

FIRST_BIRTH = date(1968, 1, 1)
BIRTH_DAYS = 9_000  # to 1992
FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


def lot(*parts: object) -> int:
    """A number that follows from the parts."""
    text = "|".join(str(part) for part in parts)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def number_of(person: Person, settings: Settings, *, old: bool = False) -> str:
    """The person's citizen number (the old one, before it was changed)."""
    key = (person.case, person.label, person.copy, "old" if old else "new")
    born = person.fields.get("born") or FIRST_BIRTH + timedelta(lot(*key, "born") % BIRTH_DAYS)
    wanted = person.fields.get("check_digit", "")
    for order in range(999):
        body = f"{settings.city['prefix']}03{born:%Y%m%d}{(lot(*key) + order) % 999 + 1:03}"
        number = person_id(body)
        if number.endswith(wanted):
            return number
    raise AssertionError("one order in eleven has any given check digit")


def spelled(number: str, spelling: str) -> str | float:
    """The number as a careless export spells it; a float is a number cell."""
    spellings: dict[str, str | float] = {
        "": number,
        "fifteen_digits": number[:6] + number[8:17],
        "lower_x": number.replace("X", "x"),
        "full_width": number.translate(FULL_WIDTH),
        "inner_spaces": f" {number[:6]} {number[6:14]} {number[14:]}",
        "scientific": "3.70303E+17",
        "wrong_check_digit": wrong_check(number),
    }
    return spellings[spelling]


def name_of(person: Person, settings: Settings) -> str:
    """The person's name: the case's, else a plausible one."""
    if person.fields.get("name"):
        return str(person.fields["name"])
    key = (person.case, person.label, person.copy)
    surnames, given = list(settings.names["surnames"]), settings.names["given"]
    parts = (
        surnames[lot(*key, "surname") % 20],
        given[lot(*key, "first") % len(given)],
        given[lot(*key, "second") % len(given)],
    )
    return "".join(parts)


def employer_id(case: Case, label: str, settings: Settings) -> str:
    """The unified social credit code of an organisation of the case."""
    kind = case.employers[label].fields["kind"]
    organisation = f"{lot(case.name, label) % 90_000_000 + 10_000_000}"
    total = sum(int(digit) * w for digit, w in zip(organisation, ORGANISATION_WEIGHTS, strict=True))
    check = chr(ORGANISATION_CHECKS[11 - total % 11])
    return credit_code(f"{REGISTERED_AS[kind]}{settings.city['prefix']}00{organisation}{check}")


def employer_name(case: Case, label: str, settings: Settings) -> str:
    """The employer's name: the case's, else a plausible one."""
    fields = case.employers[label].fields
    if fields.get("name"):
        return str(fields["name"])
    figures = settings.city["employers"]
    seconds, brands = figures["second"], figures["brands"]
    trades = figures["trades"][fields["kind"]]
    key = (case.name, label)
    parts = (
        settings.city["name"],
        brands[lot(*key, "brand") % len(brands)],
        seconds[lot(*key, "second") % len(seconds)],
        seconds[lot(*key, "third") % len(seconds)],
        trades[lot(*key, "trade") % len(trades)],
    )
    return "".join(parts)


def certificate_number(case: str, entry: Mapping[str, Any], serial: int, level_digit: int) -> str:
    """16 digits, or Y and 21 digits, with the year and the level (or another `digit`) embedded."""
    if "number" in entry:
        return str(entry["number"])
    year = f"{entry['issued'].year % 100:02}"
    digit = entry.get("digit", level_digit)
    if entry["kind"] == "skill_level":
        return f"Y{lot(case) % 10**12:012}{year}{digit}{serial:06}"
    return f"{year}{lot(case) % 10**8:08}{digit}{serial:05}"
