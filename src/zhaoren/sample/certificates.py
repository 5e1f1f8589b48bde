"""Invented certificates, the year and level embedded in their numbers right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from zhaoren.sample.columns import Column, chosen, dates, draw, strings
from zhaoren.sample.identifiers import Bytes, Integers, digits
from zhaoren.sample.people import People
from zhaoren.sample.settings import Settings


@dataclass(frozen=True)
class Certificates:
    """The certificates and, by position, whose they are."""

    table: pa.Table
    person: Integers


def draw_certificates(
    random: np.random.Generator, settings: Settings, people: People, as_of: date
) -> Certificates:
    """Certificates for a share of the people, some with a second one."""
    figures = settings.occupations
    holders = random.choice(
        people.count, int(people.count * figures["share_of_people"]), replace=False
    )
    second = holders[random.random(len(holders)) < figures["share_of_second"]]
    person = np.concatenate([holders, second]).astype(np.int64)
    count = len(person)
    issued = _issued(random, figures["first_year"], as_of, count)
    year = issued.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    skill = (year >= figures["skill_level_from"]) & (
        random.random(count) < figures["share_of_skill_level"]
    )
    levels = list(figures["levels"])
    level = draw(random, figures["levels"], count)
    skill |= level == levels.index("special_technician")
    in_number = np.array([figures["level_digit"].get(name, 1) for name in levels], np.int64)[level]
    occupation = draw(random, {o["code"]: o["weight"] for o in figures["occupations"]}, count)
    drawn = random.random(count)
    status = np.where(drawn < figures["share_revoked"], 1, 0)
    status = np.where(drawn > 1 - figures["share_cancelled"], 2, status)
    table = pa.table(
        {
            "certificate_no": _numbers(random, settings, skill, year, in_number),
            "person_id": people.ids.take(pa.array(person)),
            "person_name": people.names.take(pa.array(person)),
            "kind": chosen(["qualification", "skill_level"], skill.astype(np.int64)),
            "occupation_code": chosen([o["code"] for o in figures["occupations"]], occupation),
            "occupation_name": chosen([o["name"] for o in figures["occupations"]], occupation),
            "level": chosen(levels, level),
            "issued_on": dates(issued),
            "issuer": chosen(
                figures["issuers"], random.integers(0, len(figures["issuers"]), count)
            ),
            "route": chosen(list(figures["routes"]), draw(random, figures["routes"], count)),
            "status": chosen(["valid", "revoked", "cancelled"], status),
        }
    )
    return Certificates(table, person)


def _issued(random: np.random.Generator, first_year: int, as_of: date, count: int) -> Integers:
    first = (date(first_year, 1, 1) - date(1970, 1, 1)).days
    last = (as_of - date(1970, 1, 1)).days - 20
    return first + (random.random(count) ** 0.7 * (last - first)).astype(np.int64)


def _numbers(
    random: np.random.Generator,
    settings: Settings,
    skill: npt.NDArray[np.bool_],
    year: Integers,
    level: Integers,
) -> Column:
    count = len(year)
    serial = random.permutation(np.arange(count, dtype=np.int64))
    institutions = np.array([int(text) for text in settings.occupations["institutions"]], np.int64)
    place = digits(institutions[serial % len(institutions)], 8)
    short = np.column_stack(
        [digits(year % 100, 2), place, digits(level, 1), digits(serial % 100_000, 5)]
    )
    short[:, 2:5] = digits(serial // 100_000 + 3, 3)  # the serial's head, so that none repeats
    letters: Bytes = np.where(serial[:, None] % 5 == 0, ord("S"), ord("Y")).astype(np.uint8)
    agency = digits(370_300_000_000 + serial % 47, 12)
    long = np.column_stack(
        [letters, agency, digits(year % 100, 2), digits(level, 1), digits(serial, 6)]
    )
    return pc.if_else(pa.array(skill), strings(long), strings(short))
