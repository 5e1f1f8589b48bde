"""Districts and code styles: where an employer is registered."""

from __future__ import annotations

import unicodedata
from functools import cache

from stdnum import numdb

from .settings import CITY_LEVEL, City
from .verdict import FAIL, PASS, UNKNOWN


@cache
def prefectures() -> frozenset[str]:
    """First four digits of the codes of GB/T 2260."""
    provinces = numdb.get("cn/loc").prefixes
    codes = {low + below[1] for _, low, _, _, inner in provinces for below in inner}
    return frozenset(code[:4] for code in codes if code[2:4] != "00")  # 370000 is a province


def short_name(city: City, district: str | None) -> str | None:
    """The city's short name of the district (张店, 高新区, 市本级), or None.

    "Codes with six zeros or a 12-digit agency code (first six digits count)
    and names with or without 区/县/市, with or without the city's name, are
    aliases."
    """
    text = _plain(district)
    if _is_code(text):
        codes = {code: name for name, (_, known) in city.districts.items() for code in known}
        return {**codes, city.code: CITY_LEVEL}.get(text[:6])
    before = ("", city.name, f"{city.name}市")
    for name, (suffix, _) in city.districts.items():
        stem = name.removesuffix(suffix)
        if text in {prefix + form for prefix in before for form in (stem, stem + suffix)}:
            return name
    return CITY_LEVEL if text in {prefix + CITY_LEVEL for prefix in before} else None


def in_city(city: City, district: str | None) -> str:
    """Whether the district is one of the city's.

    "the employer's district is one of the city's → pass; the code's first four
    digits are another prefecture's in GB/T 2260 → fail; empty, an unlisted
    code with the city's own prefix, an unknown name … → unknown"
    """
    text = _plain(district)
    if short_name(city, text) is not None:
        return PASS
    if _is_code(text) and text[:4] in prefectures() - {city.prefix}:
        return FAIL
    return UNKNOWN


def _plain(district: str | None) -> str:
    return unicodedata.normalize("NFKC", district or "").strip()


def _is_code(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) in (6, 12)
