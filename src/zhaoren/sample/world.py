"""A whole invented city: everything that the sources are written from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from zhaoren.sample.certificates import Certificates, draw_certificates
from zhaoren.sample.contributions import Payroll, draw_payroll
from zhaoren.sample.employers import Employers, draw_employers
from zhaoren.sample.employment import Spells, contract_table, draw_spells, registration_table
from zhaoren.sample.events import event_tables
from zhaoren.sample.people import People, draw_people
from zhaoren.sample.registers import account_table, payment_table, person_table
from zhaoren.sample.settings import Settings


@dataclass(frozen=True)
class World:
    """People, employers and working lives, from which every source is written.

    Each part has a random stream of its own, so that one source does not
    depend on whether another was written.
    """

    settings: Settings
    as_of: date
    seed: int
    people: People
    employers: Employers
    spells: Spells
    certificates: Certificates
    payroll: Payroll

    def tables(self) -> Iterator[tuple[str, pa.Table]]:
        """Every source but contributions, one after the other."""
        settings, people = self.settings, self.people
        yield "employers", self.employers.table
        yield (
            "contracts",
            contract_table(
                stream(self.seed, 10), settings, people, self.employers, self.spells, self.as_of
            ),
        )
        yield (
            "employment_registrations",
            registration_table(
                stream(self.seed, 11), settings, people, self.employers, self.spells
            ),
        )
        yield "certificates", self.certificates.table
        yield "persons", person_table(stream(self.seed, 12), settings, people, self.as_of)
        yield "accounts", account_table(stream(self.seed, 13), settings, people)
        yield (
            "payments",
            payment_table(stream(self.seed, 14), settings, self.certificates, self.as_of),
        )
        yield from event_tables(
            self.seed, settings, people, self.employers, self.spells, self.as_of
        )


def stream(seed: int, part: int) -> np.random.Generator:
    """The random numbers of one part."""
    return np.random.default_rng([seed, part])


def draw_world(
    settings: Settings, people_count: int, seed: int, as_of: date, *, dirty: bool = True
) -> World:
    """The city of that many people; `dirty` contributions hold repeats and wrong numbers."""
    people = draw_people(stream(seed, 0), settings, people_count)
    employers = draw_employers(stream(seed, 1), settings, people_count)
    spells = draw_spells(stream(seed, 2), settings, people, employers, as_of)
    return World(
        settings=settings,
        as_of=as_of,
        seed=seed,
        people=people,
        employers=employers,
        spells=spells,
        certificates=draw_certificates(stream(seed, 3), settings, people, employers, spells, as_of),
        payroll=draw_payroll(
            stream(seed, 4), settings, people, employers, spells, as_of, dirty=dirty
        ),
    )
