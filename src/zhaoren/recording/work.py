"""What the steps of a night's plan share: the book, the run, and the drafts so far."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from zhaoren.ledger.book import Book
from zhaoren.ledger.events import Draft
from zhaoren.ledger.lifecycle import GRANTED, OPEN, State
from zhaoren.ledger.records import Grant, References
from zhaoren.ledger.references import Parties
from zhaoren.ledger.store import Transaction
from zhaoren.recording.published import Published

PER_EVENT = 1_000
"""So many grants stand in one event at most."""

Item = TypeVar("Item")


@dataclass
class Work:
    """A plan in the making; `states`: where the plan has moved grants so far."""

    book: Book
    transaction: Transaction
    run: Published
    parties: Parties
    drafts: list[Draft] = field(default_factory=list)
    states: dict[str, State] = field(default_factory=dict)

    def record(self, kind: str, **data: Any) -> None:
        """One more event, of this run and on its day."""
        self.drafts.append(Draft(kind, self.run.as_of, {**data, "run": self.run.run_id}))

    def touched(self, grant: Grant) -> bool:
        """Whether the run decided on the grant's policy."""
        return self.run.policies is None or grant.policy_id in self.run.policies

    def state(self, grant: Grant) -> State:
        """Where the grant stands after the drafts so far."""
        return self.states.get(grant.id, grant.state)

    def full_key(self, benefit: str, key: References) -> References:
        """Benefit and what it is given once per, after the merges of this plan."""
        return (f"={benefit}", *self.parties.key(key))

    def by_key(self) -> dict[References, list[Grant]]:
        """Every key with its grants, in the order in which they were found."""
        found: dict[References, list[Grant]] = {}
        for grant in self.book.grants.values():
            found.setdefault(self.full_key(grant.benefit_id, grant.key), []).append(grant)
        return found


def keeper(grants: Sequence[Grant]) -> Grant:
    """Of several grants under one key the one that keeps it.

    The first whose money has left; else the first that was found, also one
    that was closed.
    """
    return next((one for one in grants if one.state in GRANTED), grants[0])


def is_open(grant: Grant) -> bool:
    """Whether it is an incumbent: not with a bank, not closed."""
    return grant.state in OPEN


def chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Items in lists of no more than an event holds."""
    listed = list(items)
    for start in range(0, len(listed), PER_EVENT):
        yield listed[start : start + PER_EVENT]
