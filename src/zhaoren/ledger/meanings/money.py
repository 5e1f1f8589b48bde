"""What events of funds, keys, batches and banks mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from zhaoren.errors import LedgerError
from zhaoren.ledger.events import Event
from zhaoren.ledger.lifecycle import BANK_RESULTS, State
from zhaoren.ledger.records import (
    Application,
    Batch,
    Grant,
    Key,
    Line,
    Payment,
    Return,
)

if TYPE_CHECKING:
    from zhaoren.ledger.book import Book


def _requested(book: Book, event: Event) -> None:
    for item in event.data["applications"]:
        made = Application(
            item["application"], item["district"], item["payer"], item["amount_fen"],
            tuple(item["grants"]), event.effective_on,
            dict(zip(item["grants"], item["shares"], strict=True)), tuple(item["rows"]),
        )  # fmt: skip
        book.applications[made.id] = made
        for name in made.grants:
            book.grant(name).applications += (made.id,)


def _funds_arrived(book: Book, event: Event) -> None:
    """A grant is funded when the share of every payer has arrived."""
    application = book.applications[event.data["application"]]
    if application.arrived_on is not None:
        raise LedgerError(f"The funds of {application.id} have arrived already.")
    application.arrived_on = event.effective_on
    application.due_on = date.fromisoformat(event.data["due_on"])
    for name in application.grants:
        grant = book.grant(name)
        if application.id not in grant.applications:
            continue
        asked = [book.applications[one] for one in grant.applications]
        if any(one.arrived_on is None for one in asked):
            continue
        grant.due_on = max(one.due_on for one in asked if one.due_on)
        if grant.state is State.REQUESTED:
            book.enter(grant, State.FUNDED, event)
        elif grant.held_from is State.REQUESTED:
            grant.held_from = State.FUNDED
            grant.seqs.append(event.seq)


def _mended(book: Book, event: Event) -> None:
    for name in event.data["grants"]:
        book.grant(name).mended = True
        book.grant(name).seqs.append(event.seq)


def _key_registered(book: Book, event: Event) -> None:
    data = event.data
    book.keys[data["name"]] = Key(data["name"], tuple(data["roles"]), data["public_key"], event.by)
    book.key_holders[data["public_key"]] = data["name"]


def _key_revoked(book: Book, event: Event) -> None:
    book.keys[event.data["name"]].revoked = True


def _batched(book: Book, event: Event) -> None:
    for item in event.data["batches"]:
        batch = Batch(
            id=item["batch"],
            bank=item["bank"],
            part=item["part"],
            parts=item["parts"],
            prepared_on=event.effective_on,
            lines=tuple(Line(one["grant"], one["payee"], one["amount_fen"], one["basis"])
                        for one in item["lines"]),
            file_sha256=item["file_sha256"],
            manifest=item["manifest"],
            signatures={item["signer"]: item["signature"]},
            public_keys={item["signer"]: item["public_key"]},
            form=item["form"],
        )  # fmt: skip
        book.batches[batch.id] = batch
        for line in batch.lines:
            grant = book.grant(line.grant)
            grant.batch, grant.payee = batch.id, line.payee
            grant.batched_from = State.FAILED if grant.submitted_on else State.FUNDED


def _released(book: Book, event: Event) -> None:
    batch = book.batches[event.data["batch"]]
    batch.status = "released"
    batch.signatures[event.data["signer"]] = event.data["signature"]
    batch.public_keys[event.data["signer"]] = event.data["public_key"]


def _voided(book: Book, event: Event) -> None:
    """A batch that is not submitted comes to nothing; its grants are where they were."""
    batch = book.batches[event.data["batch"]]
    if batch.status not in ("batched", "released"):
        raise LedgerError(f"Batch {batch.id} is {batch.status}; it cannot be voided.")
    batch.status = "voided"
    for line in batch.lines:
        grant = book.grant(line.grant)
        book.enter(grant, grant.batched_from or State.FUNDED, event)
        grant.batch = None


def _submitted(book: Book, event: Event) -> None:
    book.batches[event.data["batch"]].status = "submitted"
    for name in event.data["grants"]:
        book.grant(name).submitted_on, book.grant(name).mended = event.effective_on, False


def _bank_answered(book: Book, event: Event) -> None:
    data = event.data
    book.returns[data["file_sha256"]] = Return(
        data["file_sha256"], event.seq, data["batch"], data["count"], data["total_fen"],
        {item["grant"]: item["amount_fen"] for item in data["results"]},
    )  # fmt: skip
    for item in event.data["results"]:
        grant = book.grant(item["grant"])
        confirmed = item.get("confirmed", False) and grant.state is State.FAILED
        if grant.state not in (State.SUBMITTED, State.UNKNOWN) and not confirmed:
            raise LedgerError(f"Grant {grant.id} is {grant.state}; no bank can answer on it.")
        book.enter(grant, BANK_RESULTS[item["result"]], event)
        grant.bank_reason = item["reason"]
        book.batches[grant.batch or ""].results[grant.id] = item["result"]
        if BANK_RESULTS[item["result"]] is State.PAID:
            _pay(book, grant, event.effective_on)


def _pay(book: Book, grant: Grant, day: date) -> None:
    grant.paid_on = day
    batch = book.batches[grant.batch or ""]
    amount = next(line.amount_fen for line in batch.lines if line.grant == grant.id)
    book.payments.append(Payment(grant.id, batch.id, amount, grant.applications, day))


MONEY: Mapping[str, Callable[[Book, Event], None]] = {
    "requested": _requested,
    "funds_arrived": _funds_arrived,
    "mended": _mended,
    "key_registered": _key_registered,
    "key_revoked": _key_revoked,
    "batched": _batched,
    "released": _released,
    "voided": _voided,
    "submitted": _submitted,
    "bank_answered": _bank_answered,
}
"""Kind → what an event of that kind means."""
