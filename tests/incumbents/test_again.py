"""The law over random cities: deciding again with one's own findings says the same.

ZHAOREN_EXAMPLES=10 looks at ten times as many cities.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from tests.reference.seeds import places
from tests.reference.worlds import EXAMPLES, seeded_world
from zhaoren.ledger import Grant, State
from zhaoren.ledger.lifecycle import GRANTED, OPEN

from .deciding import Deciding, deciding
from .notebook import Notebook

PEOPLE = 300
SEEDS = {"zibo": (0, 4), "liaocheng": (3,), "rizhao": (2,)}
CITIES = places(SEEDS, range(200, 199 + EXAMPLES), short=())
STATES = (*State, *[State.FOUND] * 8)  # half of the grants stay open


@pytest.fixture(scope="module", params=CITIES)
def city(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Deciding]:
    name, seed = request.param
    with deciding(seeded_world(seed, PEOPLE, name), tmp_path_factory.mktemp(name)) as found:
        yield found


@pytest.fixture(scope="module")
def notes(city: Deciding) -> Notebook:
    """The ledger to which each test of a city adds."""
    return city.notebook()


def test_with_ones_own_findings_in_the_ledger(city: Deciding, notes: Notebook) -> None:
    first = city.decide()
    assert len(notes.find(first.findings, city.as_of)) == len(first.standing) > 100
    assert city.decide(notes) == first


def test_with_confirmed_reviews_in_the_ledger(city: Deciding, notes: Notebook) -> None:
    """They contend and stay in review; what was found before is not moved by them."""
    before = city.decide(notes)
    reviews = [row for row in before.findings if row["outcome"] == "review"]
    notes.confirm(Random(1).sample(reviews, len(reviews) // 2), city.as_of)
    confirmed = city.decide(notes)
    assert before.standing.items() <= confirmed.standing.items()
    new = notes.find(confirmed.findings, city.as_of)
    assert len(new) == len(confirmed.standing) - len(before.standing) > 0
    assert all(grant.confirmed for grant in new)
    said = confirmed.outcomes
    assert {said[key] for key in confirmed.standing.keys() - before.standing.keys()} == {"review"}
    assert city.decide(notes) == confirmed


def test_with_grants_in_every_state(city: Deciding, notes: Notebook) -> None:
    """Each says of its own candidate what its state means; deciding again says it again."""
    random = Random(2)
    for grant in notes.book.grants.values():
        notes.put(random.choice(STATES), [grant])
    found = city.decide(notes)
    said = {row["grant_id"]: row["outcome"] for row in city.table("grants")}
    assert len(said) == len(notes.book.grants)
    for grant in notes.book.grants.values():
        assert said[grant.id] in _what_may_be_said_of(grant), grant.id
    notes.find(found.findings, city.as_of)
    assert city.decide(notes) == found


def _what_may_be_said_of(grant: Grant) -> set[str]:
    if grant.state in GRANTED:
        return {"already_granted"}
    if grant.state in OPEN:
        return {"review"} if grant.confirmed else {"eligible"}
    if grant.state is State.RECOVERED:
        return {"review"}
    assert grant.state is State.REJECTED  # its key comes back by name only, and takes no room
    return {"review"} if grant.confirmed else {"eligible", "capped", "superseded"}
