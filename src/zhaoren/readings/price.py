"""What the rules read into the documents, and what another reading would change.

A reading stands where a document states nothing or can be read in two ways.
Its price is the difference between two decisions on the same facts: who gains,
who loses, and how much money.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import duckdb

from zhaoren.content import Content
from zhaoren.contracts import Contracts
from zhaoren.decisions import decide_policies
from zhaoren.rules.load import LoadedPolicy, Ruleset
from zhaoren.rules.model import Grounds
from zhaoren.transforms import SqlLog

_UNITS = {"yuan": "金额", "percent": "比例", "count": "数量", "years": "年限"}


@dataclass(frozen=True)
class Reading:
    """A place of a policy that rests on a reading; `otherwise`: name → the other reading."""

    policy_id: str
    title: str
    part: str
    name: str
    label: str
    grounds: Grounds


@dataclass(frozen=True)
class Price:
    """What another reading would change: beneficiaries, and money in fen."""

    gain: int
    lose: int
    difference_fen: int


def readings_of(ruleset: Ruleset) -> Iterator[Reading]:
    """Every reading of a city's policies, in the order of policy and place."""
    for item in sorted(ruleset.policies, key=lambda one: one.id):
        policy = item.policy
        places: list[tuple[str, str, str, Grounds]] = [
            ("criteria", name, criterion.label or name, criterion)
            for name, criterion in item.criteria.items()
        ]
        places += [
            ("parameters", name, f"{_UNITS[one.unit]}（{name}）", one)
            for name, one in policy.parameters.items()
        ]
        places.append(("once", "once", "同一事项只享受一次", policy.once))
        if policy.repeat:
            places.append(("repeat", "repeat", "按月发放", policy.repeat))
        for part, name, label, grounds in places:
            if grounds.reading:
                yield Reading(item.id, policy.title, part, name, label, grounds)


def read_otherwise(item: LoadedPolicy, reading: Reading, alternative: str) -> LoadedPolicy:
    """The policy under the other reading: another test, or another value at every date."""
    if reading.part == "criteria":
        change: dict[str, object] = {"test": alternative}
        if alternative == "true":  # what is not asked can not be in doubt
            change["unknown"] = ()
        criterion = item.criteria[reading.name].model_copy(update=change)
        return replace(item, criteria={**item.criteria, reading.name: criterion})
    parameter = item.policy.parameters[reading.name]
    values = {
        since: _everywhere(value, Decimal(alternative)) for since, value in parameter.values.items()
    }
    changed = parameter.model_copy(update={"values": values})
    parameters = {**item.policy.parameters, reading.name: changed}
    return replace(item, policy=item.policy.model_copy(update={"parameters": parameters}))


def _everywhere(value: object, other: Decimal) -> object:
    """A number, or every number of a table, as another one."""
    if isinstance(value, Mapping):
        return {key: _everywhere(inner, other) for key, inner in value.items()}
    return other


class Pricing:
    """Prices readings over the facts of one night, which stand in `db`."""

    def __init__(
        self,
        db: duckdb.DuckDBPyConnection,
        content: Content,
        contracts: Contracts,
        policies: Sequence[LoadedPolicy],
    ) -> None:
        self._db, self._content, self._contracts = db, content, contracts
        self._policies = policies
        self._as_read: dict[str, _Due] = {}

    def price(self, reading: Reading, alternative: str) -> Price:
        """What the alternative would change; only policies in force were given."""
        item = next(one for one in self._policies if one.id == reading.policy_id)
        together = [one for one in self._policies if one.benefit == item.benefit]
        if item.benefit not in self._as_read:
            self._as_read[item.benefit] = self._due(together)
        before = self._as_read[item.benefit]
        other = read_otherwise(item, reading, alternative)
        after = self._due([other if one is item else one for one in together])
        return Price(
            gain=len(after.keys() - before.keys()),
            lose=len(before.keys() - after.keys()),
            difference_fen=sum(after.values()) - sum(before.values()),
        )

    def _due(self, policies: Sequence[LoadedPolicy]) -> _Due:
        decide_policies(self._db, self._content, self._contracts, policies, SqlLog())
        return dict(
            self._db.execute(
                "select coalesce(beneficiary_id, candidate_id), cast(sum(amount_fen) as bigint) "
                "from decision.decided where outcome = 'eligible' group by 1"
            ).fetchall()
        )


_Due = Mapping[str, int]
"""Beneficiary → what is due to it, in fen."""
