"""Step 5: "the employer's or the policy's ceiling for the year is used up"."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from .candidate import Candidate, Key
from .entries import NOWHERE, Entries, Entry
from .world import Row

if TYPE_CHECKING:
    from .people import Register


class Paid(NamedTuple):
    """A `paid` payment, and the candidate that it refers to, where it refers to one."""

    row: Row
    named: Candidate | None


class Split(NamedTuple):
    """Who is capped, and who is paid (with what remains, where that is paid)."""

    over: list[Candidate]
    within: list[Candidate]


Claims = Mapping[tuple[str, str], int]
"""Candidates whose key an incumbent of another policy holds → when that was found."""


class Limit(Protocol):
    """A limit that some of those who have passed all other steps exceed."""

    def split(
        self,
        register: Register,
        eligible: list[Candidate],
        paid: list[Paid],
        entries: Entries,
        claims: Claims,
    ) -> Split:
        """Divide them, in their order."""
        ...


def in_turn(eligible: list[Candidate], entries: Entries, claims: Claims) -> list[Candidate]:
    """Incumbents "in the order in which grants were found", then all others in the policy's.

    One whose key was closed by a rejection comes last: it takes no room.
    """

    def turn(each: Candidate) -> tuple[Any, ...]:
        found = None if each.id in claims else entries.found(each)
        return entries.closed(each), found.place if found else NOWHERE, each.order

    return sorted(eligible, key=turn)


def ceiling_of(candidate: Candidate, entries: Entries) -> Key:
    """An incumbent stays under the ceiling that it was found under."""
    found = entries.found(candidate)
    return found.under if found and found.under is not None else candidate.under


@dataclass(frozen=True)
class Ceiling:
    """At most so much for all candidates that share `under`."""

    at_most: int
    of_payment: Callable[[Register, Paid], Key | None]  # what a payment counts towards
    heads: bool = False  # counts candidates, not fen
    remainder: bool = False  # "the remainder is paid"

    def split(
        self,
        register: Register,
        eligible: list[Candidate],
        paid: list[Paid],
        entries: Entries,
        claims: Claims,
    ) -> Split:
        """ "From the first candidate that does not fit, it and all after it are `capped`".

        One that is claimed waits in its turn, but takes no room; it fits if it
        fitted among those who were found before the claim.
        """
        used: dict[Key, int] = {}
        for under, amount in self._granted(register, paid, entries):
            used[under] = used.get(under, 0) + self._weight(amount)
        before = dict(used)
        taken: list[tuple[Key, Entry, int]] = []
        closed = set[Any]()
        found = Split([], [])
        for candidate in in_turn(eligible, entries, claims):
            assert candidate.amount is not None, "eligible, so the amount is known"
            under, wanted = ceiling_of(candidate, entries), self._weight(candidate.amount)
            left = self.at_most - used.get(under, 0)
            claim = claims.get(candidate.id)
            if claim is not None:
                earlier = (had for at, one, had in taken if at == under and one.place < claim)
                left = self.at_most - before.get(under, 0) - sum(earlier)
            if under in closed or left <= 0 or (wanted > left and not self.remainder):
                closed.add(under)
                found.over.append(candidate)
                continue
            amount = min(candidate.amount, left) if self.remainder else candidate.amount
            if claim is None:
                used[under] = used.get(under, 0) + min(wanted, left)
                if entry := entries.found(candidate):
                    taken.append((under, entry, min(wanted, left)))
            found.within.append(replace(candidate, amount=amount))
        return found

    def _granted(
        self, register: Register, paid: list[Paid], entries: Entries
    ) -> list[tuple[Key, int]]:
        counted = [(self.of_payment(register, each), each.row["amount_fen"]) for each in paid]
        counted += [(each.under, each.amount) for each in entries.counting()]
        return [(under, amount) for under, amount in counted if under is not None]

    def _weight(self, amount: int) -> int:
        return 1 if self.heads else amount
