"""What waits for whom: every grant that is not at its end, by the one who is to act."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from zhaoren.documents.wording import UNDECIDED
from zhaoren.ledger.book import Book
from zhaoren.ledger.lifecycle import State
from zhaoren.ledger.records import Application, Grant
from zhaoren.office.funding import PAYERS

ACTORS: Mapping[State, tuple[str, str]] = {
    State.FOUND: ("区县初审", "审核名单"),
    State.DISTRICT_APPROVED: ("市级复核", "审核名单"),
    State.CITY_APPROVED: ("公示经办", "发布公示"),
    State.NOTICED: ("公示期", "等待期满"),
    State.SUSPENDED: ("异议经办", "处理异议"),
    State.CLEARED: ("资金经办", "申请资金"),
    State.REQUESTED: ("财政", "拨付资金"),
    State.FUNDED: ("编制人", "编制发放批次"),
    State.BATCHED: ("放行人", "放行批次"),
    State.RELEASED: ("编制人", "导出并报送银行"),
    State.SUBMITTED: ("银行", "返回结果"),
    State.UNKNOWN: ("银行", "答复不明结果"),
    State.FAILED: ("发放经办", "更正后重新发放"),
    State.HELD: ("业务经办", "消除暂缓原因"),
    State.RECOVERY: ("追回经办", "追回或了结"),
}
"""State → who is to act, and what is to be done."""


@dataclass(frozen=True)
class Waiting:
    """Grants that wait for one thing: `about` a district, notice, objection, application or batch.

    `since`: the earliest day on which one of them came here; `until`: the
    last day of a notice, or the day by which arrived funds are to be paid.
    """

    state: str
    who: str
    what: str
    about: str
    since: date
    until: date | None
    grants: tuple[str, ...]
    amount_fen: int


def waiting(book: Book) -> list[Waiting]:
    """Everything that waits, in the order of the lifecycle."""
    found: list[Waiting] = []
    for state in ACTORS:
        if state is State.REQUESTED:
            found += _treasuries(book)
        else:
            found += _grouped(book, state, book.in_state(state))
    return found


def about(book: Book, grant: Grant) -> str:
    """What a grant stands in at its state: a district, notice, objection or batch."""
    match grant.state:
        case State.FOUND | State.DISTRICT_APPROVED | State.CITY_APPROVED | State.CLEARED:
            return grant.district or UNDECIDED
        case State.NOTICED:
            return grant.notice or ""
        case State.SUSPENDED:
            raised = book.objections.values()
            return next((one.id for one in raised if one.grant == grant.id and not one.outcome), "")
        case State.BATCHED | State.RELEASED | State.SUBMITTED | State.UNKNOWN:
            return grant.batch or ""
        case State.FAILED if grant.mended:
            return "已更正"
    return ""


def last_day(book: Book, grant: Grant) -> date | None:
    """The day until which a grant may stay where it is; None: nothing says so."""
    if grant.state is State.NOTICED:
        return book.notices[grant.notice or ""].last_day
    return grant.due_on


def _grouped(book: Book, state: State, grants: Sequence[Grant]) -> Iterator[Waiting]:
    def key(grant: Grant) -> tuple[str, date]:
        return about(book, grant), last_day(book, grant) or date.max

    who, what = ACTORS[state]
    for (name, until), group in groupby(sorted(grants, key=key), key=key):
        members = list(group)
        yield Waiting(
            state.value, who, what, name, min(one.since for one in members),
            None if until == date.max else until, tuple(one.id for one in members),
            sum(one.amount_fen for one in members),
        )  # fmt: skip


def _treasuries(book: Book) -> Iterator[Waiting]:
    """Applications whose funds have not arrived, with the shares of grants that still need them."""
    for one in book.applications.values():
        needing = [name for name in one.grants if _needs(book.grant(name), one)]
        if one.arrived_on is None and needing:
            yield Waiting(
                State.REQUESTED.value, f"{PAYERS[one.payer]}财政", ACTORS[State.REQUESTED][1],
                f"{one.id} {one.district or UNDECIDED}", one.requested_on, None, tuple(needing),
                one.amount_fen,
            )  # fmt: skip


def _needs(grant: Grant, application: Application) -> bool:
    return grant.state is State.REQUESTED and application.id in grant.applications
