"""Invented employers: credit codes, names, kinds, districts in every code style."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from zhaoren.sample.columns import Column, draw, strings
from zhaoren.sample.identifiers import Integers, draw_credit_codes
from zhaoren.sample.settings import Settings

REGISTERED_AS = {  # the first two characters of the credit code
    "enterprise": "91",
    "public_institution": "12",
    "government": "11",
    "association": "51",
    "private_non_enterprise": "52",
    "individual_business": "92",
    "agency": "91",
    "other": "93",
}


@dataclass(frozen=True)
class Employers:
    """The employers of the export; position is what the other tables refer to."""

    ids: Column
    names: Column
    table: pa.Table
    popularity: Integers  # the employer of a draw, large ones more often

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.ids)


def draw_employers(random: np.random.Generator, settings: Settings, people: int) -> Employers:
    """Employers for that many people, municipal enterprises of 附件1 first."""
    city = settings.city
    figures = city["employers"]
    listed = city["municipal_enterprises"]
    count = max(figures["fewest"], people // figures["people_per_employer"])
    kinds_drawn = draw(random, figures["kinds"], count)
    kinds_drawn[: len(listed)] = list(figures["kinds"]).index("enterprise")
    kinds = [list(figures["kinds"])[kind] for kind in kinds_drawn]
    codes = draw_credit_codes(
        random, [REGISTERED_AS[kind] for kind in kinds], f"{city['prefix']}00"
    )
    names = [*listed, *_names(random, city, kinds[len(listed) :])]
    like = random.integers(0, 3, count)
    status = random.random(count) < figures["share_closed"]
    status[: len(listed)] = False
    ids = strings(codes)
    table = pa.table(
        {
            "employer_id": ids,
            "employer_name": pa.array(names, pa.string()),
            "kind": pa.array(kinds, pa.string()),
            "enterprise_like": pa.array(
                [
                    (True, False, None)[like[i]] if kind == "private_non_enterprise" else None
                    for i, kind in enumerate(kinds)
                ],
                pa.bool_(),
            ),
            "district": pa.array(draw_places(random, city, count), pa.string()),
            "status": pa.array(np.where(status, "closed", "active").tolist(), pa.string()),
        }
    )
    return Employers(ids, table["employer_name"].combine_chunks(), table, _popularity(count))


def _names(random: np.random.Generator, city: Mapping[str, Any], kinds: list[str]) -> list[str]:
    figures = city["employers"]
    count = len(kinds)
    brand = random.integers(0, len(figures["brands"]), count)
    second = random.integers(0, len(figures["second"]) + 1, count)
    trade = random.random(count)
    third = random.integers(0, len(figures["second"]), (count, 2))
    names = []
    for i, kind in enumerate(kinds):
        trades = figures["trades"][kind]
        middle = "" if second[i] == len(figures["second"]) else figures["second"][second[i]]
        tail = "".join(figures["second"][j] for j in third[i])
        last = trades[int(trade[i] * len(trades))]
        names.append(f"{city['name']}{figures['brands'][brand[i]]}{middle}{tail}{last}")
    return names


def draw_places(
    random: np.random.Generator, city: Mapping[str, Any], count: int
) -> list[str | None]:
    """Districts as exports spell them; a few elsewhere or unclear."""
    weights = {i: district["weight"] for i, district in enumerate(city["districts"])}
    district = draw(random, weights, count)
    spelling = random.random(count)
    where = random.random(count)
    outside, unclear = city["outside"], city["unclear"]
    spellings = []
    for i in range(count):
        choice = city["districts"][district[i]]["spellings"]
        if where[i] < outside["share"]:
            choice = outside["spellings"]
        elif where[i] < outside["share"] + unclear["share"]:
            choice = unclear["spellings"]
        spellings.append(choice[int(spelling[i] * len(choice))] or None)
    return spellings


def _popularity(count: int) -> Integers:
    """A lottery of 64 tickets per employer on average, by rank (a Zipf-like law)."""
    share = 1.0 / np.sqrt(np.arange(1, count + 1))
    tickets = np.maximum(1, np.round(share / share.sum() * count * 64)).astype(np.int64)
    return np.repeat(np.arange(count, dtype=np.int64), tickets)
