"""A plan carried out: one transaction, checked by the book, or only tried.

A *planner* is a function of the book and the transaction that returns what a
command would record. It reads no clock and changes nothing but particulars.
A plan without drafts means that all of it is done already: nothing is recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from zhaoren.errors import UsageError
from zhaoren.heap import no_collection
from zhaoren.ledger.book import Book
from zhaoren.ledger.events import Draft, Event
from zhaoren.ledger.store import Ledger, Transaction


@dataclass
class Plan:
    """What is to be recorded, and what to tell about it in Chinese, line by line."""

    drafts: list[Draft] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


Planner = Callable[[Book, Transaction], Plan]


@dataclass(frozen=True)
class Done:
    """What came of a plan; `book` is as it stands afterwards (or would)."""

    events: Sequence[Event]
    said: Sequence[str]
    head: str
    book: Book
    dry_run: bool


class _OnlyTriedError(Exception):
    """Ends a transaction that shall leave nothing behind."""


def perform(
    ledger: Ledger,
    city: str,
    planner: Planner,
    *,
    by: str,
    recorded_at: datetime,
    dry_run: bool = False,
    known: Book | None = None,
) -> Done:
    """Plan on the city's newest book and record the plan, all of it or nothing.

    `known`: the book as it was read before; it is brought up to date, and the
    caller's no longer.

    Raises:
        UsageError: `by` names nobody, or the moment has no time zone.
        ZhaorenError: the planner or the book refuses; nothing was recorded.
    """
    if not by.strip() or recorded_at.tzinfo is None:
        raise UsageError("Who does this must be named with --by; nothing was recorded.")
    done: Done | None = None
    try:
        with ledger.transaction(city) as transaction, no_collection():
            book = transaction.brought_up(known) if known else transaction.book()
            plan = planner(book, transaction)
            events = [transaction.append(book, one, by, recorded_at) for one in plan.drafts]
            done = Done(events, plan.said, book.head, book, dry_run)
            if dry_run:
                raise _OnlyTriedError
    except _OnlyTriedError:
        pass
    assert done is not None  # noqa: S101 # set unless an error passed through
    return done
