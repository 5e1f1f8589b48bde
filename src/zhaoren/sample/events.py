"""Invented achievements: graduates, contests, titles, hires, platforms, rents.

A few rows per thousand people, so that every measure has somebody to find.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from zhaoren.sample.columns import NEVER, Column, chosen, dates, draw, strings, yuan
from zhaoren.sample.employers import Employers, draw_places
from zhaoren.sample.employment import Spells, numbered
from zhaoren.sample.identifiers import Integers, draw_credit_codes
from zhaoren.sample.people import People, account_numbers
from zhaoren.sample.settings import Settings

EPOCH = date(1970, 1, 1)
YOUNGEST_BIRTHS = 2000  # graduates were born in this year or later
AGES = (18, 23)  # at graduation


@dataclass(frozen=True)
class Events:
    """What all the tables are drawn from; each has a random stream of its own."""

    random: np.random.Generator
    settings: Settings
    people: People
    employers: Employers
    spells: Spells
    as_of: date
    winners: Integers  # whoever won something

    @property
    def figures(self) -> Mapping[str, Any]:
        """The settings of these sources."""
        found: Mapping[str, Any] = self.settings.city["events"]
        return found

    def count(self, source: str) -> int:
        """How many rows."""
        return _count(self.settings, self.people, source)

    def persons(self, count: int) -> Integers:
        """Different people, if there are enough."""
        count = min(count, self.people.count)
        return self.random.choice(self.people.count, count, replace=False).astype(np.int64)

    def some_employers(self, count: int) -> Integers:
        """Different employers, if there are enough."""
        count = min(count, self.employers.count)
        return self.random.choice(self.employers.count, count, replace=False).astype(np.int64)

    def days(self, count: int) -> Integers:
        """Days from the first year of what happened to the date."""
        first = (date(self.figures["first_year"], 1, 1) - EPOCH).days
        return self.random.integers(first, (self.as_of - EPOCH).days, count)

    def years(self, count: int) -> Integers:
        """Years from the first one to that of the date."""
        return self.random.integers(self.figures["first_year"], self.as_of.year + 1, count)

    def of(self, name: str, count: int) -> Column:
        """A code for each row, by the weights of that name."""
        weights = self.figures[name]
        return chosen(list(weights), draw(self.random, weights, count))

    def yes(self, share: float, count: int, *, silent: float = 0.03) -> Column:
        """True for that share; some say nothing."""
        drawn = self.random.random(count)
        return pa.array(drawn < share, pa.bool_(), mask=drawn > 1 - silent)

    def money(self, least: int, most: int, count: int, *, silent: float = 0.05) -> Column:
        """Yuan between the two; some say nothing."""
        fen = self.random.integers(least, most, count) * 100
        return _some(self.random.random(count) >= silent, yuan(fen))

    def places(self, count: int) -> Column:
        """Districts as exports spell them, none empty."""
        drawn = draw_places(self.random, self.settings.city, count)
        usual = self.settings.city["districts"][0]["spellings"][0]
        return pa.array([place or usual for place in drawn], pa.string())


def event_tables(
    seed: int,
    settings: Settings,
    people: People,
    employers: Employers,
    spells: Spells,
    as_of: date,
) -> Iterator[tuple[str, pa.Table]]:
    """The sources of what people and organisations achieved, and accounts of the latter."""
    tables = {
        "org_accounts": _org_accounts,
        "graduates": _graduates,
        "contest_awards": _awards,
        "designations": _designations,
        "talent_hires": _hires,
        "recognitions": _recognitions,
        "org_years": _org_years,
        "hostings": _hostings,
        "startups": _startups,
    }
    count = _count(settings, people, "contest_awards")
    winners = np.random.default_rng([seed, 24]).choice(people.count, count, replace=False)
    for part, (source, make) in enumerate(tables.items(), start=15):
        random = np.random.default_rng([seed, part])
        yield source, make(Events(random, settings, people, employers, spells, as_of, winners))


def _count(settings: Settings, people: People, source: str) -> int:
    figures = settings.city["events"]
    share: float = figures["per_thousand"][source]
    fewest: int = figures["fewest"]
    return max(fewest, int(people.count * share / 1000))


def _org_accounts(events: Events) -> pa.Table:
    share = events.figures["share_org_accounts"]
    holder = np.flatnonzero(events.random.random(events.employers.count) < share)
    figures = events.settings.city["accounts"]
    banks = figures["banks"]
    bank = events.random.integers(0, len(banks), len(holder))
    statuses = draw(events.random, figures["statuses"], len(holder))
    return pa.table(
        {
            "org_id": events.employers.ids.take(pa.array(holder)),
            "account_name": events.employers.names.take(pa.array(holder)),
            "account_no": account_numbers(events.random, len(holder)),
            "bank_code": chosen([bank["code"] for bank in banks], bank),
            "bank_name": chosen([bank["name"] for bank in banks], bank),
            "status": chosen(list(figures["statuses"]), statuses),
        }
    )


def _graduates(events: Events) -> pa.Table:
    """Young people; the class of this year has just graduated."""
    random, figures, people = events.random, events.figures, events.people
    own = people.ids.slice(0, people.count)
    born = pc.utf8_slice_codeunits(own, 6, 10).cast(pa.int64()).to_numpy()
    young = np.flatnonzero(born >= YOUNGEST_BIRTHS)
    person = random.permutation(young)[: events.count("graduates")]
    person = person[born[person] + AGES[0] < events.as_of.year]
    count = len(person)
    year = np.minimum(born[person] + random.integers(*AGES, count), events.as_of.year)
    day = np.array([(date(int(y), 6, 20) - EPOCH).days for y in year], np.int64)
    day += random.integers(0, 20, count)
    schools = figures["schools"]
    school = random.integers(0, len(schools), count)
    codes = strings(
        draw_credit_codes(random, ["12"] * len(schools), f"{events.settings.city['prefix']}00")
    )
    kinds = ["technical" if "技" in name[-5:] else "vocational" for name in schools]
    programme = events.of("programmes", count)
    ordered = pa.array(random.random(count) < figures["share_of_order"])
    orderer = events.employers.ids.take(pa.array(events.spells.newest_employer(person)))
    certified = random.random(count) >= 0.05
    return pa.table(
        {
            "person_id": people.ids.take(pa.array(person)),
            "school_id": codes.take(pa.array(school)),
            "person_name": people.names.take(pa.array(person)),
            "school_name": chosen(schools, school),
            "school_kind": chosen(kinds, school),
            "school_district": events.places(len(schools)).take(pa.array(school)),
            "programme": programme,
            "full_time": events.yes(figures["share_full_time"], count),
            "graduated_on": dates(day),
            "certificate_level": _some(certified, programme),
            "certificate_issued_on": dates(
                np.where(certified, day - random.integers(-5, 60, count), NEVER)
            ),
            "order_employer_id": pc.if_else(ordered, orderer, pa.scalar(None, pa.string())),
        }
    )


def _awards(events: Events) -> pa.Table:
    """Awards of competitors, some of teams and of coaches."""
    random, person = events.random, events.winners
    count = len(person)
    jobs = [job["name"] for job in events.settings.occupations["occupations"]]
    coach = random.random(count) < 0.12
    team = coach | (random.random(count) < 0.06)
    named = random.random(count) >= 0.01
    prize = events.of("prizes", count)
    day = events.days(count)
    year = day.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    return pa.table(
        {
            "award_no": numbered("HJ", count),
            "contest": pa.array([f"{y}年职业技能大赛" for y in year], pa.string()),
            "event": chosen(jobs, random.integers(0, len(jobs), count)),
            "class": events.of("classes", count),
            "prize": prize,
            "rank": pa.array(
                random.integers(1, 12, count), pa.int64(), mask=random.random(count) < 0.1
            ),
            "role": chosen(["competitor", "coach_team"], coach.astype(np.int64)),
            "person_id": _some(named, events.people.ids.take(pa.array(person))),
            "team_id": _some(team, numbered("TD", count)),
            "employer_id": _some(
                random.random(count) >= 0.03,
                events.employers.ids.take(pa.array(events.spells.newest_employer(person))),
            ),
            "awarded_on": dates(day),
        }
    )


def _designations(events: Events) -> pa.Table:
    """Skill experts are those who won something; the others are anybody."""
    count = events.count("designations")
    title = draw(events.random, events.figures["designations"], count)
    titles = list(events.figures["designations"])
    expert = title == titles.index("rizhao_skill_expert")
    winners = events.random.choice(events.winners, count, replace=False)
    person = np.where(expert, winners, events.persons(count))
    day = events.days(len(person))
    day = np.where(expert, np.maximum(day, (events.as_of - EPOCH).days - 200), day)
    revoked = np.where(events.random.random(len(person)) < 0.03, day + 400, NEVER)
    return pa.table(
        {
            "person_id": events.people.ids.take(pa.array(person)),
            "title": chosen(titles, title),
            "effective_on": dates(day),
            "revoked_on": dates(revoked),
            "document_no": numbered("RSZ", len(person)),
        }
    )


def _hires(events: Events) -> pa.Table:
    person = events.persons(events.count("talent_hires"))
    count = len(person)
    return pa.table(
        {
            "person_id": events.people.ids.take(pa.array(person)),
            "employer_id": events.employers.ids.take(
                pa.array(events.spells.newest_employer(person))
            ),
            "year": pa.array(events.years(count), pa.int64()),
            "tier": events.of("tiers", count),
            "mode": events.of("modes", count),
            "from_city": _some(
                events.random.random(count) >= 0.05,
                chosen(["outside", "inside"], events.random.integers(0, 5, count) // 4),
            ),
            "annual_pay": events.money(120_000, 520_000, count),
            "approved": events.yes(0.8, count, silent=0.1),
            "approved_amount": events.money(50_000, 1_200_000, count, silent=0.3),
        }
    )


def _recognitions(events: Events) -> pa.Table:
    org = events.some_employers(events.count("recognitions"))
    count = len(org)
    title = events.of("titles", count)
    base = np.array(pc.equal(title, "national_training_base"))
    return pa.table(
        {
            "org_id": events.employers.ids.take(pa.array(org)),
            "org_name": events.employers.names.take(pa.array(org)),
            "title": title,
            "object": _some(events.random.random(count) < 0.5, numbered("DX", count)),
            "recognised_on": dates(events.days(count)),
            "district": events.places(count),
            "national_subsidy": _some(base, events.money(500_000, 5_000_000, count)),
            "approved_amount": events.money(100_000, 2_400_000, count, silent=0.5),
        }
    )


def _org_years(events: Events) -> pa.Table:
    org = events.some_employers(events.count("org_years"))
    count = len(org)
    quantity = pa.array(
        events.random.integers(300, 4000, count), pa.int64(), mask=events.random.random(count) < 0.1
    )
    return pa.table(
        {
            "org_id": events.employers.ids.take(pa.array(org)),
            "item": events.of("items", count),
            "year": pa.array(events.years(count), pa.int64()),
            "district": events.places(count),
            "quantity": quantity,
            "approved_amount": events.money(10_000, 100_000, count, silent=0.2),
        }
    )


def _hostings(events: Events) -> pa.Table:
    org = events.some_employers(events.count("hostings"))
    count = len(org)
    jobs = [job["name"] for job in events.settings.occupations["occupations"]]
    return pa.table(
        {
            "org_id": events.employers.ids.take(pa.array(org)),
            "contest": pa.array([f"{year}年职业技能大赛" for year in events.years(count)]),
            "event": chosen(jobs, events.random.integers(0, len(jobs), count)),
            "class": events.of("classes", count),
            "held_on": dates(events.days(count)),
            "district": events.places(count),
            "approved_amount": events.money(5_000, 80_000, count, silent=0.2),
        }
    )


def _startups(events: Events) -> pa.Table:
    person = events.persons(events.count("startups"))
    count = len(person)
    year = events.years(count)
    graduated = [(date(int(y) - int(n), 7, 1) - EPOCH).days for y, n in zip(
        year, events.random.integers(0, 8, count), strict=True)]  # fmt: skip
    return pa.table(
        {
            "person_id": events.people.ids.take(pa.array(person)),
            "year": pa.array(year, pa.int64()),
            "org_id": events.employers.ids.take(pa.array(events.spells.newest_employer(person))),
            "district": events.places(count),
            "programme": events.of("programmes", count),
            "graduated_on": dates(np.array(graduated, np.int64)),
            "premises": chosen(
                ["other", "incubator_government"], events.random.integers(0, 5, count) // 4
            ),
            "rent_paid": events.money(3_000, 30_000, count),
        }
    )


def _some(keep: npt.NDArray[np.bool_], values: Column) -> Column:
    """The values where `keep` is true, else nothing."""
    return pc.if_else(pa.array(keep), values, pa.scalar(None, values.type))
