"""Laws of the ledger's nights, on random cities: people change and merge numbers, and die."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

import pytest

from zhaoren.ledger import Book, State
from zhaoren.ledger.lifecycle import GRANTED, OPEN
from zhaoren.merges import current_numbers
from zhaoren.recording.published import Finding, Looked

from .runs import City, changed, finding, number, open_city, payee

GOES_ON = (OPEN | GRANTED) - {State.HELD, State.RECOVERY, State.DISMISSED}


class World:
    """Exports that change from night to night."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.merged_into: dict[str, str] = {}
        self.certificates = {f"C{place}": self.chance.randint(1, 8) for place in range(10)}

    def change(self, city: City) -> None:
        """What a day changes."""
        chance = self.chance
        if chance.random() < 0.5:
            self.merged_into[number(chance.randint(1, 8))] = number(chance.randint(1, 8))
        if self.merged_into and chance.random() < 0.2:
            del self.merged_into[chance.choice(sorted(self.merged_into))]
        if chance.random() < 0.1:
            city.deceased[number(chance.randint(1, 8))] = city.day - timedelta(days=3)

    def merged(self) -> dict[str, str]:
        return {old: now for old, (now, _) in current_numbers(self.merged_into)[0].items()}

    def findings(self, city: City) -> list[Finding]:
        """At most one eligible candidate a key, of those that nothing else stands against."""
        chance, merged, found = self.chance, self.merged(), {}
        for certificate, whose in self.certificates.items():
            if chance.random() < 0.3:
                continue
            person = merged.get(number(whose), number(whose))
            level = chance.choice(["technician", "senior_technician"])
            amount = chance.choice([250_000, 250_000, 300_000])
            key = (person, level)
            found.setdefault(
                key,
                finding(person, certificate, level=level, amount_fen=amount, city_fen=amount),
            )
        paid = {city.book.full_key(grant) for grant in city.grants if grant.state in GRANTED}
        return [one for one in found.values() if self._key(city, one) not in paid]

    @staticmethod
    def _key(city: City, one: Finding) -> tuple[str, ...] | None:
        with city.ledger.reading("zibo") as known:
            party = known.numbers().get(str(one.person_id))
        if party is None:
            return None
        return (f"={one.benefit_id}", f"@{city.book.party(party)}", "=6-18-01-01", f"={one.level}")

    def looked(self, city: City) -> dict[str, Looked]:
        verdicts = [
            ("ineligible", ["in_service"], []), ("review", [], ["insured"]), ("capped", [], []),
            (None, None, None),
        ]  # fmt: skip
        return {name: Looked(name, *self.chance.choice(verdicts)) for name in city.book.grants}

    def staff(self, city: City) -> None:
        """What people do during a day."""
        for grant in city.grants:
            if self.chance.random() < 0.15 and grant.state is State.FOUND:
                upto = ["district_approved", "funds_arrived", "batched", "submitted"]
                city.pay(grant.place, upto=self.chance.choice([*upto, "bank_answered"]))
            elif self.chance.random() < 0.05 and grant.state in (State.FOUND, State.HELD):
                city.record(("rejected", {"grants": [grant.id]}))
            elif self.chance.random() < 0.3 and grant.state is State.RECOVERY:
                city.record(("recovery_dismissed", {"grants": [grant.id]}))


def goes_on_twice(book: Book) -> list[tuple[str, ...]]:
    """Keys of which two grants are on their way or paid, neither held nor in recovery."""
    keys = [book.full_key(grant) for grant in book.grants.values() if grant.state in GOES_ON]
    return [key for key in set(keys) if keys.count(key) > 1]


def with_banks(book: Book) -> set[tuple[str, ...]]:
    """Keys of which the bank has had two before they merged: no night can call them back."""
    return {
        book.full_key(grant)
        for grant in book.grants.values()
        if grant.state in (State.SUBMITTED, State.UNKNOWN)
    }


@pytest.mark.parametrize("seed", range(12))
def test_nobody_is_granted_twice_and_nothing_is_lost(tmp_path: Path, seed: int) -> None:
    city, world = open_city(tmp_path), World(seed)
    for _ in range(10):
        world.change(city)
        findings = world.findings(city)
        persons = sorted({str(one.person_id) for one in findings})
        paid = [grant.id for grant in city.grants if grant.state is State.PAID]
        city.night(  # records it twice: the second time nothing
            *findings,
            merged=world.merged(),
            looked=world.looked(city),
            payees=tuple(payee(person) for person in persons),
            lookback=tuple(changed(name) for name in paid if world.chance.random() < 0.1),
        )
        book = city.book
        assert set(goes_on_twice(book)) <= with_banks(book)
        keys = {book.full_key(grant) for grant in book.grants.values()}
        assert all(world._key(city, one) in keys for one in findings)
        assert not [grant for grant in book.open if grant.state is State.HELD
                    and not grant.hold_reasons]  # fmt: skip
        world.staff(city)
    city.ledger.close()
