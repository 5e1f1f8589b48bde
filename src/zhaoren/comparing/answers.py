"""Criteria of changed verdicts whose answer or evidence differs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from zhaoren.comparing.verdicts import Key

_DIFFERENT = """
with
asked as (select policy_id, candidate_id from changed where was_there and is_there),
earlier as (select * from before.criteria semi join asked using (policy_id, candidate_id)),
later as (select * from after.criteria semi join asked using (policy_id, candidate_id))
select
    coalesce(later.policy_id, earlier.policy_id) as policy_id,
    coalesce(later.candidate_id, earlier.candidate_id) as candidate_id,
    coalesce(later.criterion_id, earlier.criterion_id) as criterion_id,
    earlier.verdict as verdict_before,
    later.verdict as verdict_after,
    earlier.evidence as evidence_before,
    later.evidence as evidence_after
from earlier
full outer join later
    on
        earlier.policy_id = later.policy_id
        and earlier.candidate_id = later.candidate_id
        and earlier.criterion_id = later.criterion_id
where
    earlier.verdict is distinct from later.verdict
    or earlier.evidence is distinct from later.evidence
order by 1, 2, 3
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """A criterion that was answered otherwise, or saw something else.

    A verdict is None where that run did not ask the criterion.
    """

    criterion_id: str
    before: str | None
    after: str | None
    saw_before: Mapping[str, Any]
    saw_after: Mapping[str, Any]

    @property
    def differs(self) -> bool:
        """Whether the answer itself differs, not only what it saw."""
        return self.before != self.after

    @property
    def reworded(self) -> bool:
        """Whether the criterion asks for other facts, or is asked by one run alone."""
        return self.saw_before.keys() != self.saw_after.keys() or None in (self.before, self.after)

    @property
    def facts(self) -> dict[str, tuple[Any, Any]]:
        """Fact that both saw → its values, where they differ."""
        return {
            name: (value, self.saw_after[name])
            for name, value in self.saw_before.items()
            if name in self.saw_after and self.saw_after[name] != value
        }


def changed_answers(db: duckdb.DuckDBPyConnection) -> dict[Key, Sequence[Answer]]:
    """Of every changed verdict that both runs have; needs table `changed`."""
    found: dict[Key, list[Answer]] = {}
    for policy, candidate, criterion, was, now, saw, sees in db.execute(_DIFFERENT).fetchall():
        answer = Answer(criterion, was, now, json.loads(saw or "{}"), json.loads(sees or "{}"))
        found.setdefault((policy, candidate), []).append(answer)
    return dict(found)
