"""The ledger as a night sees it: how it stood at the start, and what is recorded at the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from zhaoren.errors import LedgerError
from zhaoren.heap import no_collection
from zhaoren.incumbents import named_bases
from zhaoren.ledger import EMPTY_HEAD, Book, Done, Event, Ledger, perform
from zhaoren.ledger.book import book_of
from zhaoren.ledger.database import ledger_url
from zhaoren.ledger.store import Transaction
from zhaoren.recording.holding import AccountReason
from zhaoren.recording.night import BY, plan_night
from zhaoren.recording.published import Published
from zhaoren.recording.tally import tally


@dataclass(frozen=True)
class Incumbents:
    """A book with what stands beside it: number → party, and digest → particulars."""

    book: Book
    numbers: Mapping[str, str]
    bases: Mapping[str, Mapping[str, Any]]


@dataclass
class Bookkeeping:
    """A city's ledger during one night; one that is not there yet is empty until it is written."""

    url: str
    city: str
    _newest: Book | None = field(default=None, repr=False)  # until something is recorded

    @cached_property
    def events(self) -> Sequence[Event]:
        """The city's events as they stood when this was asked first."""
        with no_collection(), self._reading() as found:
            return tuple(found.events()) if found else ()

    def head_at_start(self, run_id_with: Callable[[str], str]) -> str:
        """The newest head without what this very night has recorded.

        `run_id_with`: the id of this run if it started at a head. A night that
        is run again so is the same run.
        """
        count = len(self.events)
        run = self.events[-1].data.get("run") if self.events else None
        while run and count and self.events[count - 1].data.get("run") == run:
            count -= 1
        before = self._head_after(count)
        return before if run and run_id_with(before) == run else self._head_after(len(self.events))

    def head_before(self, day: date) -> str:
        """The head before the first event that takes effect on or after a day: what was known."""
        later = (place for place, event in enumerate(self.events) if event.effective_on >= day)
        return self._head_after(next(later, len(self.events)))

    def place_of(self, head: str) -> int | None:
        """After how many events the chain had a head; None: it never had it."""
        heads = (EMPTY_HEAD, *(event.hash for event in self.events))
        return heads.index(head) if head in heads else None

    def check_has(self, head: str, run_name: str) -> None:
        """Refuse a ledger that lacks what a published run rested on.

        Raises:
            LedgerError: it never had that head.
        """
        if self.place_of(head) is None:
            raise LedgerError(
                f"The ledger of {self.city} never had the head {head} on which the published run "
                f"{run_name} rests. It is another ledger, an old copy, or it was deleted. Nothing "
                "was read or recorded; put the newest copy back, or name the right one by --ledger."
            )

    def incumbents(self, head: str) -> Incumbents:
        """The book as it stood at a head, with what was known beside it then."""
        place = self.place_of(head) or 0
        with no_collection(), self._reading() as found:
            book = book_of(self.city, self.events[:place])
            if found is None or not place:
                return Incumbents(book, {}, {})
            if is_newest := place == len(self.events):
                self._newest = book
            numbers = _numbers_of(found, book, all_of_them=is_newest)
            return Incumbents(book, numbers, found.particulars(list(named_bases(book))))

    def record(
        self, run: Published, account: AccountReason, *, recorded_at: datetime, dry_run: bool
    ) -> Done:
        """Take a published run into the ledger, all of it or nothing."""
        planner = plan_night(run, account)
        known, self._newest = self._newest, None
        with Ledger(self.url) as ledger:
            return perform(
                ledger,
                self.city,
                planner,
                by=BY,
                recorded_at=recorded_at,
                dry_run=dry_run,
                known=known,
            )

    @property
    def newest_head(self) -> str:
        """The hash of the newest event."""
        return self._head_after(len(self.events))

    @property
    def last_night(self) -> date | None:
        """The newest day of a night that is recorded."""
        return max((one.effective_on for one in self.events if "run" in one.data), default=None)

    def _head_after(self, count: int) -> str:
        return self.events[count - 1].hash if count else EMPTY_HEAD

    def _reading(self) -> AbstractContextManager[Transaction | None]:
        url = ledger_url(self.url)
        if url.get_backend_name() == "sqlite" and not Path(str(url.database)).exists():
            return nullcontext()
        return _Reading(Ledger(self.url), self.city)


class _Reading(AbstractContextManager[Transaction | None]):
    """A view of a ledger that closes it at its end."""

    def __init__(self, ledger: Ledger, city: str) -> None:
        self._ledger, self._view = ledger, ledger.reading(city)

    def __enter__(self) -> Transaction:
        return self._view.__enter__()

    def __exit__(self, *error: Any) -> None:
        try:
            self._view.__exit__(*error)
        finally:
            self._ledger.close()


def _numbers_of(found: Transaction, book: Book, *, all_of_them: bool) -> dict[str, str]:
    """The numbers that the book's parties were known under."""
    numbers = found.numbers()
    if all_of_them:
        return numbers
    return {
        number: party
        for number, party in numbers.items()
        if party in book.parties
        and found.digest({"kind": "number", "number": number}) in book.parties[party].digests
    }


def told(done: Done | None, head: str, said: str = "") -> dict[str, Any]:
    """What a result tells of the ledger; `done` None: nothing was to be recorded, as `said`."""
    events = done.events if done else ()
    return {
        "head": done.head if done else head,
        "recorded": done is not None and not done.dry_run,
        "events": len(events),
        "said": list(done.said) if done else [said],
        **tally(events),
    }
