"""Certificates: what is embedded in the number, and whether the certificate is sound."""

from __future__ import annotations

import re
from datetime import date

from .settings import ZIBO_2022
from .verdict import FAIL, PASS, UNKNOWN, pass_if
from .world import Row

DIGIT_LEVELS = {
    "5": "junior",
    "4": "intermediate",
    "3": "senior",
    "2": "technician",
    "1": "senior_technician",
}


def embedded_level(certificate_no: str) -> str | None:
    """The level in the number, or None where the number holds none.

    1-inputs: "16 digits → … 11 level (1–5); `[YS]` + 21 digits → … 16 level
    (1–5), counting the whole string from 1, the letter included."
    """
    if re.fullmatch("[0-9]{16}", certificate_no):
        return DIGIT_LEVELS.get(certificate_no[10])
    if re.fullmatch("[YS][0-9]{21}", certificate_no):
        return DIGIT_LEVELS.get(certificate_no[15])
    return None


def contradicts_number(certificate: Row) -> bool:
    """Whether "one of the five levels contradicts the level embedded in the number"."""
    embedded, level = embedded_level(certificate["certificate_no"]), certificate["level"]
    return embedded is not None and level in DIGIT_LEVELS.values() and level != embedded


def certificate_sound(certificate: Row, holders: int) -> str:
    """The criterion certificate_sound; `holders`: persons with this number.

    "`revoked`, `cancelled` → fail; the number held by two persons, or one of
    the five levels contradicts the level embedded in the number → unknown;
    else pass."
    """
    if certificate["status"] in ("revoked", "cancelled"):
        return FAIL
    return UNKNOWN if holders > 1 or contradicts_number(certificate) else PASS


def newly_obtained_or_introduced(
    certificate: Row, first_city_month: date | None, earliest_exported: date | None, as_of: date
) -> str:
    """The criterion newly_obtained_or_introduced of 2022.

    "issued_on ≥ 2022-08-16 → pass; else first city month: none → unknown;
    before 2022-08 → fail; the export's earliest month → unknown; the
    certificate issued in a month before it → pass; else fail". "An event dated
    after D … makes its date criterion unknown."
    """
    if certificate["issued_on"] > as_of:
        return UNKNOWN
    if certificate["issued_on"] >= ZIBO_2022:
        return PASS
    if first_city_month is None:
        return UNKNOWN
    if first_city_month < date(2022, 8, 1):
        return FAIL
    if first_city_month == earliest_exported:
        return UNKNOWN
    return pass_if(certificate["issued_on"].replace(day=1) < first_city_month)
