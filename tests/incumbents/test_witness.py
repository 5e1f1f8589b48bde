"""The pipeline against the witness, with random ledgers: open, granted, recovered, rejected.

ZHAOREN_EXAMPLES=10 looks at ten times as many cities.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

import duckdb
import pytest

from tests.reference.evaluator import World, evaluate
from tests.reference.evaluator.candidate import Candidate
from tests.reference.evaluator.decide import benefits
from tests.reference.evaluator.entries import CLOSED, GRANTED, OPEN, RECOVERED, Entries, Entry
from tests.reference.harness import Tables, differences, told, verdicts
from tests.reference.seeds import Place, places
from tests.reference.worlds import EXAMPLES, seeded_world

from .deciding import Deciding, deciding

PEOPLE = 300
SEEDS = {"zibo": (0, 4), "liaocheng": (4,), "rizhao": (2,)}
CITIES = places(SEEDS, range(300, 299 + EXAMPLES), short=())
LEDGERS = 2
LARGE = (1_000_000, 2_500_000, 4_600_000, 40_000_000)  # fen
STANDINGS = (OPEN, OPEN, OPEN, OPEN, GRANTED, GRANTED, RECOVERED, CLOSED)


class Known(NamedTuple):
    """A candidate as both sides know it."""

    candidate: Candidate
    once_key: str
    ceiling_group: str | None


@pytest.mark.parametrize("place", CITIES)
def test_the_pipeline_agrees_with_the_witness(place: Place, tmp_path: Path) -> None:
    city, seed = place
    world = seeded_world(seed, PEOPLE, city)
    with deciding(world, tmp_path) as night:
        night.decide()
        known = candidates(world, night.db)
        for number in range(LEDGERS):
            random = Random(seed * 10 + number)
            entries = list(ledger(random, known, world.as_of.year))
            night.decide()
            put(night.db, entries, known)
            reviews = [row for row in night.decide_as_loaded().findings if row["unknown"]]
            confirmed = confirm(random, night, reviews)
            found = night.decide_as_loaded()
            witness = evaluate(world, Entries(entries, confirmed))
            pipeline = verdicts(world, Tables(found.decisions, found.criteria))
            different = differences(witness, pipeline)
            assert not different, told(world, different)


def candidates(world: World, db: duckdb.DuckDBPyConnection) -> list[Known]:
    """All candidates whose key is known, in a stated order."""
    query = "select policy_id, candidate_id, once_key, ceiling_group from decision.decided"
    rows = {row[:2]: row[2:] for row in db.execute(query).fetchall()}
    judged = [one for _, found in benefits(world, Entries()) for one in found.candidates.values()]
    return [
        Known(one, *rows[one.id])
        for one in sorted(judged, key=lambda one: one.id)
        if rows[one.id][0] is not None and one.shown.get("period") != ""
    ]


def ledger(random: Random, known: Sequence[Known], year: int) -> Iterator[Entry]:
    """Grants of all kinds, most of them of candidates that could be granted something."""
    share = random.choice((0.1, 0.4))
    places = random.sample(range(1, 10 * len(known)), len(known))
    for one, place in zip(known, places, strict=True):
        likely = not one.candidate.failed()
        if one.candidate.lost_to or random.random() > (share if likely else 0.02):
            continue
        other = one
        if random.random() < 0.1:  # found under another employer's ceiling
            policy = one.candidate.policy
            other = random.choice([each for each in known if each.candidate.policy is policy])
        under = None
        if one.candidate.policy.ceiling and other.ceiling_group is not None:
            under = other.candidate.under
            if random.random() < 0.2:
                under = (*under[:-1], random.choice((year - 1, year + 1)))
        standing = random.choice(STANDINGS)
        amount = one.candidate.amount or 250_000
        if under and standing == GRANTED:  # much of a ceiling is used up
            amount = random.choice((amount, *LARGE))
        yield Entry(
            one.candidate.policy.policy_id,
            one.candidate.policy.benefit,
            one.candidate.candidate_id,
            one.candidate.key,
            standing,
            place,
            max(100, amount + random.choice((0, 0, 0, -100, 100))),
            under,
        )


def put(db: duckdb.DuckDBPyConnection, entries: Sequence[Entry], known: Sequence[Known]) -> None:
    """The ledger's tables as `load_ledger` would make them."""
    keys = {one.candidate.id: one.once_key for one in known}
    groups = {
        (one.candidate.policy.policy_id, one.candidate.under[:-1]): one.ceiling_group
        for one in known
    }
    rows = [
        (
            f"G{place:07}", 1, one.policy_id, one.benefit, one.candidate_id,
            keys[one.policy_id, one.candidate_id], one.standing, one.place, one.amount,
            None if one.under is None else groups[one.policy_id, one.under[:-1]],
            None if one.under is None else one.under[-1],
        )
        for place, one in enumerate(entries, start=1)
    ]  # fmt: skip
    columns = (
        "grant_id, variant, policy_id, benefit_id, candidate_id, once_key, standing, place, "
        "amount_fen, ceiling_group, ceiling_year"
    )
    db.execute("delete from ledger.grants")
    db.execute("delete from ledger.confirmed")
    marks = ", ".join("?" for _ in columns.split(","))
    db.executemany(f"insert into ledger.grants ({columns}) values ({marks})", rows)


def confirm(
    random: Random, night: Deciding, reviews: Sequence[dict[str, object]]
) -> set[tuple[str, str]]:
    """A reviewer confirms a third of those in review, some of them on other evidence."""
    chosen = random.sample(list(reviews), len(reviews) // 3)
    stale = {id(row) for row in random.sample(chosen, len(chosen) // 5)}
    for row in chosen:
        unknown = row["unknown"]
        assert isinstance(unknown, list)
        evidence = "0" * 64 if id(row) in stale else row["unknown_evidence"]
        values = [row["policy_id"], row["candidate_id"], ",".join(unknown), evidence]
        night.db.execute("insert into ledger.confirmed values (?, ?, ?, ?)", values)
    return {
        (str(row["policy_id"]), str(row["candidate_id"])) for row in chosen if id(row) not in stale
    }
