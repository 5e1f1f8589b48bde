"""Where every fen is: requested, arrived, with the bank, paid, to be returned.

An application's sum is the sum of its grants' shares, and every share has one
fate. Money in = paid + with the bank + not yet paid + to return.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from zhaoren.errors import LedgerError
from zhaoren.ledger.book import Book
from zhaoren.ledger.lifecycle import State
from zhaoren.ledger.records import Application, Batch


class Fate(StrEnum):
    """What became of a share of an application."""

    EXPECTED = "expected"  # not arrived yet
    UNNEEDED = "unneeded"  # not arrived yet, and there is no grant to pay any more
    UNPAID = "unpaid"  # arrived, not with a bank (or failed there)
    WITH_BANK = "with_bank"  # submitted, no answer or an unclear one
    PAID = "paid"
    TO_RETURN = "to_return"  # arrived, and there is no grant to pay any more


@dataclass(frozen=True)
class Balance:
    """The sums of a city's ledger in fen; `arrived` = the last four before `recovered`."""

    requested: int
    arrived: int
    paid: int
    with_bank: int
    unpaid: int
    to_return: int
    unneeded: int
    recovered: int


def balance(book: Book) -> Balance:
    """The sums of a book, once everything in it is seen to add up.

    Raises:
        LedgerError: an application, batch, grant or payment does not; it is named.
    """
    _check_applications(book)
    _check_batches(book)
    _check_payments(book)
    _check_returns(book)
    _check_recoveries(book)
    sums: Counter[Fate] = Counter()
    for _, _, fate, fen in shares(book):
        sums[fate] += fen
    made = Balance(
        requested=sum(one.amount_fen for one in book.applications.values()),
        arrived=sum(one.amount_fen for one in book.applications.values() if one.arrived_on),
        paid=sum(one.amount_fen for one in book.payments),
        with_bank=sum(one.amount_fen for one in book.in_state(State.SUBMITTED, State.UNKNOWN)),
        unpaid=sums[Fate.UNPAID],
        to_return=sums[Fate.TO_RETURN],
        unneeded=sums[Fate.UNNEEDED],
        recovered=sum(one.amount_fen for one in book.recoveries),
    )
    told = made.paid + made.with_bank + made.unpaid + made.to_return
    if made.arrived != told or (sums[Fate.PAID], sums[Fate.WITH_BANK]) != (
        made.paid,
        made.with_bank,
    ):
        raise LedgerError(
            f"The ledger of {book.city} does not add up: {made.arrived} fen arrived, "
            f"{told} fen are paid, with the bank, not yet paid or to be returned."
        )
    return made


def shares(book: Book) -> Iterator[tuple[Application, str, Fate, int]]:
    """Every share of every application: (application, grant, fate, fen)."""
    paid = {(item.grant, name) for item in book.payments for name in item.applications}
    for application in book.applications.values():
        for grant, fen in application.shares.items():
            is_paid = (grant, application.id) in paid
            fate = Fate.PAID if is_paid else _fate(book, application, grant)
            yield application, grant, fate, fen


def _fate(book: Book, application: Application, name: str) -> Fate:
    grant = book.grant(name)
    needed = application.id in grant.applications and grant.state is not State.REJECTED
    if application.arrived_on is None:
        return Fate.EXPECTED if needed else Fate.UNNEEDED
    if not needed:
        return Fate.TO_RETURN
    return Fate.WITH_BANK if grant.state in (State.SUBMITTED, State.UNKNOWN) else Fate.UNPAID


def _check_applications(book: Book) -> None:
    for one in book.applications.values():
        listed = sum(row["requested_fen"] for row in one.rows)
        count = sum(row["count"] for row in one.rows)
        if not one.amount_fen == sum(one.shares.values()) == listed or count != len(one.grants):
            raise LedgerError(f"Application {one.id}: its lines and shares are not its sum.")


def _check_batches(book: Book) -> None:
    for batch in book.batches.values():
        if batch.status != "voided":
            _check_lines(book, batch)


def _check_lines(book: Book, batch: Batch) -> None:
    """A line of a batch that a grant stands in is the grant's amount and its funds."""
    for line in batch.lines:
        grant = book.grant(line.grant)
        if grant.batch != batch.id:
            continue
        applications = [book.applications[name] for name in grant.applications]
        funds = sum(one.shares[grant.id] for one in applications if one.arrived_on is not None)
        if not line.amount_fen == grant.amount_fen == funds:
            raise LedgerError(
                f"Batch {batch.id}: grant {grant.id} is to get {line.amount_fen} fen, is worth "
                f"{grant.amount_fen} fen, and {funds} fen arrived for it."
            )


def _check_returns(book: Book) -> None:
    """What a return file says anew are lines of its batch; its sums may tell of older ones too."""
    for one in book.returns.values():
        lines = {line.grant: line.amount_fen for line in book.batches[one.batch].lines}
        rows, total = len(one.amounts), sum(one.amounts.values())
        fits = (one.count, one.total_fen) == (rows, total) or (
            rows < one.count <= len(lines) and total < one.total_fen <= sum(lines.values())
        )
        if not fits or not one.amounts.items() <= lines.items():
            raise LedgerError(
                f"The return file recorded by event {one.seq} is not lines of batch {one.batch}."
            )


def _check_recoveries(book: Book) -> None:
    """No more comes back of a grant than was paid for it."""
    paid, back = Counter[str](), Counter[str]()
    for payment in book.payments:
        paid[payment.grant] += payment.amount_fen
    for recovery in book.recoveries:
        back[recovery.grant] += recovery.amount_fen
    for name, fen in back.items():
        if fen > paid[name]:
            raise LedgerError(
                f"Grant {name}: {fen} fen were recovered, but {paid[name]} fen were paid."
            )


def _check_payments(book: Book) -> None:
    """Every payment is a line of its batch that the bank paid, out of funds that are spent once."""
    paid = {(one.batch, one.grant): one.amount_fen for one in book.payments}
    said = {
        (batch.id, line.grant): line.amount_fen
        for batch in book.batches.values()
        for line in batch.lines
        if batch.results.get(line.grant) == "paid"
    }
    if len(paid) != len(book.payments) or paid != said:
        raise LedgerError(f"The payments of {book.city} are not what the banks said they paid.")
    spent: set[tuple[str, str]] = set()
    for one in book.payments:
        funds = sum(book.applications[name].shares[one.grant] for name in one.applications)
        taken = {(one.grant, name) for name in one.applications}
        if funds != one.amount_fen or not taken or taken & spent:
            raise LedgerError(
                f"Batch {one.batch}: grant {one.grant} was paid {one.amount_fen} fen, and "
                f"{funds} fen that arrived for it were not spent before."
            )
        spent |= taken
