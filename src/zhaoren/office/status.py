"""Where a city stands: grants and money by state, what waits, what is due, what went wrong.

It names no person: grants, districts, policies, applications and batches only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from zhaoren.documents.wording import UNDECIDED, Words
from zhaoren.ledger.book import Book
from zhaoren.ledger.lifecycle import TITLES, State
from zhaoren.ledger.records import Grant
from zhaoren.office.balance import Balance, Fate, balance, shares
from zhaoren.office.funding import PAYERS
from zhaoren.office.waiting import Waiting, last_day, waiting
from zhaoren.office.wording import answer_said, finding_said, hold_said


@dataclass(frozen=True)
class Sum:
    """Grants under one heading, and what they are worth; `paid_fen` of it is paid."""

    name: str
    title: str
    grants: int
    amount_fen: int
    paid_fen: int


@dataclass(frozen=True)
class Due:
    """What is to happen by a day; `days_left` is negative once that is over."""

    day: date
    days_left: int
    what: str
    about: str
    grants: tuple[str, ...]
    amount_fen: int


@dataclass(frozen=True)
class Reason:
    """Why grants are held, failed or looked into again."""

    code: str
    said: str
    grants: tuple[str, ...]
    amount_fen: int


@dataclass(frozen=True)
class Conflict:
    """A grant that was found again with another amount."""

    grant: str
    policy_id: str
    amount_fen: int
    found_fen: int


@dataclass(frozen=True)
class ToReturn:
    """Funds of an application without a grant to pay; not `arrived`: need not be sent at all."""

    application: str
    district: str
    payer: str
    arrived: bool
    grants: tuple[str, ...]
    amount_fen: int


@dataclass(frozen=True)
class Status:
    """A city's ledger at a glance, as of a day."""

    city: str
    as_of: date
    head: str
    last_night: date | None
    states: list[Sum]
    policies: list[Sum]
    districts: list[Sum]
    waiting: list[Waiting]
    due: list[Due]
    conflicts: list[Conflict]
    failed: list[Reason]
    held: list[Reason]
    recovery: list[Reason]
    money: Balance
    to_return: list[ToReturn]


def status(book: Book, as_of: date, words: Words) -> Status:
    """The status of a book in the words of its city.

    Raises:
        LedgerError: the money does not add up.
    """
    grants = list(book.grants.values())
    money = balance(book)
    titles = {name: policy.title for name, policy in words.policies.items()}
    criteria = {
        name: label for policy in words.policies.values() for name, label in policy.criteria.items()
    }
    return Status(
        city=book.city,
        as_of=as_of,
        head=book.head,
        last_night=book.last_night,
        states=_by_state(book),
        policies=_sums(book, grants, lambda one: one.policy_id, titles),
        districts=_sums(book, grants, lambda one: one.district or UNDECIDED, {}),
        waiting=waiting(book),
        due=_due(book, as_of),
        conflicts=[
            Conflict(one.id, one.policy_id, one.amount_fen, one.conflict["amount_fen"])
            for one in grants
            if one.conflict is not None
        ],
        failed=_reasons(book, State.FAILED, lambda one: [one.bank_reason or ""], answer_said),
        held=_reasons(
            book, State.HELD, lambda one: one.hold_reasons, lambda code: hold_said(code, criteria)
        ),
        recovery=_reasons(
            book,
            State.RECOVERY,
            lambda one: dict.fromkeys(item.get("finding", "") for item in one.findings),
            finding_said,
        ),
        money=money,
        to_return=_to_return(book),
    )


def _by_state(book: Book) -> list[Sum]:
    paid = _paid(book)
    return [
        _sum(state.value, TITLES[state], grants, paid)
        for state in State
        if (grants := book.in_state(state))
    ]


def _sums(
    book: Book, grants: Iterable[Grant], key: Callable[[Grant], str], titles: Mapping[str, str]
) -> list[Sum]:
    paid = _paid(book)
    groups = groupby(sorted(grants, key=key), key=key)
    return [_sum(name, titles.get(name, name), list(group), paid) for name, group in groups]


def _sum(name: str, title: str, grants: list[Grant], paid: Mapping[str, int]) -> Sum:
    amount = sum(one.amount_fen for one in grants)
    return Sum(name, title, len(grants), amount, sum(paid.get(one.id, 0) for one in grants))


def _paid(book: Book) -> dict[str, int]:
    """Grant → what was paid for it, in fen."""
    found: dict[str, int] = {}
    for one in book.payments:
        found[one.grant] = found.get(one.grant, 0) + one.amount_fen
    return found


def _due(book: Book, as_of: date) -> list[Due]:
    """Notices that end and arrived funds that are to be paid out, the earliest first."""
    found: dict[tuple[date, str, str], list[Grant]] = {}
    for grant in book.grants.values():
        day = last_day(book, grant)
        if day is None or grant.state in _ENDED:
            continue
        noticed = grant.state is State.NOTICED
        key = (day, "公示期满", grant.notice or "") if noticed else (day, "发放期限", _where(grant))
        found.setdefault(key, []).append(grant)
    return [
        Due(day, (day - as_of).days, what, name, tuple(one.id for one in grants),
            sum(one.amount_fen for one in grants))
        for (day, what, name), grants in sorted(found.items(), key=lambda item: item[0])
    ]  # fmt: skip


_ENDED = {State.PAID, State.REJECTED, State.RECOVERY, State.RECOVERED, State.DISMISSED}


def _where(grant: Grant) -> str:
    return " ".join(part for part in (TITLES[grant.state], grant.batch) if part)


def _reasons(
    book: Book,
    state: State,
    codes: Callable[[Grant], Iterable[str]],
    said: Callable[[str], str],
) -> list[Reason]:
    found: dict[str, list[Grant]] = {}
    for grant in book.in_state(state):
        for code in codes(grant) or [""]:
            found.setdefault(code, []).append(grant)
    return [
        Reason(code, said(code), tuple(one.id for one in grants),
               sum(one.amount_fen for one in grants))
        for code, grants in sorted(found.items())
    ]  # fmt: skip


def _to_return(book: Book) -> list[ToReturn]:
    idle = (item for item in shares(book) if item[2] in (Fate.TO_RETURN, Fate.UNNEEDED))
    return [
        ToReturn(
            application.id, application.district or UNDECIDED, PAYERS[application.payer],
            application.arrived_on is not None, tuple(item[1] for item in members),
            sum(item[3] for item in members),
        )
        for application, group in groupby(idle, key=lambda item: item[0])
        for members in [list(group)]
    ]  # fmt: skip
