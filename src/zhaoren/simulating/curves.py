"""Cost curves: what a policy costs over a range of one of its figures.

`policy.parameter=from:to:step`, e.g. zibo/technician-2022.employer_limit=50000:100000:10000.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from zhaoren.errors import UsageError
from zhaoren.nightly import Night
from zhaoren.rules.load import Ruleset
from zhaoren.simulating.changes import Change, changed, parse_change
from zhaoren.simulating.verdicts import Sums, decide_again, sums_of

MOST_POINTS = 200


@dataclass(frozen=True)
class Range:
    """A place of a policy, and the figures that it takes one after the other."""

    change: Change
    figures: tuple[str, ...]


@dataclass(frozen=True)
class Point:
    """What is due of the policy's benefit where the figure is so high."""

    figure: Decimal
    due: Sums


@dataclass(frozen=True)
class Curve:
    """A figure's range with what it costs; `unit`: yuan, percent, count or years.

    `now`: the figure of the rules, None where it differs between dates;
    `before`: what the run says is due of the same benefit.
    """

    place: str
    title: str
    unit: str
    now: Decimal | None
    before: Sums
    points: tuple[Point, ...]


def parse_range(typed: str) -> Range:
    """What was typed after `--curve`.

    Raises:
        UsageError: it is not written so, is empty, or has more than 200 points.
    """
    change = parse_change(typed)
    parts = change.value.split(":")
    if len(parts) != 3 or not all(_is_figure(part) for part in parts):
        raise UsageError(
            "A curve is written policy.parameter=from:to:step, such as "
            "zibo/technician-2022.employer_limit=50000:100000:10000."
        )
    start, end, step = map(Decimal, parts)
    if step <= 0 or end < start:
        raise UsageError(f"{change.place}: the range goes upwards, by a step above 0.")
    count = int((end - start) / step) + 1
    if count > MOST_POINTS:
        raise UsageError(
            f"{change.place}: {count} points, each of which is decided anew; at most {MOST_POINTS}."
        )
    return Range(change, tuple(f"{start + step * place:f}" for place in range(count)))


def _is_figure(text: str) -> bool:
    whole, _, rest = text.partition(".")
    return whole.isdecimal() and whole.isascii() and (not rest or rest.isdecimal())


def at(of: Range, figure: str) -> Change:
    """The change that one point is."""
    change = of.change
    return Change(change.policy_id, change.name, change.keys, change.since, figure)


def check_range(ruleset: Ruleset, of: Range) -> None:
    """Whether every point fits.

    Raises:
        UsageError: see `changed`.
    """
    for figure in of.figures:
        changed(ruleset, [at(of, figure)])


def points(night: Night, ruleset: Ruleset, of: Range, chosen: Sequence[str]) -> Iterator[Point]:
    """Decide the policies of the benefit at every figure, over the facts of the night."""
    for figure in of.figures:
        decide_again(night, changed(ruleset, [at(of, figure)]), chosen)
        yield Point(Decimal(figure), sums_of(night.db, "output.decisions"))


def figure_now(ruleset: Ruleset, change: Change) -> Decimal | None:
    """The figure that the rules give there, if they do and it is the same at every date."""
    policies = {item.id: item.policy for item in ruleset.policies}
    policy = policies.get(change.policy_id)
    parameter = policy.parameters.get(change.name) if policy else None
    if parameter is None:
        return None
    found = {_entry(value, change.keys) for value in parameter.values.values()}
    return found.pop() if len(found) == 1 else None


def _entry(value: object, keys: Sequence[str]) -> Decimal | None:
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value if isinstance(value, Decimal) else None
