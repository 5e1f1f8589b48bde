"""A grant's history as a person reads it, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from zhaoren.content import Content
from zhaoren.ledger.lifecycle import TITLES, State
from zhaoren.ledger.records import Grant
from zhaoren.money import yuan
from zhaoren.office.history import History, Step, bank_reason_said
from zhaoren.office.wording import finding_said, hold_said
from zhaoren.rules import load_rules


def history_lines(content: Content, found: History, notes: Mapping[str, str]) -> Iterator[str]:
    """What `ledger show` prints; `notes`: digest → text, without what was erased."""
    grant = found.grant
    ruleset = load_rules(content, found.book.city)
    titles = {item.id: item.policy.title for item in ruleset.policies}
    labels = {
        name: criterion.label or name
        for item in ruleset.policies
        for name, criterion in item.criteria.items()
    }
    yield f"{grant.id}  {titles.get(grant.policy_id, grant.policy_id)}（{grant.policy_id}）"
    yield (
        f"金额 {yuan(grant.amount_fen)} 元：市级 {yuan(grant.city_fen)} 元，"
        f"区县级 {yuan(grant.district_fen)} 元；区县 {grant.district or '未确定'}"
    )
    yield f"状态 {TITLES[grant.state]}（自 {grant.since}）"
    yield from _standing(found, grant, labels)
    for step in found.steps:
        yield _line(step)
        yield from (f"    {hold_said(one, labels)}" for one in step.hold_reasons)
        yield from (f"    说明：{notes.get(one, '（已清除）')}" for one in step.notes)


def history_as_json(found: History, notes: Mapping[str, str]) -> dict[str, Any]:
    """The same as JSON values."""
    grant = found.grant
    batch = found.book.batches.get(grant.batch or "")
    return {
        "grant": grant.id,
        "policy_id": grant.policy_id,
        "benefit_id": grant.benefit_id,
        "state": grant.state.value,
        "since": grant.since.isoformat(),
        "district": grant.district,
        "level": grant.level,
        "period": grant.period,
        "amount_fen": grant.amount_fen,
        "city_fen": grant.city_fen,
        "district_fen": grant.district_fen,
        "beneficiary": grant.beneficiary,
        "hold_reasons": list(grant.hold_reasons),
        "bank_reason": grant.bank_reason,
        "applications": list(grant.applications),
        "due_on": grant.due_on.isoformat() if grant.due_on else None,
        "paid_on": grant.paid_on.isoformat() if grant.paid_on else None,
        "batch": batch and {"batch": batch.id, "bank": batch.bank, "status": batch.status},
        "events": [_step_as_json(step, notes) for step in found.steps],
    }


def _standing(found: History, grant: Grant, labels: Mapping[str, str]) -> Iterator[str]:
    """What else stands now: batch, due date, reasons."""
    batch = found.book.batches.get(grant.batch or "")
    if batch:
        yield f"批次 {batch.id}（{batch.bank}）"
    if grant.due_on:
        yield f"应于 {grant.due_on} 前发放"
    if grant.paid_on:
        yield f"发放日期 {grant.paid_on}"
    if grant.bank_reason:
        yield f"银行答复 {bank_reason_said(grant.bank_reason)}"
    if grant.conflict:
        yield f"最新认定金额 {yuan(grant.conflict['amount_fen'])} 元，待处理"
    yield from (f"暂缓原因 {hold_said(one, labels)}" for one in grant.hold_reasons)
    yield from (f"回查 {finding_said(one['finding'])}" for one in grant.findings)


def _line(step: Step) -> str:
    about = f"（{'，'.join(step.about)}）" if step.about else ""
    title = TITLES[State(step.state)] if step.state else ""
    state = f"，{title}" if title and title not in step.what else ""
    recorded = f"{step.by}，记于 {step.recorded_at:%Y-%m-%d %H:%M:%S}，第 {step.seq} 条"
    return f"{step.effective_on}  {step.what}{about}{state}  [{recorded}]"


def _step_as_json(step: Step, notes: Mapping[str, str]) -> dict[str, Any]:
    return {
        "seq": step.seq,
        "kind": step.kind,
        "effective_on": step.effective_on.isoformat(),
        "recorded_at": step.recorded_at.isoformat(timespec="seconds"),
        "by": step.by,
        "what": step.what,
        "state": step.state or None,
        "about": list(step.about),
        "hold_reasons": list(step.hold_reasons),
        "notes": [notes.get(one) for one in step.notes],
    }
