"""Invented certificates, the year and level embedded in their numbers right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from zhaoren.sample.columns import Column, chosen, dates, draw, strings
from zhaoren.sample.employers import Employers
from zhaoren.sample.employment import Spells
from zhaoren.sample.identifiers import Bytes, Integers, digits
from zhaoren.sample.people import People
from zhaoren.sample.settings import Settings


@dataclass(frozen=True)
class Certificates:
    """The certificates and, by position, whose they are."""

    table: pa.Table
    person: Integers


def draw_certificates(
    random: np.random.Generator,
    settings: Settings,
    people: People,
    employers: Employers,
    spells: Spells,
    as_of: date,
) -> Certificates:
    """Certificates for a share of the people, some with a second one.

    What an enterprise assessed itself was issued by the holder's newest employer.
    """
    figures = settings.occupations
    person = _holders(random, figures, people.count)
    count = len(person)
    issued = _issued(random, figures["first_year"], as_of, count)
    year = issued.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    levels = list(figures["levels"])
    level = draw(random, figures["levels"], count)
    skill = year >= figures["skill_level_from"]
    skill &= random.random(count) < figures["share_of_skill_level"]
    skill |= level == levels.index("special_technician")
    in_number = np.array([figures["level_digit"].get(name, 1) for name in levels], np.int64)[level]
    jobs = {job["code"]: job for job in figures["occupations"]}
    job = draw(random, {code: job["weight"] for code, job in jobs.items()}, count)
    issuers = settings.city["issuers"]
    issuer = random.integers(0, len(issuers), count)
    number = _numbers(random, settings, skill, year, in_number)
    route = chosen(list(figures["routes"]), draw(random, figures["routes"], count))
    by_itself = pc.equal(route, "enterprise_assessment")
    own = employers.names.take(pa.array(spells.newest_employer(person)))
    table = pa.table(
        {
            "certificate_no": number,
            "person_id": people.ids.take(pa.array(person)),
            "person_name": people.names.take(pa.array(person)),
            "kind": chosen(["qualification", "skill_level"], skill.astype(np.int64)),
            "occupation_code": chosen(list(jobs), job),
            "occupation_name": chosen([job["name"] for job in jobs.values()], job),
            "level": chosen(levels, level),
            "issued_on": dates(issued),
            "issuer": pc.if_else(by_itself, own, chosen(issuers, issuer)),
            "route": route,
            "status": chosen(list(figures["statuses"]), draw(random, figures["statuses"], count)),
        }
    )
    return Certificates(table, person)


def _holders(random: np.random.Generator, figures: Mapping[str, Any], people: int) -> Integers:
    """The people of the certificates; some come twice."""
    count = int(people * figures["share_of_people"])
    holders = random.choice(people, count, replace=False)
    second = holders[random.random(count) < figures["share_of_second"]]
    return np.concatenate([holders, second]).astype(np.int64)


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
    agency = digits(int(settings.city["prefix"]) * 10**8 + serial % 47, 12)
    long = np.column_stack(
        [letters, agency, digits(year % 100, 2), digits(level, 1), digits(serial, 6)]
    )
    return pc.if_else(pa.array(skill), strings(long), strings(short))
