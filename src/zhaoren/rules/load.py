"""From the folder `rules/` to what the compiler needs: one city's ruleset."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from zhaoren.content import Content, benefits_elsewhere
from zhaoren.errors import RuleError, UsageError
from zhaoren.rules.districts import Districts
from zhaoren.rules.model import (
    Cases,
    City,
    Criterion,
    Document,
    Grounds,
    Pending,
    Policy,
    Risk,
)
from zhaoren.rules.yaml import Model, Problem, Source, parse, read_yaml


@dataclass(frozen=True)
class LoadedPolicy:
    """A policy with its shared criteria filled in."""

    id: str
    policy: Policy
    criteria: Mapping[str, Criterion]
    source: Source
    sha256: str

    @property
    def benefit(self) -> str:
        """The benefit that it grants: its own id unless policies share one."""
        return self.policy.benefit or self.id

    def place(self, grounds: Grounds, documents: Mapping[str, Document]) -> str:
        """Document and article of a clause; empty where nothing is quoted."""
        if not grounds.clause:
            return ""
        title = documents[grounds.document or self.policy.document].title
        return f"《{title}》{grounds.article}"

    def citation(self, grounds: Grounds, documents: Mapping[str, Document]) -> str:
        """Document and article of a clause, or that it is an interpretation."""
        place = self.place(grounds, documents)
        reading = f"解读：{grounds.reading}" if grounds.reading else ""
        return f"{place}（{reading}）" if place and reading else place or reading


@dataclass(frozen=True)
class PendingPolicy:
    """A measure that cannot be paid yet, and what is missing."""

    id: str
    pending: Pending
    source: Source
    sha256: str


@dataclass(frozen=True)
class Ruleset:
    """Everything that the rules say about one city.

    `policies` stand in the order in which they are decided: one that yields
    comes after those that it yields to.
    """

    city_id: str
    city: City
    districts: Districts
    policies: tuple[LoadedPolicy, ...]
    pending: tuple[PendingPolicy, ...]
    documents: Mapping[str, Document]
    risks: Mapping[str, Risk]
    hashes: Mapping[str, str]
    elsewhere: frozenset[str] = frozenset()
    """Policies and benefits of the other cities: an export may tell what they paid."""

    @property
    def benefits(self) -> dict[str, str]:
        """Every name of a benefit in a payments export → policy or benefit id."""
        known = {identifier: identifier for identifier in self.elsewhere}
        known |= {item.id: item.id for item in self.policies}
        known |= {item.benefit: item.benefit for item in self.policies}
        known |= {item.id: item.id for item in self.pending}
        named = self.city.benefit_names.items()
        return known | {name: identifier for identifier, names in named for name in names}

    @property
    def municipal_enterprises(self) -> list[str]:
        """The listed names, white space removed and full width folded."""
        listed = self.city.municipal_enterprises
        names = listed.names if listed else ()
        return ["".join(unicodedata.normalize("NFKC", name).split()) for name in names]

    def policy(self, policy_id: str) -> LoadedPolicy:
        """The policy of that id.

        Raises:
            UsageError: the city has no such policy.
        """
        for item in self.policies:
            if item.id == policy_id:
                return item
        raise UsageError(
            f"There is no policy {policy_id}; {self.city_id} has "
            f"{', '.join(sorted(item.id for item in self.policies))}."
        )


def city_ids(content: Content) -> list[str]:
    """The cities that have rules, sorted."""
    return sorted(path.parent.name for path in content.rules.glob("*/city.yaml"))


def load_rules(content: Content, city_id: str) -> Ruleset:
    """The ruleset of a city.

    Raises:
        UsageError: there are no rules for that city.
        RuleError: a file does not fit its shape; the message lists every fault.
    """
    if city_id not in city_ids(content):
        raise UsageError(
            f"There are no rules for a city {city_id}; "
            f"rules/ knows {', '.join(city_ids(content)) or 'none'}."
        )
    problems: list[Problem] = []
    ruleset = read_ruleset(content.rules, city_id, problems)
    if problems or ruleset is None:
        raise RuleError("\n".join(str(problem) for problem in sorted(problems)))
    return ruleset


def read_ruleset(rules: Path, city_id: str, problems: list[Problem]) -> Ruleset | None:
    """The ruleset as far as it can be read; what cannot goes to `problems`."""
    city = _read(City, rules / city_id / "city.yaml", rules, problems)
    documents = _read_mapping(Document, rules / "documents" / "documents.yaml", rules, problems)
    shared = _read_mapping(Criterion, rules / "criteria.yaml", rules, problems)
    read = [
        loaded
        for path in sorted((rules / city_id).glob("*/policy.yaml"))
        if (loaded := _read_policy(path, rules, shared, problems))
    ]
    policies = [item for item in read if isinstance(item, LoadedPolicy)]
    if city is None:
        return None
    shared_files = (rules / "criteria.yaml", rules / "documents" / "documents.yaml")
    hashes = {item.id: item.sha256 for item in read}
    for path in (*shared_files, rules / city_id / "city.yaml"):
        hashes[path.relative_to(rules).as_posix()] = _sha256(path)
    return Ruleset(
        city_id=city_id,
        city=city,
        districts=Districts(city),
        policies=tuple(_in_order(policies, problems)),
        pending=tuple(item for item in read if isinstance(item, PendingPolicy)),
        documents=documents,
        risks=_read_mapping(Risk, rules / "risks.yaml", rules, problems),
        hashes=dict(sorted(hashes.items())),
        elsewhere=benefits_elsewhere(rules, city_id),
    )


def read_cases(item: LoadedPolicy, rules: Path, problems: list[Problem]) -> Cases | None:
    """The cases beside a policy."""
    return _read(Cases, item.source.path.with_name("cases.yaml"), rules, problems)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _read(model: type[Model], path: Path, rules: Path, problems: list[Problem]) -> Model | None:
    source = read_yaml(path, rules)
    if isinstance(source, Problem):
        problems.append(source)
        return None
    return _parsed(model, source, problems)


def _parsed(model: type[Model], source: Source, problems: list[Problem]) -> Model | None:
    value = parse(model, source)
    if isinstance(value, list):
        problems.extend(value)
        return None
    return value


def _read_mapping(
    model: type[Model], path: Path, rules: Path, problems: list[Problem]
) -> dict[str, Model]:
    source = read_yaml(path, rules)
    if isinstance(source, Problem):
        problems.append(source)
        return {}
    found = {}
    for name in source.tree:
        value = parse(model, source.part(name))
        if isinstance(value, list):
            problems.extend(value)
        else:
            found[str(name)] = value
    return found


def _read_policy(
    path: Path, rules: Path, shared: Mapping[str, Criterion], problems: list[Problem]
) -> LoadedPolicy | PendingPolicy | None:
    source = read_yaml(path, rules)
    if isinstance(source, Problem):
        problems.append(source)
        return None
    policy_id = path.parent.relative_to(rules).as_posix()
    if "pending" in source.tree:
        pending = _parsed(Pending, source, problems)
        return PendingPolicy(policy_id, pending, source, _sha256(path)) if pending else None
    policy = _parsed(Policy, source, problems)
    if policy is None:
        return None
    criteria = {name: _fill(use, shared.get(name)) for name, use in policy.criteria.items()}
    return LoadedPolicy(policy_id, policy, criteria, source, _sha256(path))


def _fill(use: Criterion, shared: Criterion | None) -> Criterion:
    """The criterion as the policy uses it: what it does not say is as shared, word for word."""
    if shared is None:
        return use
    said, common = use.model_dump(exclude_unset=True), shared.model_dump(exclude_unset=True)
    says = common.get("says", {}) | said.get("says", {})
    return Criterion.model_validate(common | said | ({"says": says} if says else {}))


def _in_order(policies: list[LoadedPolicy], problems: list[Problem]) -> Iterator[LoadedPolicy]:
    waiting, known = {item.id: item for item in policies}, {item.id for item in policies}
    while waiting:
        ready = [
            item
            for item in waiting.values()
            if not (set(item.policy.yields_to) & known & set(waiting))
        ]
        if not ready:
            problems.extend(
                item.source.problem("yields_to runs in a circle", "yields_to")
                for item in waiting.values()
            )
            return
        for item in ready:
            del waiting[item.id]
            yield item
