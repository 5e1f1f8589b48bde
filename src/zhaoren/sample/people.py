"""Invented people: citizen numbers and plausible names."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhaoren.sample.columns import Column, chosen, draw, strings
from zhaoren.sample.identifiers import Integers, digits, draw_person_ids
from zhaoren.sample.settings import Settings


@dataclass(frozen=True)
class People:
    """`ids` holds `count` numbers, then a wrong spelling of each, then old numbers.

    `merged` are the people with an old number; the old number of `merged[i]`
    stands at `2 * count + i`.
    """

    count: int
    ids: Column
    names: Column
    merged: Integers


def draw_people(random: np.random.Generator, settings: Settings, count: int) -> People:
    """`count` people with different numbers."""
    merged_count = int(count * settings.city["persons"]["share_merged"])
    numbers = draw_person_ids(random, settings.city["birth_places"], count + merged_count)
    merged = np.sort(random.choice(count, merged_count, replace=False)).astype(np.int64)
    right = numbers[:count]
    wrong = right.copy()
    wrong[:, 17] = np.where(right[:, 17] == ord("1"), ord("2"), ord("1"))
    ids = strings(np.concatenate([right, wrong, numbers[count:]]))
    return People(count, ids, draw_names(random, settings, count), merged)


def draw_names(random: np.random.Generator, settings: Settings, count: int) -> Column:
    """A name a person: mostly Han, some of minorities, some with rare characters."""
    names = settings.names
    surnames = list(names["surnames"])
    given = list(names["given"])
    surname = chosen(surnames, draw(random, names["surnames"], count))
    first = chosen(given, random.integers(0, len(given), count))
    second = chosen(
        [*given, ""], _second(random, len(given), names["share_of_one_character"], count)
    )
    rare = chosen(names["rare_given"], random.integers(0, len(names["rare_given"]), count))
    second = pc.if_else(pa.array(random.random(count) < names["share_of_rare"]), rare, second)
    han = pc.binary_join_element_wise(surname, first, second, "")
    minority = chosen(names["minority"], random.integers(0, len(names["minority"]), count))
    return pc.if_else(pa.array(random.random(count) < names["share_of_minority"]), minority, han)


def _second(random: np.random.Generator, size: int, share_of_none: float, count: int) -> Integers:
    drawn = random.integers(0, size, count)
    drawn[random.random(count) < share_of_none] = size
    return drawn


def account_numbers(random: np.random.Generator, count: int) -> Column:
    """19-digit account numbers beginning with 6217."""
    serial = random.integers(0, 10**15, count)
    return strings(digits(serial + 6217 * 10**15, 19))
