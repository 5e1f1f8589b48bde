"""What a district means, in every style in which exports write it.

Source: 2-policies, districts and code styles, and the fact `in_city`.
"""

from __future__ import annotations

import importlib.resources
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from zhaoren.rules.model import City, District

_CODE = re.compile(r"(\d{6})(?:\d{3}|\d{6})?")


@dataclass(frozen=True)
class Place:
    """A district as the facts see it; a doubt is None.

    `has_payer` is None for the city's own code alone: no district treasury
    stands behind it. A district that is unknown or elsewhere is `in_city`'s
    matter.
    """

    name: str | None
    in_city: bool | None
    has_payer: bool | None


UNKNOWN = Place(None, None, has_payer=True)
ELSEWHERE = Place(None, in_city=False, has_payer=True)


@cache
def prefectures() -> frozenset[str]:
    """The four-digit prefixes of GB/T 2260, from python-stdnum's table of counties."""
    table = importlib.resources.files("stdnum.cn").joinpath("loc.dat").read_text("utf-8")
    found, province = set[str](), ""
    for line in table.splitlines():
        if code := re.match(r"(\d{2}) ", line):
            province = code[1]
        elif county := re.match(r" +(\d{2})\d{2} ", line):
            found.add(province + county[1])
    return frozenset(prefix for prefix in found if not prefix.endswith("00"))


def _spellings(name: str, district: District, city: City) -> Iterable[str]:
    for short in (name, *district.aliases):
        stem = short.removesuffix("区").removesuffix("县").removesuffix("市") or short
        for form in (short, stem, *(stem + suffix for suffix in "区县市")):
            yield form
            yield from (front + form for front in city.names)


class Districts:
    """The districts of one city."""

    def __init__(self, city: City) -> None:
        self._prefix = city.prefix
        own = Place(city.own.name, in_city=True, has_payer=None)
        self._known: dict[str, Place] = {}
        for name, district in city.districts.items():
            place = Place(name, in_city=True, has_payer=True)
            self._known |= dict.fromkeys(district.codes, place)
            self._known |= dict.fromkeys(_spellings(name, district, city), place)
        self._known |= dict.fromkeys((city.own.name, *city.own.codes, *city.own.aliases), own)

    def place(self, written: str) -> Place:
        """The place meant by `written`: a name, or a code of 6, 9 or 12 digits."""
        text = re.sub(r"\s", "", written)
        code = _CODE.fullmatch(text)
        if not code:
            return self._known.get(text, UNKNOWN)
        known = self._known.get(code[1])
        if known:
            return known
        other = code[1][:4] != self._prefix and code[1][:4] in prefectures()
        return ELSEWHERE if other else UNKNOWN
