"""A policy gives no verdicts for a date before its document, and says so."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from zhaoren.content import find_content
from zhaoren.contracts import Contracts
from zhaoren.decisions import Decided, decide
from zhaoren.facts import build_facts
from zhaoren.inputs import Snapshot, read_snapshot
from zhaoren.rules import city_ids, load_rules
from zhaoren.transforms import SqlLog

DOCUMENTS = {  # the date that each document bears
    "zibo-technician-subsidy-rules-2021": date(2021, 10, 18),
    "zibo-26-measures-2022": date(2022, 8, 16),
    "liaocheng-high-skilled-talent-measures-2024": date(2024, 12, 29),
    "rizhao-key-industry-skills-measures-2019": date(2019, 4, 30),
}
RULES = {city: load_rules(find_content(), city) for city in city_ids(find_content())}


def _decided(
    contracts: Contracts, city: str, as_of: date, cache: Path
) -> tuple[Decided, dict[str, date]]:
    """A night without any exports, and the policies of which it says when they begin."""
    content, every = find_content(), frozenset(contracts.inputs)
    with duckdb.connect() as db:
        read_snapshot(
            db, Snapshot((), ()), contracts, cache=cache, benefits={},
            previous_rows=None, allow_shrink=frozenset(), without=every, report=lambda _: None,
        )  # fmt: skip
        build_facts(db, content, RULES[city], as_of, SqlLog())
        decided = decide(db, content, contracts, RULES[city], as_of, (), SqlLog())
        begins = "select policy_id, on_date from output.upcoming where kind = 'policy_begins'"
        return decided, dict(db.execute(begins).fetchall())


@pytest.mark.parametrize("city", RULES)
def test_a_policy_is_in_force_from_the_date_of_its_document(
    contracts: Contracts, city: str, tmp_path: Path
) -> None:
    dates = {DOCUMENTS[item.policy.document] for item in RULES[city].policies}
    for day in dates:
        of_that_day = {
            item.id for item in RULES[city].policies if DOCUMENTS[item.policy.document] == day
        }
        on_the_day, begins = _decided(contracts, city, day, tmp_path)
        assert set(on_the_day.policies) >= of_that_day
        assert not of_that_day & set(begins)
        before, begins = _decided(contracts, city, day - timedelta(1), tmp_path)
        assert set(before.not_in_force) >= of_that_day
        assert {name for name, since in begins.items() if since == day} == of_that_day
