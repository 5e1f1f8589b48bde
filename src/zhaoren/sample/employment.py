"""Invented working lives: spells of employment, contract chains, registrations."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhaoren.sample.columns import NEVER, Column, chosen, dates, draw, first_day, month_of, strings
from zhaoren.sample.employers import Employers
from zhaoren.sample.identifiers import Integers, digits
from zhaoren.sample.people import People
from zhaoren.sample.settings import Settings


@dataclass(frozen=True)
class Spells:
    """Employments, by person then time; `end` is the last day worked, `NEVER` if it goes on."""

    person: Integers
    employer: Integers
    start: Integers
    end: Integers

    def __len__(self) -> int:
        return len(self.person)

    def newest_employer(self, person: Integers) -> Integers:
        """The employer of each person's newest spell."""
        return self.employer[np.searchsorted(self.person, person, side="right") - 1]

    def of(self, keep: Integers) -> Spells:
        """The spells at those positions."""
        return Spells(self.person[keep], self.employer[keep], self.start[keep], self.end[keep])


def draw_spells(
    random: np.random.Generator,
    settings: Settings,
    people: People,
    employers: Employers,
    as_of: date,
) -> Spells:
    """Up to three spells a person; the newest may be over."""
    work = settings.city["work"]
    count, today = people.count, int((as_of - date(1970, 1, 1)).days)
    length = random.exponential(work["mean_years"] * 365, count).astype(np.int64) + 20
    over = random.random(count) < work["share_not_at_work"]
    start = today - np.minimum(length, 30 * 365)
    end = np.where(over, start + (random.random(count) * (today - start)).astype(np.int64), NEVER)
    person = np.arange(count, dtype=np.int64)
    spells = [Spells(person, _employers(random, employers, count), start, end)]
    for share in (work["share_of_second_spell"], work["share_of_third_spell"]):
        later = spells[-1]
        chosen_rows = np.flatnonzero(random.random(len(later)) < share)
        spells.append(_before(random, later.of(chosen_rows), employers, work["mean_years"]))
    joined = Spells(
        *(np.concatenate([getattr(spell, name) for spell in spells]) for name in _FIELDS)
    )
    return joined.of(np.lexsort((joined.start, joined.person)))


_FIELDS = ("person", "employer", "start", "end")


def _employers(random: np.random.Generator, employers: Employers, count: int) -> Integers:
    return employers.popularity[random.integers(0, len(employers.popularity), count)]


def _before(
    random: np.random.Generator, later: Spells, employers: Employers, mean_years: float
) -> Spells:
    count = len(later)
    end = later.start - 1 - (random.exponential(60, count)).astype(np.int64)
    start = end - random.exponential(mean_years * 365, count).astype(np.int64) - 60
    return replace(later, employer=_employers(random, employers, count), start=start, end=end)


@dataclass(frozen=True)
class _Chains:
    """Contracts: the position of the spell, the type, first and last day."""

    spell: Integers
    kind: Integers
    start: Integers
    end: Integers  # of an open-ended one a day that nobody sees


def contract_table(
    random: np.random.Generator,
    settings: Settings,
    people: People,
    employers: Employers,
    spells: Spells,
    as_of: date,
) -> pa.Table:
    """Contracts in chains: each begins on the day after the last one's end."""
    kinds = list(settings.city["work"]["contract_types"])
    chains = _chains(random, settings, spells, int((as_of - date(1970, 1, 1)).days))
    person, employer = spells.person[chains.spell], spells.employer[chains.spell]
    open_ended = chains.kind == kinds.index("open_ended")
    left = spells.end[chains.spell]
    during = (left != NEVER) & (left >= chains.start) & ((left < chains.end) | open_ended)
    hosts = employers.ids.take(pa.array(_employers(random, employers, len(person))))
    dispatched = pa.array(chains.kind == kinds.index("dispatch"))
    return pa.table(
        {
            "contract_no": numbered("HT", len(person)),
            "person_id": people.ids.take(pa.array(person)),
            "person_name": people.names.take(pa.array(person)),
            "employer_id": employers.ids.take(pa.array(employer)),
            "employer_name": employers.names.take(pa.array(employer)),
            "contract_type": chosen(kinds, chains.kind),
            "start_on": dates(chains.start),
            "end_on": dates(np.where(open_ended, NEVER, chains.end)),
            "terminated_on": dates(np.where(during, left, NEVER)),
            "host_employer_id": pc.if_else(dispatched, hosts, pa.scalar(None, pa.string())),
        }
    )


def _chains(random: np.random.Generator, settings: Settings, spells: Spells, today: int) -> _Chains:
    """Terms of one length, as many as the spell needs; one only where it is open-ended."""
    work = settings.city["work"]
    kind = draw(random, work["contract_types"], len(spells))
    terms = np.array(list(work["terms_years"]), np.int64)
    months = 12 * terms[draw(random, work["terms_years"], len(spells))]
    until = np.where(spells.end == NEVER, today, spells.end)
    begun = month_of(spells.start)
    count = (month_of(until) - begun) // months + 1
    count[kind == list(work["contract_types"]).index("open_ended")] = 1
    row = np.repeat(np.arange(len(spells)), count)
    nth = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    start = _shift(spells.start[row], begun[row] + nth * months[row])
    end = _shift(spells.start[row], begun[row] + (nth + 1) * months[row]) - 1
    keep = np.flatnonzero(start <= until[row])
    return _Chains(row[keep], kind[row][keep], start[keep], end[keep])


def _shift(day: Integers, month: Integers) -> Integers:
    """The same day of another month, at most the 28th."""
    of_month = np.minimum(day - first_day(month_of(day)), 27)
    shifted: Integers = first_day(month) + of_month
    return shifted


def numbered(prefix: str, count: int) -> Column:
    """Running numbers such as HT00000001."""
    head = np.tile(np.frombuffer(prefix.encode(), np.uint8), (count, 1))
    return strings(np.column_stack([head, digits(np.arange(1, count + 1), 8)]))


def registration_table(
    random: np.random.Generator,
    settings: Settings,
    people: People,
    employers: Employers,
    spells: Spells,
) -> pa.Table:
    """A registration for most spells, a flexible one instead for some."""
    work = settings.city["work"]
    drawn = random.random(len(spells))
    keep = np.flatnonzero(drawn < work["share_registered"])
    some = spells.of(keep)
    flexible = drawn[keep] < work["share_flexible"]
    ids = employers.ids.take(pa.array(some.employer))
    return pa.table(
        {
            "registration_no": numbered("JY", len(some)),
            "person_id": people.ids.take(pa.array(some.person)),
            "employer_id": pc.if_else(pa.array(flexible), pa.scalar(None, pa.string()), ids),
            "registered_on": dates(some.start + random.integers(0, 30, len(some))),
            "ended_on": dates(
                np.where(some.end == NEVER, NEVER, np.maximum(some.end, some.start + 30))
            ),
            "form": chosen(["employed", "flexible"], flexible.astype(np.int64)),
        }
    )
