"""The whole history of a grant: every event that is about it, as a person reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from zhaoren.errors import LedgerError
from zhaoren.heap import no_collection
from zhaoren.ledger.book import Book
from zhaoren.ledger.events import Event
from zhaoren.ledger.records import Grant
from zhaoren.ledger.transaction import Transaction
from zhaoren.money import yuan
from zhaoren.payments.answer_layouts import TITLES

KINDS: Mapping[str, str] = {
    "answered": "核实待核对象",
    "found": "夜间认定符合条件，列入",
    "rebased": "依据更新",
    "held": "暂缓",
    "hold_changed": "暂缓原因变更",
    "resumed": "暂缓解除",
    "conflict_found": "最新认定金额不一致",
    "conflict_settled": "金额不一致已处理",
    "district_approved": "区县初审通过",
    "city_approved": "市级复核通过",
    "rejected": "审核不予通过",
    "noticed": "公示",
    "objected": "收到异议",
    "objection_upheld": "异议成立",
    "objection_dismissed": "异议不成立",
    "cleared": "公示期满无异议",
    "requested": "申请资金",
    "funds_arrived": "资金到账",
    "batched": "编入发放批次",
    "released": "批次放行",
    "voided": "批次作废",
    "submitted": "报送银行",
    "bank_answered": "银行返回结果",
    "mended": "失败原因已更正",
    "recovery_opened": "列入待追回",
    "recovered": "已追回",
    "recovery_dismissed": "回查无误，了结",
    "reopened": "重新启动",
    "round_listed": "列入审核名单",
    "erased": "清除个人信息",
}
"""Kind of event → what it is called; other kinds are about no single grant."""

RESULTS: Mapping[str, str] = {"paid": "成功", "failed": "失败", "unknown": "结果不明"}
"""Result of a bank → what it is called."""


@dataclass(frozen=True)
class Step:
    """One event of a grant's history; `state`: where it stood afterwards; `notes`: digests."""

    seq: int
    kind: str
    effective_on: date
    recorded_at: datetime
    by: str
    what: str
    state: str
    about: tuple[str, ...]
    hold_reasons: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class History:
    """A grant as it stands, and how it came there."""

    book: Book
    grant: Grant
    steps: tuple[Step, ...]


def history_of(transaction: Transaction, grant_id: str) -> History:
    """Follow the chain and gather what is about a grant.

    Raises:
        LedgerError: there is no such grant, or the ledger is damaged.
    """
    book, steps, answers = Book(transaction.city), list[Step](), list[Event]()
    with no_collection():
        for event in transaction.events():
            book.apply(event)
            if event.kind == "answered":
                answers.append(event)
            item = _about(book, event, grant_id)
            if item is not None:
                what = KINDS.get(event.kind, event.kind) + _detail(book, event, grant_id, item)
                steps.append(_step(book, event, grant_id, item, what))
    if grant_id not in book.grants:
        raise LedgerError(
            f"There is no grant {grant_id} in the ledger of {book.city}; grants are numbered "
            "G0000001 and so on, see `zhaoren status` and the review lists."
        )
    grant = book.grants[grant_id]
    steps += [step for event in answers for step in _answers(event, grant)]
    return History(book, grant, tuple(sorted(steps, key=lambda step: step.seq)))


def bank_reason_said(code: str) -> str:
    """What a bank's reason is called."""
    return TITLES.get(code, code)


def _answers(event: Event, grant: Grant) -> Iterator[Step]:
    """What a reviewer said of the candidate before it was (or could be) found."""
    for item in event.data["candidates"]:
        if (item["policy"], tuple(item["candidate"])) == (grant.policy_id, grant.candidate):
            what = "：确认" if item["confirmed"] else "：不予确认"
            yield _step(Book(event.city), event, grant.id, item, KINDS[event.kind] + what)


def _about(book: Book, event: Event, grant_id: str) -> Mapping[str, Any] | None:
    """What an event says of a grant: its own item where there is one; None: nothing at all."""
    data = event.data
    if data.get("grant") == grant_id:
        return data
    if event.kind == "funds_arrived":
        found = grant_id in book.applications[data["application"]].grants
        return data if found else None
    if event.kind == "voided":
        lines = book.batches[data["batch"]].lines
        return data if any(line.grant == grant_id for line in lines) else None
    if grant_id in data.get("reasons", ()):
        return data
    if grant_id in data.get("grants", ()):
        return next((one for one in _items(data) if one.get("grant") == grant_id), data)
    return next((one for one in _items(data) if one.get("grant") == grant_id), None)


def _items(value: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Every object within the lists of an event, however deep."""
    for one in value.values():
        for item in one if isinstance(one, list) else ():
            if isinstance(item, Mapping):
                yield item
                yield from _items(item)


def _step(book: Book, event: Event, grant_id: str, item: Mapping[str, Any], what: str) -> Step:
    grant = book.grants.get(grant_id)
    noted = event.data.get("notes", {}).get(grant_id)
    notes = [one for one in (noted, item.get("note"), event.data.get("note")) if one]
    held = event.data.get("reasons", {})
    return Step(
        seq=event.seq,
        kind=event.kind,
        effective_on=event.effective_on,
        recorded_at=event.recorded_at,
        by=event.by,
        what=what,
        state=grant.state.value if grant else "",
        about=tuple(_numbers(event.data, grant_id, item)),
        hold_reasons=tuple(held.get(grant_id, ())) if isinstance(held, Mapping) else (),
        notes=tuple(dict.fromkeys(notes)),
    )


def _numbers(data: Mapping[str, Any], grant_id: str, item: Mapping[str, Any]) -> Iterator[str]:
    """The round, notice, objection, applications or batch that an event is about."""
    for name in ("round", "notice", "objection", "application", "batch"):
        found = item.get(name) or data.get(name)
        if isinstance(found, str):
            yield found
    for asked in data.get("applications", ()):
        if grant_id in asked["grants"]:
            yield asked["application"]
    for batch in data.get("batches", ()):
        if any(line["grant"] == grant_id for line in batch["lines"]):
            yield batch["batch"]


def _detail(book: Book, event: Event, grant_id: str, item: Mapping[str, Any]) -> str:
    """What the kind alone does not say; of an application's sum the grant's own share."""
    if event.kind == "conflict_settled":
        return "：采用最新金额" if item["accepted"] else "：维持原金额"
    if event.kind == "bank_answered":
        why = f"（{bank_reason_said(item['reason'])}）" if item["reason"] else ""
        return f"：{RESULTS.get(item['result'], item['result'])}{why}"
    if event.kind in ("requested", "funds_arrived"):
        asked = [book.applications[one] for one in _numbers(event.data, grant_id, item)]
        return f"：本笔 {yuan(sum(one.shares[grant_id] for one in asked))} 元"
    amount = item.get("amount_fen")
    return f"：{yuan(amount)} 元" if isinstance(amount, int) else ""
