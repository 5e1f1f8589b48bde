"""Verdicts that differ between two runs, and in which respects.

The runs' tables stand as views in the schemas `before` and `after`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import duckdb

from zhaoren.comparing.outcomes import compare_outcomes

Key = tuple[str, str]  # policy, candidate

_COMPARED = (
    "outcome", "failed", "unknown", "amount_fen", "city_fen", "district_fen",
    "winner_policy_id", "winner_candidate_id", "hold_reason", "district",
    "beneficiary_kind", "beneficiary_id",
)  # fmt: skip
_SHOWN = (*_COMPARED, "person_id", "employer_id", "explanation")
_CHANGED = """
create or replace table changed as
select
    coalesce(later.policy_id, earlier.policy_id) as policy_id,
    coalesce(later.candidate_id, earlier.candidate_id) as candidate_id,
    earlier.policy_id is not null as was_there,
    later.policy_id is not null as is_there,
    coalesce(moved.change, 'other') as change,
    {columns}
from before.decisions as earlier
full outer join after.decisions as later
    on earlier.policy_id = later.policy_id and earlier.candidate_id = later.candidate_id
left join moved
    on
        moved.policy_id = coalesce(later.policy_id, earlier.policy_id)
        and moved.candidate_id = coalesce(later.candidate_id, earlier.candidate_id)
where earlier.policy_id is null or later.policy_id is null or {differ}
"""


@dataclass(frozen=True, slots=True)
class Side:
    """What one run says of a candidate. Amounts in fen, null where nothing is due."""

    outcome: str
    failed: list[str]
    unknown: list[str]
    amount_fen: int | None
    city_fen: int | None
    district_fen: int | None
    winner_policy_id: str | None
    winner_candidate_id: str | None
    hold_reason: str | None
    district: str | None
    beneficiary_kind: str
    beneficiary_id: str | None
    person_id: str | None
    employer_id: str | None
    explanation: str

    @property
    def winner(self) -> Key | None:
        """Who takes its place, where somebody does."""
        if self.winner_policy_id is None or self.winner_candidate_id is None:
            return None
        return self.winner_policy_id, self.winner_candidate_id


@dataclass(frozen=True, slots=True)
class Changed:
    """A verdict that differs; a side is None where the run has no such candidate."""

    policy_id: str
    candidate_id: str
    change: str
    before: Side | None
    after: Side | None

    @property
    def key(self) -> Key:
        """Policy and candidate."""
        return self.policy_id, self.candidate_id

    @property
    def sides(self) -> list[Side]:
        """Those that there are."""
        return [side for side in (self.before, self.after) if side]

    @property
    def subjects(self) -> list[str]:
        """The numbers of person and organisations that it speaks of."""
        numbers = (
            number
            for side in self.sides
            for number in (side.person_id, side.beneficiary_id, side.employer_id)
        )
        return list(dict.fromkeys(number for number in numbers if number))

    @property
    def money_fen(self) -> int:
        """By how much what is due grows (or shrinks)."""
        due = [
            (side.amount_fen or 0) if side and side.outcome == "eligible" else 0
            for side in (self.before, self.after)
        ]
        return due[1] - due[0]

    @property
    def aspects(self) -> list[str]:
        """In which respects it differs; each has a cause of its own.

        candidate   one run has no such candidate; nothing else is asked then
        answers     which criteria fail or are unknown
        granted     whether the same was granted before
        winner      who takes its place
        ceiling     whether the ceiling leaves room
        amount, share, hold, place

        Of granted, winner and ceiling only where both got so far: what decides
        is the first step at which they part.
        """
        if self.before is None or self.after is None:
            return ["candidate"]
        return [name for name, test in _ASPECTS.items() if test(self.before, self.after)]


def _is(outcome: str, before: Side, after: Side) -> bool:
    return (before.outcome == outcome) != (after.outcome == outcome)


def _both_paid(before: Side, after: Side) -> bool:
    return before.amount_fen is not None and after.amount_fen is not None


def _reach(step: str, before: Side, after: Side) -> bool:
    """Whether both verdicts got as far as a step (2-policies, how a verdict is reached)."""
    return {before.outcome, after.outcome} <= _REACHED_BY[step]


_REACHED_BY = {
    "granted": {"already_granted", "review", "superseded", "capped", "eligible"},
    "winner": {"superseded", "capped", "eligible"},
    "ceiling": {"capped", "eligible"},
}
_ASPECTS: Mapping[str, Callable[[Side, Side], bool]] = {
    "answers": lambda b, a: (b.failed, b.unknown) != (a.failed, a.unknown),
    "granted": lambda b, a: _reach("granted", b, a) and _is("already_granted", b, a),
    "winner": lambda b, a: _reach("winner", b, a) and b.winner != a.winner,
    "ceiling": lambda b, a: _reach("ceiling", b, a) and b.outcome != a.outcome,
    "amount": lambda b, a: _both_paid(b, a) and b.amount_fen != a.amount_fen,
    "share": lambda b, a: (
        _both_paid(b, a) and b.amount_fen == a.amount_fen and b.city_fen != a.city_fen
    ),
    "hold": lambda b, a: (
        b.outcome == a.outcome == "eligible" and b.hold_reason != a.hold_reason
    ),
    "place": lambda b, a: (
        (b.district, b.beneficiary_kind, b.beneficiary_id)
        != (a.district, a.beneficiary_kind, a.beneficiary_id)
    ),
}  # fmt: skip


def changed_verdicts(db: duckdb.DuckDBPyConnection) -> list[Changed]:
    """Every verdict that differs, in the order of policy and candidate; makes table `changed`."""
    compare_outcomes(db, "before.decisions", "after.decisions", "moved")
    columns = [
        f"{relation}.{name} as {name}_{side}"
        for relation, side in (("earlier", "before"), ("later", "after"))
        for name in _SHOWN
    ]
    differ = " or ".join(f"earlier.{name} is distinct from later.{name}" for name in _COMPARED)
    db.execute(_CHANGED.format(columns=", ".join(columns), differ=differ))
    count = len(_SHOWN)
    return [
        Changed(
            policy,
            candidate,
            change,
            Side(*values[:count]) if was_there else None,
            Side(*values[count:]) if is_there else None,
        )
        for policy, candidate, was_there, is_there, change, *values in db.execute(
            "select * from changed order by policy_id, candidate_id"
        ).fetchall()
    ]
