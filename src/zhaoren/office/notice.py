"""Public notice: publication, objections, and what comes of them.

Five working days, the day of publication not counted (2021 Zibo rules,
article 3); the night clears what nobody objected to.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from zhaoren.documents.notice import Listed, PublicNotice
from zhaoren.documents.wording import UNDECIDED
from zhaoren.errors import LedgerError, UsageError
from zhaoren.ledger.book import Book
from zhaoren.ledger.events import Draft
from zhaoren.ledger.lifecycle import TITLES, State
from zhaoren.ledger.perform import Plan, Planner
from zhaoren.ledger.records import Grant, Notice, Objection
from zhaoren.ledger.store import Transaction
from zhaoren.publish import yuan

UPHELD, DISMISSED = "upheld", "dismissed"
_SERIAL = re.compile(r"(N\d{4,})/([1-9]\d*)", re.ASCII)
_GRANT = re.compile(r"G\d{7,}", re.ASCII)


def plan_publication(on: date, last_day: date, districts: Sequence[str], contact: str) -> Planner:
    """Put all that the city approved on notice; `districts` in the order in which they stand."""

    def plan(book: Book, _transaction: Transaction) -> Plan:
        grants = book.in_state(State.CITY_APPROVED)
        if not grants:
            return Plan(said=["没有待公示的事项。"])
        if late := [one.id for one in grants if one.since > on]:
            raise LedgerError(
                f"The notice cannot begin on {on}: {', '.join(late[:10])} were approved later. "
                "Publish on a day after the approval. Nothing was recorded."
            )
        ranks = {name: rank for rank, name in enumerate(districts)}

        def place(one: Grant) -> tuple[str, int, str, int]:
            name = one.district or UNDECIDED
            return one.policy_id, ranks.get(name, len(ranks)), name, one.place

        notice_id = book.next_id("N")
        data = {
            "notice": notice_id,
            "first_day": on.isoformat(),
            "last_day": last_day.isoformat(),
            "contact": contact,
            "grants": [one.id for one in sorted(grants, key=place)],
        }
        total = yuan(sum(one.amount_fen for one in grants))
        said = f"公示{notice_id}：{len(grants)}笔，{total}元，公示期{on}至{last_day}。"
        return Plan([Draft("noticed", on, data)], [said])

    return plan


def plan_objection(name: str, reason: str, on: date) -> Planner:
    """Record an objection to a grant on notice; `name`: G0000001, or N0001/12 as printed."""

    def plan(book: Book, transaction: Transaction) -> Plan:
        grant = grant_named(book, name)
        note = transaction.keep({"kind": "note", "text": told(reason)})
        raised = [one for one in book.objections.values() if one.grant == grant.id]
        if any(one.note == note and one.raised_on == on for one in raised):
            return Plan(said=[f"{grant.id}：同一异议此前已经登记。"])
        _check_on_notice(book, grant, raised, on)
        objection_id = book.next_id("J")
        data = {"objection": objection_id, "grants": [grant.id], "note": note}
        said = f"异议{objection_id}：{grant.id}暂停发放，等待处理。"
        return Plan([Draft("objected", on, data)], [said])

    return plan


def _check_on_notice(book: Book, grant: Grant, raised: Sequence[Objection], on: date) -> None:
    """Refuse an objection to what is not on notice that day."""
    if still := [one.id for one in raised if one.outcome is None]:
        raise LedgerError(
            f"The objection {still[0]} to grant {grant.id} is not decided yet; it covers this one "
            "too. Nothing was recorded."
        )
    if grant.state is not State.NOTICED or grant.notice is None:
        raise LedgerError(
            f"Grant {grant.id} is {grant.state} ({TITLES[grant.state]}), not on notice, so nobody "
            "can object to it now. Nothing was recorded."
        )
    notice = book.notices[grant.notice]
    if not notice.first_day <= on <= notice.last_day:
        raise LedgerError(
            f"Grant {grant.id} is on notice {notice.id} from {notice.first_day} to "
            f"{notice.last_day}; {on} is not one of these days. Nothing was recorded."
        )


def plan_decision(name: str, outcome: str, reason: str, on: date) -> Planner:
    """Decide an objection: upheld (the grant is rejected), or dismissed (it goes on)."""

    def plan(book: Book, transaction: Transaction) -> Plan:
        objection = _objection(book, name)
        if objection.outcome == outcome:
            return Plan(said=[f"异议{name}：此前已经作出同样的处理。"])
        if objection.outcome is not None:
            raise LedgerError(
                f"The objection {name} was {objection.outcome} already; that stands. A grant that "
                "was rejected can be reopened (`zhaoren grant reopen`). Nothing was recorded."
            )
        grant = book.grant(objection.grant)
        if grant.state is not State.SUSPENDED:
            raise LedgerError(
                f"Grant {grant.id} is {grant.state} ({TITLES[grant.state]}), so its objection "
                f"{name} cannot be decided now; decide it once the grant is suspended again. "
                "Nothing was recorded."
            )
        if on < objection.raised_on:
            raise LedgerError(
                f"The objection {name} was raised on {objection.raised_on}; it cannot be decided "
                f"on {on}. Nothing was recorded."
            )
        note = transaction.keep({"kind": "note", "text": told(reason)})
        data = {"objection": name, "grants": [grant.id], "notes": {grant.id: note}}
        said = "成立，不予发放" if outcome == UPHELD else "不成立，继续办理"
        return Plan(
            [Draft(f"objection_{outcome}", on, data)], [f"异议{name}：{said}（{grant.id}）。"]
        )

    return plan


def told(reason: str) -> str:
    """A reason as it is kept.

    Raises:
        UsageError: it says nothing.
    """
    text = " ".join(reason.split())
    if not text:
        raise UsageError("--reason says nothing; say in a sentence why.")
    return text


def grant_named(book: Book, name: str) -> Grant:
    """The grant of that id, or the one under that serial of a notice (N0001/12).

    Raises:
        UsageError: it is written in another way (and not repeated: it may be somebody's name).
        LedgerError: there is none.
    """
    if _GRANT.fullmatch(name):
        return book.grant(name)
    found = _SERIAL.fullmatch(name)
    if found is None:
        raise UsageError(
            "A grant is named by its number (G0000001), or by the notice and the serial under "
            "which it stands there (N0001/12)."
        )
    notice = notice_named(book, found[1])
    serial = int(found[2])
    if serial > len(notice.grants):
        raise LedgerError(f"The notice {notice.id} ends with serial {len(notice.grants)}.")
    return book.grant(notice.grants[serial - 1])


def notice_named(book: Book, name: str) -> Notice:
    """The notice of that id.

    Raises:
        LedgerError: there is none.
    """
    if name not in book.notices:
        known = ", ".join(list(book.notices)[-5:]) or "none"
        raise LedgerError(
            f"There is no notice of that number in the ledger of {book.city}; the newest: {known}."
        )
    return book.notices[name]


def _objection(book: Book, name: str) -> Objection:
    if name not in book.objections:
        open_ = [one.id for one in book.objections.values() if one.outcome is None]
        raise LedgerError(
            f"There is no objection of that number in the ledger of {book.city}; not decided yet: "
            f"{', '.join(open_) or 'none'}."
        )
    return book.objections[name]


def read_notice(transaction: Transaction, notice_id: str) -> PublicNotice:
    """A notice as it was published, whatever became of its grants since.

    Raises:
        LedgerError: there is none of that id.
    """
    book, notice = _published(transaction, notice_id)
    grants = [book.grant(name) for name in notice.grants]
    bases = transaction.particulars([one.basis for one in grants])
    rows = [
        Listed(
            serial=serial,
            policy_id=one.policy_id,
            kind=one.beneficiary_kind,
            level=one.level,
            district=one.district,
            period=one.period,
            amount_fen=one.amount_fen,
            basis=bases.get(one.basis),
        )
        for serial, one in enumerate(grants, start=1)
    ]
    return PublicNotice(notice.id, notice.first_day, notice.last_day, notice.contact, rows)


def _published(transaction: Transaction, notice_id: str) -> tuple[Book, Notice]:
    """The book as it stood when a notice was published, and the notice."""
    book = Book(transaction.city)
    for event in transaction.events():
        book.apply(event)
        if notice_id in book.notices:
            return book, book.notices[notice_id]
    return book, notice_named(book, notice_id)
