"""What a person puts right by name: reopened grants, conflicts, recoveries.

Each planner is refused by a `LedgerError` where the grant does not stand so,
and records nothing where it is done already.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from zhaoren.errors import LedgerError, UsageError
from zhaoren.ledger.book import Book
from zhaoren.ledger.events import Draft
from zhaoren.ledger.lifecycle import MOVES, OPEN, TITLES, State
from zhaoren.ledger.perform import Plan, Planner
from zhaoren.ledger.records import Grant
from zhaoren.ledger.transaction import Transaction
from zhaoren.money import yuan

REPORTED = "reported"
"""The finding of a recovery that a person opened (a transfer that the bank took back, say)."""


def plan_reopen(grant_id: str, reason: str, on: date) -> Planner:
    """Bring a rejected or recovered grant back: it is reviewed, requested and paid anew."""

    def plan(book: Book, transaction: Transaction) -> Plan:
        grant = book.grant(grant_id)
        if grant.state is State.FOUND:
            return Plan([], [f"{grant.id} 已在待初审。"])
        _check_leaves(grant, "reopened")
        data = {"grants": [grant.id], "notes": _note(transaction, grant, reason)}
        said = f"{grant.id} 重新启动，{_money(grant)} 元，待区县初审。"
        return Plan([Draft("reopened", on, data)], [said])

    return plan


def plan_reject(grant_id: str, reason: str, on: date) -> Planner:
    """End a grant that is not approved to its end, or is held: it is not paid.

    What funds have come for it is to be returned (`zhaoren.office.balance`).
    """

    def plan(book: Book, transaction: Transaction) -> Plan:
        grant = book.grant(grant_id)
        if grant.state is State.REJECTED:
            return Plan([], [f"{grant.id} 此前已经不予发放。"])
        _check_leaves(grant, "rejected")
        data = {"grants": [grant.id], "notes": _note(transaction, grant, reason)}
        return Plan([Draft("rejected", on, data)], [f"{grant.id} 不予发放，{_money(grant)} 元。"])

    return plan


def plan_settle(grant_id: str, reason: str, on: date, *, accepted: bool) -> Planner:
    """Settle a conflict: accept the newest amount (reviewed again), or keep the one reviewed.

    A batch that is not submitted yet and holds the grant is voided when the
    new amount is accepted.
    """

    def plan(book: Book, transaction: Transaction) -> Plan:
        grant = book.grant(grant_id)
        if grant.conflict is None:
            return _settled_before(grant, accepted=accepted)
        data = {"grant": grant.id, "accepted": accepted, "note": _text(transaction, reason)}
        settled = Draft("conflict_settled", on, data)
        if not accepted:
            return Plan([settled], [f"{grant.id} 维持 {_money(grant)} 元。"])
        _check_open(grant)
        new = yuan(grant.conflict["amount_fen"])
        said = f"{grant.id} 由 {_money(grant)} 元改为 {new} 元，重新审核。"
        return Plan([*_void(book, grant, on), settled], [said])

    return plan


def plan_recovery(grant_id: str, reason: str, on: date) -> Planner:
    """List a paid grant for recovery, whole, by what a person knows: the bank took it back, say."""

    def plan(book: Book, transaction: Transaction) -> Plan:
        grant = book.grant(grant_id)
        if grant.state is State.RECOVERY:
            return Plan([], [f"{grant.id} 已在待追回。"])
        _check_leaves(grant, "recovery_opened")
        finding = {"grant": grant.id, "finding": REPORTED, "amount_fen": grant.amount_fen}
        data = {
            "grants": [grant.id],
            "findings": [finding],
            "notes": _note(transaction, grant, reason),
        }
        said = f"{grant.id} 列入待追回，{_money(grant)} 元。"
        return Plan([Draft("recovery_opened", on, data)], [said])

    return plan


def plan_recovered(grant_id: str, amount_fen: int, on: date) -> Planner:
    """Record that the whole amount of a grant came back on a day; instalments are not recorded."""

    def plan(book: Book, _: Transaction) -> Plan:
        grant = book.grant(grant_id)
        if amount_fen != grant.amount_fen:
            raise LedgerError(
                f"Grant {grant.id} is {_money(grant)} yuan, not {yuan(amount_fen)}. A recovery is "
                "closed once the whole amount is back; record it on the day of the last part."
            )
        if grant.state is State.RECOVERED:
            return Plan([], [f"{grant.id} 此前已经追回。"])
        _check_leaves(grant, "recovered")
        _check_after(grant, on)
        data = {"grants": [grant.id], "amounts": {grant.id: amount_fen}}
        return Plan([Draft("recovered", on, data)], [f"{grant.id} 已追回 {_money(grant)} 元。"])

    return plan


def plan_dismissal(grant_id: str, reason: str, on: date) -> Planner:
    """End a recovery without money: the grant was due after all."""

    def plan(book: Book, transaction: Transaction) -> Plan:
        grant = book.grant(grant_id)
        if grant.state is State.DISMISSED:
            return Plan([], [f"{grant.id} 此前已经了结，无须追回。"])
        _check_leaves(grant, "recovery_dismissed")
        data = {"grants": [grant.id], "notes": _note(transaction, grant, reason)}
        return Plan([Draft("recovery_dismissed", on, data)], [f"{grant.id} 了结，无须追回。"])

    return plan


def _settled_before(grant: Grant, *, accepted: bool) -> Plan:
    if not accepted and grant.kept_conflicts:
        return Plan([], [f"{grant.id} 此前已经维持 {_money(grant)} 元。"])
    raise LedgerError(
        f"Grant {grant.id} has no conflict to settle (amount {_money(grant)} yuan); it was "
        "settled before, or the data agree with it again."
    )


def _void(book: Book, grant: Grant, on: date) -> list[Draft]:
    if grant.state not in (State.BATCHED, State.RELEASED) or grant.batch is None:
        return []
    data: dict[str, Any] = {"batch": grant.batch, "reason": "conflict", "without": [grant.id]}
    return [Draft("voided", on, data)]


def _check_open(grant: Grant) -> None:
    if grant.state is State.SUSPENDED:
        raise LedgerError(
            f"An objection to grant {grant.id} is not decided; decide it first (`zhaoren notice "
            "decide`), then settle the conflict."
        )
    if grant.state not in OPEN:
        raise LedgerError(
            f"Grant {grant.id} is {grant.state} ({TITLES[grant.state]}), so its amount stands; "
            "settle the conflict with --keep."
        )


def _check_leaves(grant: Grant, kind: str) -> None:
    leaves, _ = MOVES[kind]
    if grant.state not in leaves:
        wanted = ", ".join(sorted(leaves))
        raise LedgerError(
            f"Grant {grant.id} is {grant.state} ({TITLES[grant.state]}); this needs one that is "
            f"{wanted}."
        )


def _check_after(grant: Grant, on: date) -> None:
    if on < grant.since:
        raise LedgerError(
            f"The recovery of grant {grant.id} was opened on {grant.since}; it cannot have ended "
            f"on {on}."
        )


def _note(transaction: Transaction, grant: Grant, reason: str) -> dict[str, str]:
    return {grant.id: _text(transaction, reason)}


def _text(transaction: Transaction, reason: str) -> str:
    """Keep a reason beside the chain; returns its digest."""
    if not reason.strip():
        raise UsageError("Say why with --reason; nothing was recorded.")
    return transaction.keep({"kind": "note", "text": reason.strip()})


def _money(grant: Grant) -> str:
    return yuan(grant.amount_fen)
