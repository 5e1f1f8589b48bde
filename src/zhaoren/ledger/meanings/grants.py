"""What events of nights mean, and of people who correct a grant."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from zhaoren.errors import LedgerError
from zhaoren.ledger.events import Event
from zhaoren.ledger.lifecycle import OPEN, State
from zhaoren.ledger.records import (
    Grant,
    Recovery,
)

if TYPE_CHECKING:
    from zhaoren.ledger.book import Book


_SETTLED = frozenset(
    {"policy_id", "amount_fen", "city_fen", "district_fen", "district", "employer", "basis"}
)
"""What a grant takes over of a conflict that is accepted, beside the candidate."""


def _found(book: Book, event: Event) -> None:
    for item in event.data["grants"]:
        ceiling = item["ceiling"]
        grant = Grant(
            id=item["grant"],
            place=len(book.grants) + 1,
            policy_id=item["policy"],
            benefit_id=item["benefit"],
            key=tuple(item["key"]),
            candidate=tuple(item["candidate"]),
            beneficiary_kind=item["kind"],
            beneficiary=item["beneficiary"],
            person=item["person"],
            employer=item["employer"],
            district=item["district"],
            level=item["level"],
            period=item["period"],
            amount_fen=item["amount_fen"],
            city_fen=item["city_fen"],
            district_fen=item["district_fen"],
            ceiling_group=tuple(ceiling["group"]) if ceiling else None,
            ceiling_year=ceiling["year"] if ceiling else None,
            basis=item["basis"],
            confirmed=item["confirmed"],
            found_on=event.effective_on,
            state=State.FOUND,
            since=event.effective_on,
            seqs=[event.seq],
        )
        key = book.full_key(grant)
        if key in book.by_key or grant.id in book.grants:
            raise LedgerError(f"Grant {grant.id} is in the ledger already.")
        book.grants[grant.id] = grant
        book.by_key[key] = grant.id


def _numbers_known(book: Book, event: Event) -> None:
    """A party is known under one more number (taken with the parties)."""


def _parties_merged(book: Book, event: Event) -> None:
    """Two parties are one; of two grants under one key the earlier keeps it."""
    for item in event.data["merges"]:
        first, other = sorted((book.party(item["party"]), book.party(item["into"])))
        if first != other:
            book.parties[other].into = first
    book.by_key = {}
    for grant in book.grants.values():
        book.by_key.setdefault(book.full_key(grant), grant.id)


def _rebased(book: Book, event: Event) -> None:
    for item in event.data["grants"]:
        grant = book.grant(item["grant"])
        grant.candidate, grant.basis = tuple(item["candidate"]), item["basis"]
        grant.district, grant.employer = item["district"], item["employer"]
        grant.seqs.append(event.seq)


def _held(book: Book, event: Event) -> None:
    for name, reasons in event.data["reasons"].items():
        book.grant(name).hold_reasons = tuple(reasons)


def _hold_changed(book: Book, event: Event) -> None:
    _held(book, event)


def _resumed(book: Book, event: Event) -> None:
    for name in event.data["grants"]:
        grant = book.grant(name)
        if grant.state is not State.HELD or grant.held_from is None:
            raise LedgerError(f"Grant {grant.id} is {grant.state}; it is not held.")
        book.enter(grant, grant.held_from, event)
        grant.held_from, grant.hold_reasons = None, ()


def _conflict_found(book: Book, event: Event) -> None:
    for item in event.data["conflicts"]:
        book.grant(item["grant"]).conflict = dict(item)
        book.grant(item["grant"]).seqs.append(event.seq)


def _conflict_settled(book: Book, event: Event) -> None:
    """Accepted: the grant has the new amount and is reviewed again; else it stays as it is.

    What was settled so is not found again, unless it was `withdrawn`: the
    data agree with the grant again, nobody had to decide.
    """
    grant = book.grant(event.data["grant"])
    if grant.conflict is None:
        raise LedgerError(f"Grant {grant.id} has no conflict.")
    if event.data["accepted"]:
        if grant.state not in OPEN:
            raise LedgerError(f"Grant {grant.id} is {grant.state}; its amount stands.")
        for name in _SETTLED & grant.conflict.keys():
            setattr(grant, name, grant.conflict[name])
        grant.candidate = tuple(grant.conflict["candidate"])
        book.enter(grant, State.FOUND, event)
        book.begin_anew(grant)
    else:
        grant.seqs.append(event.seq)
        if not event.data.get("withdrawn", False):
            grant.kept_conflicts.append(grant.conflict)
    grant.conflict = None


def _reopened(book: Book, event: Event) -> None:
    for name in event.data["grants"]:
        book.begin_anew(book.grant(name))


def _recovery_opened(book: Book, event: Event) -> None:
    for item in event.data["findings"]:
        book.grant(item["grant"]).findings.append(dict(item))


def _erased(book: Book, event: Event) -> None:
    """Numbers and particulars beside the chain were erased; the book holds none."""


def _recovered(book: Book, event: Event) -> None:
    for name, fen in event.data["amounts"].items():
        book.recoveries.append(Recovery(name, fen, event.effective_on))


GRANTS: Mapping[str, Callable[[Book, Event], None]] = {
    "found": _found,
    "numbers_known": _numbers_known,
    "parties_merged": _parties_merged,
    "rebased": _rebased,
    "held": _held,
    "hold_changed": _hold_changed,
    "resumed": _resumed,
    "conflict_found": _conflict_found,
    "conflict_settled": _conflict_settled,
    "reopened": _reopened,
    "recovery_opened": _recovery_opened,
    "erased": _erased,
    "recovered": _recovered,
}
"""Kind → what an event of that kind means."""
