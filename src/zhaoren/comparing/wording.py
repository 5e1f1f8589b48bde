"""Differences between runs in Chinese: what an auditor or a clerk reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from zhaoren.comparing.diff import Diff
from zhaoren.comparing.known import Cause, Seen
from zhaoren.comparing.rows import Place, RowChange
from zhaoren.comparing.titles import Titles
from zhaoren.comparing.verdicts import Changed, Side
from zhaoren.ledger.lifecycle import TITLES, State
from zhaoren.money import yuan
from zhaoren.payments.documents import reason_label

KINDS: Mapping[str, str] = {
    "data": "数据",
    "rules": "规则",
    "date": "认定日期",
    "ledger": "账本",
    "code": "程序、转换或数据合同",
    "choice": "所选政策或豁免的数据来源",
    "another": "其他对象",
    "unexplained": "未能解释",
}
CHANGES: Mapping[str, str] = {
    "gains": "新增应发",
    "loses": "不再应发",
    "more": "金额增加",
    "less": "金额减少",
    "other": "其他变化",
}
_MOST = 3  # rows, candidates or files that a sentence names


def verdict_said(changed: Changed, titles: Titles) -> str:
    """A verdict that differs in one line: what it was, what it is."""
    sides = (changed.before, changed.after)
    return " → ".join(_side(side, changed.aspects, titles) for side in sides)


def _side(side: Side | None, aspects: Sequence[str], titles: Titles) -> str:
    """A verdict in a few words: outcome and amount, and what else it differs in."""
    if side is None:
        return "无此对象"
    said = titles.outcome(side.outcome)
    if side.outcome == "eligible" and side.amount_fen is not None:
        said += f" {yuan(side.amount_fen)} 元"
    if "share" in aspects and side.city_fen is not None:
        said += f"（其中市级 {yuan(side.city_fen)} 元）"
    if "hold" in aspects:
        said += f"，暂缓：{reason_label(side.hold_reason)}" if side.hold_reason else "，可以发放"
    if "place" in aspects:
        said += f"，{side.district or '区县未确定'}"
    return said


def cause_said(cause: Cause, changed: Changed, diff: Diff, titles: Titles) -> str:
    """A cause in one sentence, with the values that changed and where they stand."""
    parts = [part for part in _parts(cause, changed, diff, titles) if part]
    possible = "" if cause.certain or cause.kind == "unexplained" else "可能是"
    return f"{possible}{KINDS[cause.kind]}：{'；'.join(parts)}"


def _parts(cause: Cause, changed: Changed, diff: Diff, titles: Titles) -> Iterator[str]:
    if cause.kind == "date" and diff.basis.days:
        yield "{} → {}".format(*diff.basis.days)
    if cause.kind == "rules":
        yield from _of_rules(cause, changed, diff)
    elif cause.files and not cause.rows:
        yield f"两次运行的这些不同：{_listed(cause.files)}"
    yield from _listed_rows(cause.rows, titles)
    for grant, was, now in cause.grants[:_MOST]:
        yield f"{grant} {_state(was)} → {_state(now)}"
    if cause.others:
        yield _others(cause, changed)
    if cause.seen:
        yield _seen(cause, changed, titles)
    if cause.kind == "unexplained":
        yield "两次运行的依据相同，结论却不同；请用 zhaoren verify 核对这两次运行"


def _seen(cause: Cause, changed: Changed, titles: Titles) -> str:
    """The criteria that saw something else by it, each with its first fact that differs."""
    by_criterion: dict[str, Seen] = {}
    for one in cause.seen:
        by_criterion.setdefault(one.criterion, one)
    said = []
    for criterion, one in by_criterion.items():
        label = f"“{titles.criterion(changed.policy_id, criterion)}”"
        if one.fact:
            title, before, after = titles.fact(changed.policy_id, one)
            label += f"（{title} {before} → {after}）"
        said.append(label)
    return f"涉及条件{_listed(said)}"


def _of_rules(cause: Cause, changed: Changed, diff: Diff) -> Iterator[str]:
    yield _listed(cause.files)
    if values := diff.rule_values.get(changed.policy_id):
        yield "条件或金额的 SQL 中 " + "，".join(values[:_MOST])


def _listed_rows(rows: Sequence[RowChange], titles: Titles) -> Iterator[str]:
    for row in rows[:_MOST]:
        yield _row(row, titles)
    if len(rows) > _MOST:
        yield f"另有 {len(rows) - _MOST} 行"


def _row(row: RowChange, titles: Titles) -> str:
    source = titles.source(row.source)
    if row.rejected:
        place = row.after or row.before
        reason = titles.rejected(row.source, row.rejected)
        was = "被隔离" if row.after else "不再被隔离"
        return f"{source} {_place(place)} {was}（{reason}）"
    if row.before is None:
        return f"{source} 新增 {_place(row.after)}"
    if row.after is None:
        return f"{source} 不再有 {_place(row.before)}"
    values = "，".join(
        titles.value(row.source, name, before, after)
        for name, (before, after) in row.columns.items()
    )
    places = dict.fromkeys((_place(row.before), _place(row.after)))
    return f"{source} {values}（{' → '.join(places)}）"


def _place(place: Place | None) -> str:
    return f"{place.file} 第 {place.row} 行" if place else ""


def _others(cause: Cause, changed: Changed) -> str:
    named = "、".join(
        candidate if policy == changed.policy_id else f"{policy} {candidate}"
        for policy, candidate in cause.others[:_MOST]
    )
    count = max(len(cause.others), cause.others_count)
    more = f" 等 {count} 个" if count > _MOST else ""
    about = {
        "winner": "同一事项由谁享受",
        "ceiling": "同一限额内",
        "amount": "同一限额内",
        "candidate": "号码合并，对应",
    }.get(cause.aspects[0], "")
    return f"{about} {named}{more}"


def _state(state: str | None) -> str:
    return TITLES[State(state)] if state else "无"


def _listed(names: Sequence[str]) -> str:
    more = f" 等 {len(names)} 个" if len(names) > _MOST else ""
    return "、".join(names[:_MOST]) + more


def basis_said(diff: Diff) -> Iterator[str]:
    """What the runs rest on that is not the same, a line each."""
    basis = diff.basis
    if basis.days:
        yield "认定日期：{} → {}".format(*basis.days)
    for source, names in basis.inputs.items():
        yield f"数据文件：{source}（{_listed(names)}）"
    if basis.rules:
        yield f"规则：{_listed(basis.rules)}"
    if basis.other:
        yield f"转换、数据合同：{_listed(basis.other)}"
    if basis.code:
        yield f"程序：{_listed(basis.code)}"
    if basis.ledger:
        yield "账本：所依据的最新记录不同"
    if basis.choice:
        yield "所选政策或豁免的数据来源不同"
