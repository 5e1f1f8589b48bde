"""Random worlds: from a seed, fast, or drawn by Hypothesis, which makes failures small."""

from __future__ import annotations

import os
from datetime import date
from random import Random
from typing import Any

from hypothesis import strategies as st

from .certified import BENEFITS, fill_ceiling
from .evaluator import Quarantined, Row, World
from .evaluator.settings import CITIES, ZIBO, City
from .granting import pay_some
from .ids import credit_code, person_number
from .measures import add_measures
from .people import add_person
from .rows import (
    account,
    certificate,
    contract,
    contribution,
    employer,
    payment,
    person,
    registration,
)
from .scene import DAYS, ODDITIES, Scene, scene

EXAMPLES = int(os.environ.get("ZHAOREN_EXAMPLES", "1"))  # how many times the ordinary work
SHARE = 0.008  # of rows that contradict another one, or are quarantined outright
MOST = 0.04  # of a file's rows that may be quarantined: at 0.05 the run stops
ALTERED: dict[str, tuple[str, Any]] = {
    "contracts": ("start_on", date(2019, 1, 1)),
    "certificates": ("issued_on", date(2021, 1, 1)),
    "employment_registrations": ("registered_on", date(2019, 1, 1)),
    "employers": ("employer_name", "别的公司"),
    "persons": ("retired_on", date(1999, 1, 1)),
    "accounts": ("status", "lost"),
    "payments": ("paid_on", date(2019, 1, 1)),
    "org_accounts": ("status", "lost"),
    "graduates": ("full_time", None),
    "contest_awards": ("prize", "gold"),
    "designations": ("revoked_on", date(2024, 1, 1)),
    "talent_hires": ("approved", None),
    "recognitions": ("approved_amount_fen", 123_456),
    "org_years": ("quantity", 1_999),
    "hostings": ("approved_amount_fen", 1_234_500),
    "startups": ("rent_paid_fen", 100_000),
}


def random_world(
    random: Random, people: int, as_of: date, oddity: float, city: City = ZIBO
) -> World:
    """So many people of one city on one day, contradictions and collisions included."""
    place = scene(random, people, as_of, oddity, city)
    serial = 0
    while serial < people:
        count = random.choice((1,) * 12 + (2, 2, 3, 4))
        add_person(place, [person_number(serial + place_in) for place_in in range(count)])
        serial += count
    add_measures(place, people)
    _merge_across(place)
    _strangers(place, people // 2 + 1)
    _pay_staff(place)
    quarantined: list[Quarantined] = []
    pay_some(place)
    for source, (column, value) in ALTERED.items():
        if source not in place.rows:
            continue
        if source in ("persons", "payments"):
            chosen = [_whose(row) for row in _some(place, source, SHARE, each=1)]
            quarantined += [Quarantined(source, number) for number in chosen if number]
        for row in _some(place, source, SHARE, each=2):
            place.add(source, row | {column: value})
    for source, rows in place.rows.items():
        for row in _some(place, source, 0.03, each=0):
            place.add(source, dict(row))
        random.shuffle(rows)
    return World(place.as_of, place.rows, quarantined, city.id)


def _whose(row: Row) -> str | None:
    return row["person_id"] or row.get("org_id")


def seeded_world(seed: int, people: int, city: str = "zibo") -> World:
    """The same world for the same seed."""
    days = DAYS[city]
    as_of, oddity = days[seed % len(days)], ODDITIES[seed % len(ODDITIES)]
    return random_world(Random(seed), people, as_of, oddity, CITIES[city])


@st.composite
def worlds(draw: st.DrawFn, most: int = 6, cities: tuple[str, ...] = tuple(CITIES)) -> World:
    """Small worlds, drawn choice by choice so that Hypothesis can shrink them."""
    people = draw(st.integers(1, most))
    city = draw(st.sampled_from(cities))
    as_of, oddity = draw(st.sampled_from(DAYS[city])), draw(st.sampled_from(ODDITIES))
    random = draw(st.randoms(use_true_random=False))
    return random_world(random, people, as_of, oddity, CITIES[city])


def _merge_across(place: Scene) -> None:
    """Now and then a number leads on to a stranger's: forks, tails and cycles of merges."""
    rows = place.rows.get("persons", [])
    for row in rows:
        if place.random.random() < 0.01 + place.oddity / 40:
            row["merged_into"] = place.pick(rows)["person_id"]
    following = {row["person_id"]: row["merged_into"] for row in rows}
    for row in rows:  # a number that others lead to leads back now and then
        if place.random.random() < 0.01:
            before = [old for old, new in following.items() if new == row["person_id"]]
            row["merged_into"] = place.pick([*before, row["person_id"]])


def _pay_staff(place: Scene) -> None:
    """Payments that nearly use up a ceiling, and some to organisations."""
    staff = [row["person_id"] for row in place.rows["contracts"]]
    benefit = BENEFITS[place.city.id][0]
    for employer_id in place.codes[:6]:
        if place.random.random() < 0.5:
            place.add("payments", fill_ceiling(place, employer_id, place.pick(staff)))
            stranger = fill_ceiling(place, employer_id, person_number(16_000))
            place.add("payments", stranger)
        if place.random.random() < 0.1:
            to_firm = payment(
                payment_no=place.number("FF"),
                person_id=None,
                org_id=employer_id,
                benefit=benefit,
            )
            place.add("payments", to_firm)


def _strangers(place: Scene, count: int) -> None:
    """People and firms that no policy looks at, so that every file has rows enough."""
    for index in range(count):
        number, firm_id = person_number(index + 16_000), credit_code(index + 2_000)
        whose = {"person_id": number, "employer_id": firm_id}
        place.add("employers", employer(employer_id=firm_id))
        place.add("persons", person(person_id=number))
        paid = payment(payment_no=place.number("FF"), person_id=number)
        place.add("payments", paid | {"benefit": BENEFITS[place.city.id][0]})
        place.add("contracts", contract(contract_no=place.number("HT"), **whose))
        place.add(
            "employment_registrations",
            registration(registration_no=place.number("JY"), **whose),
        )
        place.add(
            "certificates",
            certificate(certificate_no=place.number("ZS"), person_id=number, level="senior"),
        )
    place.add("contributions", contribution(place.exported_from, **whose))
    place.add("accounts", account(person_id=number))


def _some(place: Scene, source: str, share: float, *, each: int) -> list[Row]:
    """A small share of the rows of a source, as they stand now.

    `each` says how many rows of the file are lost with one of them; no more
    than half of `MOST` are, since some sources lose rows in two ways.
    """
    rows = place.rows[source]
    exact = len(rows) * share
    count = int(exact) + (place.random.random() < exact % 1)
    if each:
        count = min(count, int(len(rows) * MOST / 2 / each))
    return place.random.sample(rows, min(count, len(rows)))
