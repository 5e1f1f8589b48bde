"""Step 5: "the employer's or the policy's ceiling for the year is used up"."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from .candidate import Candidate, Key
from .world import Row

if TYPE_CHECKING:
    from .people import Register

GroupOfPayment = Callable[["Register", Row, Candidate | None], Key | None]


@dataclass(frozen=True)
class Ceiling:
    """At most so much for all candidates that share `under`.

    `of_payment` tells what a payment counts towards; its last argument is the
    candidate that the payment refers to, where it refers to one.
    """

    at_most: int
    of_payment: GroupOfPayment
    heads: bool = False  # counts candidates, not fen
    remainder: bool = False  # "the remainder is paid"

    def weight(self, amount: int) -> int:
        """What one grant uses up."""
        return 1 if self.heads else amount

    def capped(
        self, eligible: Iterable[Candidate], used: dict[Key, int]
    ) -> tuple[list[Candidate], list[Candidate]]:
        """Who is capped, and who is paid (with what remains, where that is paid).

        "From the first candidate that does not fit, it and all after it are
        `capped`."
        """
        used, closed = dict(used), set[Any]()
        over: list[Candidate] = []
        within: list[Candidate] = []
        for candidate in sorted(eligible, key=lambda each: each.order):
            assert candidate.amount is not None, "eligible, so the amount is known"
            left = self.at_most - used.get(candidate.under, 0)
            wanted = self.weight(candidate.amount)
            if candidate.under in closed or left <= 0 or (wanted > left and not self.remainder):
                closed.add(candidate.under)
                over.append(candidate)
                continue
            used[candidate.under] = used.get(candidate.under, 0) + min(wanted, left)
            within.append(
                replace(candidate, amount=min(candidate.amount, left))
                if self.remainder
                else candidate
            )
        return over, within
