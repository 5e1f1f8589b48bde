"""Every command of the lifecycle and its nights, killed; nothing is done twice, nothing is lost."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from .figures import LONG, count
from .kills import killed_at_random, kills_of, spread, telling_kills
from .lifecycle import REVERSED, REVOKED, Life
from .picture import picture_of
from .tracer import Kill
from .trial import KILLED, Step

pytestmark = pytest.mark.long

PARTS = 8 if LONG else 1
POINTS_OF_A_COMMAND = 1  # in the short version; in the long one all of the first of its name
POINTS_AGAIN = 10  # of a command that was given before
MOST_POINTS = 100  # gc alone has more: a point a file that it deletes
POINTS_OF_A_NIGHT = 30  # of a night that is neither the first nor the last
BESIDE = 24  # points of a night in what it throws away when it is killed
LIVES = 2 if LONG else 0
NIGHTLY = 0.06  # of the random trials, which take a hundred times as long on a night
RANDOM_KILLS = 1_000 if LONG else 12


def is_night(step: Step) -> bool:
    return step.words[0] == "night"


def test_a_life_goes_as_it_should(life: Life) -> None:
    states = dict(life.steps[-1].later.states)
    assert len(states) == life.people
    assert (states.pop(REVOKED), states.pop(REVERSED)) == ("rejected", "dismissed")
    assert set(states.values()) == {"paid"}


def kills_of_command(life: Life, place: int) -> list[Kill]:
    kills = list(kills_of(life.steps[place]))
    if not LONG:
        return random.Random(place).sample(kills, POINTS_OF_A_COMMAND)
    again = life.steps[place].name in [step.name for step in life.steps[:place]]
    return spread(kills, POINTS_AGAIN if again else MOST_POINTS)


@pytest.mark.parametrize("part", range(PARTS))
def test_a_command_that_is_killed_anywhere_is_whole_when_run_again(life: Life, part: int) -> None:
    for place, step in enumerate(life.steps):
        if place % PARTS != part or is_night(step):
            continue
        for kill in kills_of_command(life, place):
            ended = life.bench.crash(step, kill)
            count("staff command, at a point", kills=ended.code == KILLED)


@pytest.mark.parametrize("place", range(5) if LONG else [2])
def test_a_night_that_is_killed_anywhere_is_whole_when_run_again(life: Life, place: int) -> None:
    step = [step for step in life.steps if is_night(step)][place]
    kills = telling_kills(step, BESIDE)
    some = spread(kills, POINTS_OF_A_NIGHT) if place in (1, 2, 3) else kills
    for kill in some if LONG else spread(kills, 4)[1:3]:
        ended = life.bench.crash(step, kill)
        count("night, at a point", kills=ended.code == KILLED)


@pytest.mark.parametrize("part", range(PARTS))
def test_kills_at_random_times_again_and_again(life: Life, part: int) -> None:
    chance, killed = random.Random(part), 0
    nights = [step for step in life.steps if is_night(step)]
    others = [step for step in life.steps if not is_night(step)]
    while killed < RANDOM_KILLS / PARTS:
        step = chance.choice(nights if chance.random() < NIGHTLY else others)
        now = killed_at_random(life.bench, step, chance, chance.randint(1, 4))
        count(f"{'night' if is_night(step) else 'staff command'}, at a random time", kills=now)
        killed += now


@pytest.fixture
def _papers_of_the_recorded_life(life: Life) -> Iterator[None]:
    """What commands take in, as it was: other tests play the recorded life's steps."""
    papers = {path: path.read_bytes() for path in life.files.iterdir() if path.is_file()}
    yield
    for path, content in papers.items():
        path.write_bytes(content)


@pytest.mark.usefixtures("_papers_of_the_recorded_life")
@pytest.mark.parametrize("seed", range(LIVES))
def test_a_whole_life_under_kills_ends_the_same(life: Life, seed: int) -> None:
    """No state is put back: every command works on what the killed ones left.

    A review list shows the check of its own ledger, so it differs in that from the
    recorded life's and is filled in anew; all else is the same byte for byte.
    """
    chance, bench = random.Random(seed), life.bench
    bench.put_back(life.steps[0])
    for step in life.steps:
        life.make_ready(step)
        for _ in range(3):
            delay = chance.uniform(0, step.traced.seconds)
            count("whole life", kills=bench.run_killed(step.words, delay) == KILLED)
        bench.run(step.words)
    bench.check_same(life.steps[-1], "documents/zibo/F", "documents/zibo/N", "payments")
    papers = picture_of(bench.out).kept("documents")
    assert papers.keys() == life.steps[-1].later.kept("documents").keys()
