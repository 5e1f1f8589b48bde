"""What each kind of value becomes before it is compared (spec: inputs, normalisation).

Pure functions from the text in a cell to the canonical text, or None where
the cell holds something else. An empty cell never comes here.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from stdnum.cn import ric, uscc

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_DOT = re.compile(f"(?<=[{_HAN}])[·•・.](?=[{_HAN}])")
_PERSON = re.compile(r"[0-9]{17}[0-9X]")
_OLD_PERSON = re.compile(r"[0-9]{15}")
_ORGANISATION = re.compile(r"[0-9A-HJ-NP-RTUWXY]{2}[0-9]{6}[0-9A-HJ-NP-RTUWXY]{10}")
_SCIENTIFIC = re.compile(r"[+-]?[0-9](\.[0-9]+)?[eE]\+[0-9]+")
_FAILED = re.compile(r"#(N/A|VALUE!|REF!|DIV/0!|NUM!|NAME\?|NULL!|FORMULA)")
_DATE = re.compile(
    r"(?:([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})|([0-9]{4})/([0-9]{1,2})/([0-9]{1,2})"
    r"|([0-9]{4})([0-9]{2})([0-9]{2})|([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日)"
    r"(?:[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
)
_MONTH = re.compile(r"([0-9]{4})(?:([0-9]{2})|[-/]([0-9]{1,2})|年([0-9]{1,2})月)")
_YEAR = re.compile(r"([0-9]{4})年?")
_AMOUNT = re.compile(r"([+-]?)([0-9]{1,15}|[0-9]{1,3}(?:,[0-9]{3}){1,4})?(?:\.([0-9]*))?")
_INTEGER = re.compile(r"([+-]?[0-9]{1,18})(?:\.0*)?")
OPEN_ENDED = date(9999, 12, 31)


def clean(raw: str) -> str:
    """Unicode NFKC, control characters as spaces, outer white space stripped."""
    return unicodedata.normalize("NFKC", _CONTROL.sub(" ", raw)).strip()


def without_space(raw: str) -> str:
    """`clean`, and inner white space stripped too."""
    return "".join(clean(raw).split())


def original_name(raw: str) -> str:
    """A name as it was written, for the banks: only outer white space goes."""
    return _CONTROL.sub(" ", raw).strip()


def identifier(raw: str) -> str | None:
    """A number of the office; None if a spreadsheet made it `3.70303E+17` or `#N/A`."""
    value = without_space(raw)
    return None if _SCIENTIFIC.fullmatch(value) or _FAILED.fullmatch(value) else value


def name(raw: str) -> str:
    """A person's name: every middle dot between Han characters becomes `·`."""
    return _DOT.sub("·", clean(raw))


def person_id(raw: str) -> str | None:
    """A citizen's number of 18 characters (GB 11643): birth date and check digit hold."""
    value = without_space(raw).upper()
    if _OLD_PERSON.fullmatch(value):
        value = f"{value[:6]}19{value[6:]}"
        value += str(ric.calc_check_digit(value + "0"))
    if not _PERSON.fullmatch(value) or ric.calc_check_digit(value) != value[-1]:
        return None
    return value if _real_date(value[6:10], value[10:12], value[12:14]) else None


def organisation_id(raw: str) -> str | None:
    """A unified social credit code of 18 characters (GB 32100): the check character holds."""
    value = without_space(raw).upper()
    if not _ORGANISATION.fullmatch(value):
        return None
    return value if uscc.calc_check_digit(value[:-1]) == value[-1] else None


def day(raw: str) -> date | None:
    """A date in any of the written forms; a time of day behind it is dropped.

    `0` and 9999-12-31 come back as OPEN_ENDED.
    """
    value = clean(raw)
    if value == "0":
        return OPEN_ENDED
    match = _DATE.fullmatch(value)
    return _real_date(*(part for part in match.groups() if part)) if match else None


def month(raw: str) -> date | None:
    """The first day of a month; a whole date is one only if it is the first."""
    match = _MONTH.fullmatch(clean(raw))
    if match:
        year, number = (part for part in match.groups() if part)
        return _real_date(year, number, "1")
    first = day(raw)
    return first if first and first.day == 1 else None


def period(raw: str) -> str | None:
    """A month as YYYY-MM, a year as YYYY."""
    if year := _YEAR.fullmatch(clean(raw)):
        return year.group(1)
    first = month(raw)
    return first.isoformat()[:7] if first else None


def fen(raw: str) -> int | None:
    """Yuan as written, as whole fen; None if there are more than two decimals."""
    match = _AMOUNT.fullmatch(without_space(raw))
    if not match:
        return None
    sign, yuan, decimals = match.group(1), (match.group(2) or "").replace(",", ""), match.group(3)
    cents = (decimals or "").rstrip("0")
    if len(cents) > 2 or not (yuan or decimals):
        return None
    value = int(yuan or "0") * 100 + int(cents.ljust(2, "0"))
    return -value if sign == "-" else value


def integer(raw: str) -> int | None:
    """A whole number of at most 18 digits; `3.0` is 3."""
    match = _INTEGER.fullmatch(without_space(raw))
    return int(match.group(1)) if match else None


def _real_date(year: str, number: str, day_of_month: str) -> date | None:
    try:
        return date(int(year), int(number), int(day_of_month))
    except ValueError:
        return None
