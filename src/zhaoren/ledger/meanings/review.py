"""What events of review and public notice mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from zhaoren.errors import LedgerError
from zhaoren.ledger.events import Event
from zhaoren.ledger.lifecycle import State
from zhaoren.ledger.records import (
    Confirmation,
    Notice,
    Objection,
    Round,
)

if TYPE_CHECKING:
    from zhaoren.ledger.book import Book


def _round_listed(book: Book, event: Event) -> None:
    data = event.data
    book.rounds[data["round"]] = Round(
        data["round"], data["stage"], data["district"], event.effective_on, tuple(data["rows"])
    )


def _round_returned(book: Book, event: Event) -> None:
    book.rounds[event.data["round"]].returned.append(event.data["file_sha256"])


def _district_approved(book: Book, event: Event) -> None:
    for name in event.data["grants"]:
        book.grant(name).approved_by = event.by


def _answered(book: Book, event: Event) -> None:
    for item in event.data["candidates"]:
        candidate = tuple(item["candidate"])
        book.confirmations[item["policy"], candidate] = Confirmation(
            item["policy"], candidate, tuple(item["unknown"]), item["evidence"],
            item["confirmed"], item["basis"], event.seq,
        )  # fmt: skip


def _noticed(book: Book, event: Event) -> None:
    data = event.data
    notice = Notice(
        data["notice"],
        date.fromisoformat(data["first_day"]),
        date.fromisoformat(data["last_day"]),
        tuple(data["grants"]),
        data["contact"],
    )
    book.notices[notice.id] = notice
    for name in notice.grants:
        book.grant(name).notice = notice.id


def _objected(book: Book, event: Event) -> None:
    data = event.data
    book.objections[data["objection"]] = Objection(
        data["objection"], data["grants"][0], event.effective_on, data.get("note")
    )


def _objection_upheld(book: Book, event: Event) -> None:
    book.objections[event.data["objection"]].outcome = "upheld"


def _objection_dismissed(book: Book, event: Event) -> None:
    """Back on notice while that lasts; cleared once its last day has passed."""
    book.objections[event.data["objection"]].outcome = "dismissed"
    for name in event.data["grants"]:
        grant = book.grant(name)
        if grant.state is not State.SUSPENDED or grant.notice is None:
            raise LedgerError(f"Grant {grant.id} is {grant.state}; no objection is open.")
        over = event.effective_on > book.notices[grant.notice].last_day
        book.enter(grant, State.CLEARED if over else State.NOTICED, event)


REVIEW: Mapping[str, Callable[[Book, Event], None]] = {
    "round_listed": _round_listed,
    "round_returned": _round_returned,
    "district_approved": _district_approved,
    "answered": _answered,
    "noticed": _noticed,
    "objected": _objected,
    "objection_upheld": _objection_upheld,
    "objection_dismissed": _objection_dismissed,
}
"""Kind → what an event of that kind means."""
