"""Districts and code styles: where an employer is registered."""

from __future__ import annotations

import unicodedata
from functools import cache

from stdnum import numdb

from .settings import CITY_CODE, CITY_LEVEL, CITY_NAME, CITY_PREFIX, DISTRICTS
from .verdict import FAIL, PASS, UNKNOWN


@cache
def other_prefectures() -> frozenset[str]:
    """First four digits of the codes of GB/T 2260, other than the city's own."""
    provinces = numdb.get("cn/loc").prefixes
    codes = {low + below[1] for _, low, _, _, inner in provinces for below in inner}
    prefixes = {code[:4] for code in codes if code[2:4] != "00"}  # 370000 is a province
    return frozenset(prefixes) - {CITY_PREFIX}


def short_name(district: str | None) -> str | None:
    """The city's short name of the district (张店, 高新区, 市本级), or None.

    "Codes with six zeros or a 12-digit agency code (first six digits count)
    and names with or without 区/县/市, with or without the city's name, are
    aliases."
    """
    text = _plain(district)
    if _is_code(text):
        codes = {code: name for name, (_, known) in DISTRICTS.items() for code in known}
        return {**codes, CITY_CODE: CITY_LEVEL}.get(text[:6])
    for name, (suffix, _) in DISTRICTS.items():
        stem = name.removesuffix(suffix)
        if text in {city + form for city in _city_forms() for form in (stem, stem + suffix)}:
            return name
    return CITY_LEVEL if text in {city + CITY_LEVEL for city in _city_forms()} else None


def in_city(district: str | None) -> str:
    """Whether the district is one of the city's.

    "the employer's district is one of the city's → pass; the code's first four
    digits are another prefecture's in GB/T 2260 → fail; empty, an unlisted
    code with the city's own prefix, an unknown name … → unknown"
    """
    text = _plain(district)
    if short_name(text) is not None:
        return PASS
    if _is_code(text) and text[:4] in other_prefectures():
        return FAIL
    return UNKNOWN


def _plain(district: str | None) -> str:
    return unicodedata.normalize("NFKC", district or "").strip()


def _is_code(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) in (6, 12)


def _city_forms() -> tuple[str, ...]:
    return ("", CITY_NAME, CITY_NAME + "市")
