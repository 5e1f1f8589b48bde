"""What became of each policy's candidates: how many are still in after each criterion."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from zhaoren.publish.figures import OUTCOMES
from zhaoren.report.wording import Both, words

_COUNTED = """
select
    policy_id, outcome, failed[1], unknown[1], count(*),
    cast(coalesce(sum(amount_fen) filter (where outcome = 'eligible'), 0) as bigint)
from published.decisions group by 1, 2, 3, 4 order by all
"""
_ASKED = """
select policy_id, title, criterion_id, label from published.rules
order by place, policy_id, criterion_place
"""


@dataclass(frozen=True)
class Step:
    """How many are still in: `sure` passed everything so far, `doubtful` failed nothing so far."""

    name: Both
    sure: int
    doubtful: int = 0

    @property
    def all(self) -> int:
        """Everyone who has not failed."""
        return self.sure + self.doubtful


@dataclass(frozen=True)
class Funnel:
    """The candidates of a policy: all, those still in after each criterion, eligible, payable.

    `outcomes`: outcome → count; `amount_fen`: what its eligible are due.
    """

    policy_id: str
    title: str
    outcomes: Mapping[str, int]
    amount_fen: int
    steps: Sequence[Step]

    @property
    def candidates(self) -> int:
        """How many were decided."""
        return sum(self.outcomes.values())


@dataclass(frozen=True)
class _Group:
    """Candidates with one outcome that first fail, and first leave unknown, the same criteria."""

    outcome: str
    failed: str | None
    unknown: str | None
    count: int
    amount_fen: int


def read_funnels(db: duckdb.DuckDBPyConnection, payable: Mapping[str, int]) -> list[Funnel]:
    """Every decided policy's funnel, in the policies' order; `payable`: policy → grants in batches.

    `failed` and `unknown` of a verdict stand in the policy's order, so their
    first says where the candidate left.
    """
    groups: dict[str, list[_Group]] = {}
    for policy_id, *group in db.execute(_COUNTED).fetchall():
        groups.setdefault(policy_id, []).append(_Group(*group))
    asked: dict[str, list[tuple[str, str]]] = {}
    titles: dict[str, str] = {}
    for policy_id, title, criterion_id, label in db.execute(_ASKED).fetchall():
        titles[policy_id] = title
        asked.setdefault(policy_id, []).append((criterion_id, label))
    return [
        _funnel(name, titles[name], asked[name], groups.get(name, []), payable.get(name, 0))
        for name in titles
    ]


def _funnel(
    policy_id: str,
    title: str,
    asked: Sequence[tuple[str, str]],
    groups: Sequence[_Group],
    payable: int,
) -> Funnel:
    outcomes: Counter[str] = Counter()
    for group in groups:
        outcomes[group.outcome] += group.count
    steps = [Step(Both("全部对象", "all candidates"), sum(outcomes.values()))]
    places = {name: place for place, (name, _) in enumerate(asked)}
    for place, (name, label) in enumerate(asked):
        steps.append(_after(Both(label, words(name)), place, places, groups))
    steps += [
        Step(Both("符合，应当发放", "eligible"), outcomes["eligible"]),
        Step(Both("可以发放", "payable"), payable),
    ]
    amount = sum(group.amount_fen for group in groups)
    counted = {name: outcomes[name] for name in OUTCOMES if outcomes[name]}
    return Funnel(policy_id, title, counted, amount, steps)


def _after(name: Both, place: int, places: Mapping[str, int], groups: Iterable[_Group]) -> Step:
    """Who is still in after the criterion at `place`."""
    end = len(places)
    left = [group for group in groups if places.get(group.failed or "", end) > place]
    doubtful = sum(group.count for group in left if places.get(group.unknown or "", end) <= place)
    return Step(name, sum(group.count for group in left) - doubtful, doubtful)
