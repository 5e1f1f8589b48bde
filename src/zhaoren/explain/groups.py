"""Verdicts that need one explanation between them, and how they and their records are put."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from zhaoren.explain.model import Verdict
from zhaoren.explain.tables import yuan_text


@dataclass(frozen=True)
class Alike:
    """Verdicts that differ in nothing but the month: told once."""

    verdicts: tuple[Verdict, ...]

    @property
    def last(self) -> Verdict:
        """The newest of them, whose evidence is shown."""
        return self.verdicts[-1]

    @property
    def amount_fen(self) -> int:
        """What they come to together, in fen."""
        return sum(one.amount_fen or 0 for one in self.verdicts)


def alike(verdicts: Sequence[Verdict]) -> list[Alike]:
    """Verdicts in groups of which one explanation is enough."""

    def key(one: Verdict) -> tuple[object, ...]:
        about = tuple(part.value for part in one.about if part.name != "period")
        answers = tuple((it.criterion_id, it.verdict) for it in one.answers)
        grant = one.grant.state if one.grant else None
        return one.policy_id, about, one.outcome, answers, one.amount_fen, one.hold_reason, grant

    return [Alike(tuple(group)) for _, group in groupby(verdicts, key=key)]


def money_said(group: Alike) -> str:
    """What a group is granted; empty where nothing is."""
    if group.last.amount_fen is None or group.last.outcome != "eligible":
        return ""
    each = yuan_text(group.last.amount_fen)
    if len(group.verdicts) == 1:
        return each
    months = f"{group.verdicts[0].period}至{group.last.period}"
    return f"{months}共{len(group.verdicts)}期，每期{each}，合计{yuan_text(group.amount_fen)}"


def references(records: Sequence[int]) -> str:
    """（见[1-3][7]）: the places of records; nothing of none."""
    return f"（见{spans(records)}）" if records else ""


def spans(places: Sequence[int]) -> str:
    """[1-3][7]: places in their order, neighbours as one."""
    runs: list[list[int]] = []
    for place in places:
        if runs and place == runs[-1][-1] + 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return "".join(f"[{run[0]}-{run[-1]}]" if len(run) > 1 else f"[{run[0]}]" for run in runs)
