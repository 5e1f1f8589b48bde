"""What a night's events come to: counts, sums in fen, and the sentences that tell of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from zhaoren.ledger.events import Data


class Recorded(Protocol):
    """An event, or the draft of one."""

    @property
    def kind(self) -> str:
        """What happened."""

    @property
    def data(self) -> Data:
        """To whom."""


_LISTS: Mapping[str, tuple[str, str]] = {
    "numbers_known": ("numbers", "parties"),
    "parties_merged": ("merged", "merges"),
    "found": ("found", "grants"),
    "rebased": ("rebased", "grants"),
    "conflict_found": ("conflicts", "conflicts"),
    "held": ("held", "grants"),
    "hold_changed": ("hold_changed", "grants"),
    "resumed": ("resumed", "grants"),
    "cleared": ("cleared", "grants"),
    "recovery_opened": ("recoveries", "grants"),
}
"""Kind → the name of its count, and the list that is counted."""

_SINGLE = {"voided": "voided_batches", "conflict_settled": "conflicts_withdrawn"}

_TITLES: Mapping[str, str] = {
    "numbers": "原有人员（单位）的新号码 {} 个",
    "merged": "合并同一人（单位） {} 对",
    "found": "新增待审核 {} 项",
    "rebased": "依据变更 {} 项",
    "conflicts": "金额冲突待处理 {} 项",
    "conflicts_withdrawn": "金额冲突已消除 {} 项",
    "voided_batches": "作废未报送批次 {} 个",
    "held": "暂缓 {} 项",
    "hold_changed": "暂缓原因变化 {} 项",
    "resumed": "恢复办理 {} 项",
    "cleared": "公示期满无异议 {} 项",
    "recoveries": "回查应追回 {} 项",
}


def tally(events: Iterable[Recorded]) -> dict[str, int]:
    """Name → count, every name present; `found_fen` and `recoveries_fen` in fen."""
    counts = dict.fromkeys((*_TITLES, "found_fen", "recoveries_fen"), 0)
    for event in events:
        if event.kind in _SINGLE:
            counts[_SINGLE[event.kind]] += 1
        if event.kind in _LISTS:
            name, listed = _LISTS[event.kind]
            counts[name] += len(event.data[listed])
        if event.kind == "found":
            counts["found_fen"] += sum(one["amount_fen"] for one in event.data["grants"])
        if event.kind == "recovery_opened":
            counts["recoveries_fen"] += _to_recover(event.data["findings"])
    return counts


def _to_recover(findings: Iterable[Mapping[str, Any]]) -> int:
    """A grant is recovered once, whatever the number of findings."""
    return sum({one["grant"]: int(one["amount_fen"]) for one in findings}.values())


def sentences(events: Iterable[Recorded]) -> list[str]:
    """What happened, in Chinese, one sentence a kind."""
    return described(tally(events))


def described(counts: Mapping[str, int]) -> list[str]:
    """Counts as sentences; what did not happen is left out."""
    return [title.format(counts[name]) for name, title in _TITLES.items() if counts.get(name)]
