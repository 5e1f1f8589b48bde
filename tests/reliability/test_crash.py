"""Every command of the lifecycle, killed at its points; and killed at random times."""

from __future__ import annotations

import random
from collections.abc import Iterator

from .conftest import LONG
from .lifecycle import Life
from .tracer import Kill
from .trial import Bench, Step


def points_of(step: Step) -> Iterator[Kill]:
    """Every kill of a step: before each change, in the middle of each write, after the last."""
    for number, (call, _) in enumerate(step.traced.points, 1):
        yield Kill(number)
        if "write" in call:
            yield Kill(number, "middle")
    yield Kill(len(step.traced.points), "after")


def spread(kills: list[Kill], count: int) -> list[Kill]:
    """So many of them, spread evenly, first and last among them."""
    if len(kills) <= count:
        return kills
    return [kills[round(place * (len(kills) - 1) / (count - 1))] for place in range(count)]


def test_the_lifecycle_survives_kills(bench: Bench) -> None:
    steps = Life(bench).play()
    chance = random.Random(4)
    for step in steps:
        kills = list(points_of(step))
        for kill in kills if LONG else chance.sample(kills, 1):
            bench.crash(step, kill)
