"""Step 5: "the employer's or the policy's ceiling for the year is used up"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from .candidate import Candidate, Key
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


class Limit(Protocol):
    """A limit that some of those who have passed all other steps exceed."""

    def split(self, register: Register, eligible: list[Candidate], paid: list[Paid]) -> Split:
        """Divide them, in their order."""
        ...


@dataclass(frozen=True)
class Ceiling:
    """At most so much for all candidates that share `under`."""

    at_most: int
    of_payment: Callable[[Register, Paid], Key | None]  # what a payment counts towards
    heads: bool = False  # counts candidates, not fen
    remainder: bool = False  # "the remainder is paid"

    def split(self, register: Register, eligible: list[Candidate], paid: list[Paid]) -> Split:
        """ "From the first candidate that does not fit, it and all after it are `capped`."."""
        used: dict[Key, int] = {}
        for each in paid:
            under = self.of_payment(register, each)
            if under is not None:
                used[under] = used.get(under, 0) + self._weight(each.row["amount_fen"])
        closed = set[Any]()
        found = Split([], [])
        for candidate in sorted(eligible, key=lambda each: each.order):
            assert candidate.amount is not None, "eligible, so the amount is known"
            left = self.at_most - used.get(candidate.under, 0)
            wanted = self._weight(candidate.amount)
            if candidate.under in closed or left <= 0 or (wanted > left and not self.remainder):
                closed.add(candidate.under)
                found.over.append(candidate)
                continue
            used[candidate.under] = used.get(candidate.under, 0) + min(wanted, left)
            amount = min(candidate.amount, left) if self.remainder else candidate.amount
            found.within.append(replace(candidate, amount=amount))
        return found

    def _weight(self, amount: int) -> int:
        return 1 if self.heads else amount
