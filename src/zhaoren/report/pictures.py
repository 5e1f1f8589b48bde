"""Which charts the report has: their bars and what stands on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zhaoren.report.changes import Change, Changes
from zhaoren.report.charts import Bar, Chart
from zhaoren.report.findings import Findings, Money
from zhaoren.report.funnels import Funnel, Step
from zhaoren.report.wording import Both

MOST = 12
"""Criteria that stand in the chart of near misses; a table has them all."""

_NOWHERE = Both("区县未确定", "district unknown")


def pictures(funnels: Sequence[Funnel], findings: Findings, changes: Changes) -> Iterator[Chart]:
    """Every chart of a report, by the name under which the page asks for it."""
    for place, funnel in enumerate(funnels):
        if funnel.candidates:
            yield Chart(f"funnel-{place}", "funnel", [_step(step) for step in funnel.steps])
    yield Chart("money", "money", [_money(one) for one in findings.money])
    states = [Bar(one.name, one.by_age, _number(one.grants)) for one in findings.states]
    yield Chart("states", "ages", states)
    near = [
        Bar(
            Both(f"{one.criterion.zh} · {one.title}", f"{one.criterion.en} · {one.policy_id}"),
            (one.fail, one.unknown),
            _number(one.count),
        )
        for one in findings.near[:MOST]
    ]
    yield Chart("near", "near", near)
    titles = {funnel.policy_id: funnel.title for funnel in funnels}
    changed = [one for one in changes.policies if _moved(one)]
    yield Chart("changes", "changes", [_change(one, titles) for one in changed])


def _step(step: Step) -> Bar:
    doubtful = f" + {step.doubtful:,}?" if step.doubtful else ""
    return Bar(step.name, (step.sure, step.doubtful), _same(f"{step.sure:,}{doubtful}"))


def _money(one: Money) -> Bar:
    name = Both(one.district, one.district) if one.district else _NOWHERE
    said = Both(
        f"{_tens_of_thousands(one.total_fen)} 万元", f"{(one.total_fen + 50) // 100:,} yuan"
    )
    return Bar(name, (one.city_fen, one.district_fen), said)


def _change(one: Change, titles: dict[str, str]) -> Bar:
    parts = (one.gains, one.more, one.less, one.loses)
    return Bar(
        Both(titles.get(one.policy_id, one.policy_id), one.policy_id),
        parts,
        _same(f"+{one.gains + one.more:,} −{one.less + one.loses:,}"),
    )


def _moved(one: Change) -> bool:
    return bool(one.gains + one.loses + one.more + one.less)


def _tens_of_thousands(fen: int) -> str:
    """Fen as 万元 with two decimals, rounded half up."""
    hundredths = (fen + 5_000) // 10_000
    return f"{hundredths // 100:,}.{hundredths % 100:02}"


def _number(count: int) -> Both:
    return _same(f"{count:,}")


def _same(text: str) -> Both:
    return Both(text, text)
