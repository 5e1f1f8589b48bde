"""Which kills: at the points of a step, all or spread; at random times; again and again."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from .tracer import Kill
from .trial import KILLED, Bench, Step

BESIDE = ("building", "cache", "spill")
"""Where a night writes most: what is killed there is thrown away, so a spread of it is enough."""


def kills_of(step: Step) -> Iterator[Kill]:
    """Every kill of a step: before each change, in the middle of each write, after the last."""
    for number, (call, _) in enumerate(step.traced.points, 1):
        yield Kill(number)
        if call in ("write", "pwrite64"):
            yield Kill(number, "middle")
    yield Kill(len(step.traced.points), "after")


def telling_kills(step: Step, beside: int) -> list[Kill]:
    """Every kill in a place that stays, and so many of those beside it."""
    kills = list(kills_of(step))
    places = [step.traced.points[kill.number - 1][1] for kill in kills]
    aside = [kill for kill, place in zip(kills, places, strict=True) if place.startswith(BESIDE)]
    some = set(spread(aside, beside))
    return [kill for kill in kills if kill in some or kill not in set(aside)]


def spread(kills: list[Kill], count: int) -> list[Kill]:
    """So many of them, spread evenly, first and last among them."""
    if len(kills) <= count or count < 2:
        return kills[:count]
    return [kills[round(place * (len(kills) - 1) / (count - 1))] for place in range(count)]


def killed_at_random(bench: Bench, step: Step, chance: Random, times: int) -> int:
    """Kill a step again and again at random times, then let it end; how often it was killed."""
    bench.put_back(step)
    killed, delays = 0, []
    for _ in range(times):
        delays.append(chance.uniform(0, step.traced.seconds))
        killed += bench.run(step.words, Kill(seconds=delays[-1])).code == KILLED
        bench.check_whole(step, f"{step.name}, killed after {delays}")
    bench.run(step.words)
    bench.check_done(step, f"{step.name}, killed after {delays}")
    return killed
