"""What a night records: the plan of a published run on the newest book.

merged numbers → grants found → candidates and amounts that changed → holds and
resumes → notices that are over → facts that changed under paid grants

Planning again on the book that follows gives nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from zhaoren.ledger.book import Book
from zhaoren.ledger.lifecycle import State
from zhaoren.ledger.perform import Plan, Planner
from zhaoren.ledger.records import Grant
from zhaoren.ledger.references import Parties
from zhaoren.ledger.store import Transaction
from zhaoren.recording.finding import compare, record_found, stand
from zhaoren.recording.holding import AccountReason, Reasons, account_reason, look_again
from zhaoren.recording.merging import merge_numbers, paid_twice, stands_twice
from zhaoren.recording.published import Changed, Published
from zhaoren.recording.tally import sentences
from zhaoren.recording.work import Work, chunks

BY = "zhaoren"
"""Who acts at night."""


def plan_night(run: Published, account: AccountReason = account_reason) -> Planner:
    """What a published run means to the ledger.

    `account` says why an account cannot be paid to; it is asked about grants
    that are held because of theirs.
    """

    def plan(book: Book, transaction: Transaction) -> Plan:
        if is_past(book, run):
            return Plan([], [f"认定日期 {run.as_of} 早于账本中最近一次夜间运行，未记账。"])
        work = Work(book, transaction, run, Parties(book, transaction))
        merge_numbers(work)
        by_key = work.by_key()
        twice = stands_twice(by_key)
        standing = stand(work, by_key)
        found = record_found(work, standing.fresh)
        again = compare(work, standing)
        look_again(work, found, Reasons(work, again, twice, account))
        clear_notices(work)
        look_back(work, twice)
        work.parties.keep(run.as_of)
        return Plan(work.drafts, sentences(work.drafts))

    return plan


def is_past(book: Book, run: Published) -> bool:
    """Whether a later night is in the book already."""
    return book.last_night is not None and run.as_of < book.last_night


def clear_notices(work: Work) -> None:
    """Grants on notice whose last day has passed without an objection that is still open."""
    disputed = {one.grant for one in work.book.objections.values() if one.outcome is None}
    cleared = [
        grant.id
        for grant in work.book.open
        if work.state(grant) is State.NOTICED
        and work.touched(grant)
        and grant.id not in disputed
        and grant.notice
        and work.book.notices[grant.notice].last_day < work.run.as_of
    ]
    for some in chunks(cleared):
        work.record("cleared", grants=some)


def look_back(work: Work, twice: Mapping[str, Grant]) -> None:
    """Facts that changed under paid grants, each once; what was dismissed is not found again."""
    found: dict[str, list[dict[str, Any]]] = {}
    for grant, item in [*paid_twice(work, twice), *_changed_facts(work)]:
        if not any(_fact(one) == _fact(item) for one in grant.findings):
            found.setdefault(grant.id, []).append(item)
    for some in chunks(sorted(found)):
        findings = [item for name in some for item in found[name]]
        work.record("recovery_opened", grants=some, findings=findings)


def _changed_facts(work: Work) -> Iterator[tuple[Grant, dict[str, Any]]]:
    for changed in work.run.lookback:
        grant = work.book.grants.get(changed.grant_id)
        if grant and grant.state in (State.PAID, State.DISMISSED) and work.touched(grant):
            yield grant, {name: getattr(changed, name) for name in _CHANGED} | {"grant": grant.id}


_CHANGED = tuple(name for name in Changed._fields if name != "grant_id")


def _fact(item: Mapping[str, Any]) -> tuple[str, ...]:
    return (item["finding"], item["column"], item["value"])
