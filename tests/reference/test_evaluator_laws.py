"""Laws that the witness itself must keep on whatever world."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .evaluator import Verdicts, World, evaluate
from .later import with_later_evidence
from .worlds import EXAMPLES, worlds

often = settings(
    max_examples=15 * EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
)


@given(world=worlds(), seed=st.integers(0, 99))
@often
def test_the_order_of_rows_does_not_matter(world: World, seed: int) -> None:
    shuffled = replace(world, rows=dict(world.rows))
    for source, rows in world.rows.items():
        shuffled.rows[source] = Random(seed).sample(rows, len(rows))
    assert evaluate(shuffled) == evaluate(world)


@given(world=worlds())
@often
def test_later_evidence_changes_no_verdict(world: World) -> None:
    before, later = evaluate(world), evaluate(with_later_evidence(world))
    assert {key: later.decisions[key] for key in before.decisions} == before.decisions
    assert {key: later.criteria[key] for key in before.criteria} == before.criteria


@given(world=worlds(most=30))
@often
def test_what_a_verdict_promises(world: World) -> None:
    verdicts = evaluate(world)
    for key, row in verdicts.decisions.items():
        assert (row["outcome"] == "ineligible") == bool(row["failed"])
        assert row["outcome"] != "review" or row["unknown"]
        assert (row["amount_fen"] is not None) == (row["outcome"] in ("eligible", "capped"))
        assert (row["winner_candidate_id"] is not None) == (row["outcome"] == "superseded")
        if row["amount_fen"] is not None:
            assert row["city_fen"] + row["district_fen"] == row["amount_fen"]
            asked_where = (*key, "in_city") in verdicts.criteria
            assert row["district"] is not None or not asked_where
    assert _each_paid_once(verdicts)


def _each_paid_once(verdicts: Verdicts) -> bool:
    eligible = [
        (row["person_id"], row["occupation_code"], row["level"])
        for row in verdicts.decisions.values()
        if row["outcome"] == "eligible" and row["certificate_no"] is not None
    ]
    return len(eligible) == len(set(eligible))
