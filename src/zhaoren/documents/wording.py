"""The Chinese words of documents: policies, criteria, facts, levels; from rules and contracts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zhaoren.contracts import Contracts
from zhaoren.contracts.labels import fact_codes
from zhaoren.contracts.model import Contract
from zhaoren.payments.prepare import labels
from zhaoren.rules.load import LoadedPolicy, Ruleset

UNDECIDED = "未确定"
"""What the lists call a district that is not known."""
ERASED = "已删除"
"""What stands for particulars that were erased."""
_NOTHING = "无"
_LONGEST = 80  # characters of evidence in a cell


@dataclass(frozen=True)
class PolicyWords:
    """A policy's title, and its criteria and facts → what they are called."""

    title: str
    criteria: Mapping[str, str]
    facts: Mapping[str, str]
    by_period: bool


@dataclass(frozen=True)
class Words:
    """What a city's documents call things; `districts` and `policies` in their order."""

    city: str
    city_title: str
    districts: tuple[str, ...]
    policies: Mapping[str, PolicyWords]
    levels: Mapping[str, str]
    codes: Mapping[str, Mapping[str, str]]

    def policy(self, policy_id: str) -> PolicyWords:
        """The words of a policy; a policy that the rules no longer have goes by its id."""
        return self.policies.get(policy_id) or PolicyWords(policy_id, {}, {}, by_period=False)

    def level(self, level: str | None) -> str:
        """A level of skill."""
        return self.levels.get(level or "", level or "")

    def evidence(self, policy_id: str, evidence: str) -> str:
        """The values that a criterion saw (JSON), in short: 区县：无；单位类型：企业."""
        facts = self.policy(policy_id).facts
        seen = {name: value for name, value in json.loads(evidence).items() if name in facts}
        text = "；".join(f"{facts[name]}：{self._said(name, seen[name])}" for name in seen)
        return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"

    def _said(self, fact: str, value: Any) -> str:
        if value is None:
            return _NOTHING
        if isinstance(value, bool):
            return "是" if value else "否"
        return self.codes.get(fact, {}).get(str(value), str(value))


def words_of(ruleset: Ruleset, contracts: Contracts) -> Words:
    """The words of a city's documents."""
    policies = {
        item.id: _policy(item, contracts.outputs.get(f"facts_{item.policy.grain}"))
        for item in sorted(ruleset.policies, key=lambda item: item.id)
    }
    return Words(
        city=ruleset.city_id,
        city_title=ruleset.city.title,
        districts=(*ruleset.city.districts, ruleset.city.own.name, UNDECIDED),
        policies=policies,
        levels=labels(contracts, "level"),
        codes=fact_codes(contracts),
    )


def _policy(item: LoadedPolicy, grain: Contract | None) -> PolicyWords:
    return PolicyWords(
        title=item.policy.title,
        criteria={name: one.label or name for name, one in item.criteria.items()},
        facts={column.stored_as: column.header for column in grain.columns} if grain else {},
        by_period=item.policy.repeat is not None,
    )
