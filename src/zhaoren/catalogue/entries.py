"""The catalogue with what the policies say: one entry per measure and policy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from zhaoren.catalogue.amounts import amount_said
from zhaoren.content import Content
from zhaoren.contracts import Contracts
from zhaoren.readings import readings_of
from zhaoren.rules.catalogue import Measure, load_catalogue, quoted
from zhaoren.rules.load import LoadedPolicy, PendingPolicy, Ruleset

Status = Literal["active", "pending", "not_paid"]
STATUSES: Mapping[Status, str] = {"active": "施行", "pending": "待定", "not_paid": "不发放"}
BENEFICIARIES = {"person": "个人", "employer": "用人单位", "institution": "机构"}


@dataclass(frozen=True)
class Entry:
    """A policy under a measure, or why the measure (or what is left of it) pays nobody.

    `why`: what a pending policy lacks, or the reason of not_paid. `readings`:
    on how many interpretations an active policy rests.
    """

    city: str
    document: str
    measure: str
    articles: tuple[str, ...]
    status: Status
    policy_id: str = ""
    title: str = ""
    beneficiary: str = ""
    amount: str = ""
    grain: str = ""
    in_force: str = ""
    why: str = ""
    readings: int = 0


def entries(content: Content, contracts: Contracts, ruleset: Ruleset) -> Iterator[Entry]:
    """The entries of a city, in the order of its documents.

    Raises:
        RuleError: the catalogue does not stand.
    """
    active = {item.id: item for item in ruleset.policies}
    pending = {item.id: item for item in ruleset.pending}
    readings = Counter(reading.policy_id for reading in readings_of(ruleset))
    for document, listing in load_catalogue(content, ruleset).items():
        for measure in listing.measures:
            for policy_id in measure.policies:
                item = active.get(policy_id) or pending[policy_id]
                entry = _entry(ruleset, document, measure, item)
                if policy_id in active:
                    entry = _with_figures(entry, active[policy_id], contracts)
                yield replace(entry, readings=readings[policy_id])
            if measure.not_paid:
                why = f"{'其余：' if measure.policies else ''}{measure.not_paid}"
                yield Entry(
                    ruleset.city_id, document, measure.measure, measure.places, "not_paid", why=why
                )


def _entry(
    ruleset: Ruleset, document: str, measure: Measure, item: LoadedPolicy | PendingPolicy
) -> Entry:
    said = item.pending if isinstance(item, PendingPolicy) else item.policy
    places = set(quoted(item))
    return Entry(
        city=ruleset.city_id,
        document=document,
        measure=measure.measure,
        articles=tuple(name for name in measure.places if (document, name) in places),
        status="pending" if isinstance(item, PendingPolicy) else "active",
        policy_id=item.id,
        title=said.title,
        beneficiary=said.beneficiary,
        why=item.pending.pending if isinstance(item, PendingPolicy) else "",
    )


def _with_figures(entry: Entry, item: LoadedPolicy, contracts: Contracts) -> Entry:
    return replace(
        entry,
        amount=amount_said(item.policy, contracts),
        grain=item.policy.grain,
        in_force=item.policy.in_force.isoformat(),
    )
