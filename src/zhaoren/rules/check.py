"""`zhaoren check`: everything that can be wrong in the rules, without any data.

All faults at once, each with its file and line. Source: 7-rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from zhaoren.content import Content
from zhaoren.contracts import Contracts
from zhaoren.rules.amounts import amount_facts
from zhaoren.rules.catalogue import catalogue_problems
from zhaoren.rules.check_criteria import CriteriaCheck, grounds_problems
from zhaoren.rules.clauses import Clauses
from zhaoren.rules.expressions import ExpressionError, facts_of
from zhaoren.rules.load import (
    PendingPolicy,
    city_ids,
    read_cases,
    read_ruleset,
)
from zhaoren.rules.model import Parameter, Sum, Table
from zhaoren.rules.risks import risk_problems
from zhaoren.rules.values import SCALE, expression, facts_of_parameter
from zhaoren.rules.verdicts import SHOWN
from zhaoren.rules.yaml import Problem


def check_rules(content: Content, contracts: Contracts) -> list[Problem]:
    """Every fault of every city's rules, sorted by file and line."""
    problems: list[Problem] = []
    for city_id in city_ids(content):
        ruleset = read_ruleset(content.rules, city_id, problems)
        if ruleset is None:
            continue
        clauses = Clauses(content.rules, ruleset.documents)
        problems += catalogue_problems(content, ruleset)
        problems += risk_problems(content.rules, ruleset, contracts)
        for pending in ruleset.pending:
            problems += _pending_problems(pending, clauses)
        for item in ruleset.policies:
            checker = _PolicyCheck(item, ruleset, contracts, clauses)
            problems += checker.problems()
            cases = read_cases(item, content.rules, problems)
            if cases is not None and checker.grain is not None:
                problems += checker.cases_problems(cases)
    return sorted(set(problems))


def _pending_problems(item: PendingPolicy, clauses: Clauses) -> Iterator[Problem]:
    yield from grounds_problems(item.pending, item.pending.document, item.source, clauses)


class _PolicyCheck(CriteriaCheck):
    """The checks of one policy against its grain, its city and its documents."""

    def problems(self) -> Iterator[Problem]:
        """Every fault of policy.yaml."""
        if self.grain is None:
            yield self.source.problem(
                f"grain {self.policy.grain!r} is not a documented fact table "
                f"(data_contracts/outputs/facts_{self.policy.grain}.odcs.yaml)",
                "grain",
            )
            return
        yield from self._scope()
        yield from self._names()
        yield from self._parameters()
        yield from self._amount()
        yield from self._repeat()
        yield from self._relations()
        for name, criterion in self.item.criteria.items():
            yield from self.criterion(name, criterion)
        yield from self.stands(self.policy.once, "once")

    def _scope(self) -> Iterator[Problem]:
        try:
            tree = expression(self.policy.scope, self.policy, self.facts)
        except ExpressionError as error:
            yield self.source.problem(f"scope {error}", "scope")
            return
        for fact in facts_of(tree):
            if fact not in self.never_null:
                yield self.source.problem(f"scope looks at {fact}, which can be empty", "scope")

    def _names(self) -> Iterator[Problem]:
        policy = self.policy
        used = [("once", "per", policy.once.per), ("once", "keep", policy.once.keep)]
        used += [("paid_to", "", (policy.payee,)), ("shows", "", tuple(policy.shows.values()))]
        for ceiling in policy.ceilings:
            used += [("ceilings", "per", ceiling.per), ("ceilings", "order", ceiling.order)]
            used += [("ceilings", "year_of", (ceiling.year_of,))]
        if policy.repeat:
            used += [("repeat", "per", policy.repeat.per), ("repeat", "keep", policy.repeat.keep)]
        for part, word, names in used:
            for name in names:
                if name not in self.facts and (word, name) != ("year_of", "as_of"):
                    where = f"{part}.{word}" if word else part
                    yield self.source.problem(f"{where}: {name} is not a fact", part, word)
        for name in policy.shows:
            if name not in SHOWN:
                yield self.source.problem(f"shows: decisions have no column {name}", "shows", name)
        dated = self.facts.get(policy.dated_by)
        if dated != "date" and (dated != "bigint" or "year" not in policy.dated_by):
            yield self.source.problem(
                f"dated_by: {policy.dated_by} is not a date or a year among the facts", "dated_by"
            )

    def _parameters(self) -> Iterator[Problem]:
        policy = self.policy
        needed = [item.at_most for item in policy.ceilings]
        needed += [name for s in policy.amount for name in (s.rate, s.at_least, s.at_most) if name]
        needed += [policy.repeat.times] if policy.repeat else []
        for name in needed:
            if name not in policy.parameters:
                yield self.source.problem(f"there is no parameter {name}", "parameters")
        named = set(needed) | self._named_in_expressions()
        for name, parameter in policy.parameters.items():
            if name not in named:
                yield self.source.problem(f"parameter {name} is never used", "parameters", name)
            yield from self._table(name, parameter)
            yield from self.stands(parameter, "parameters", name)

    def _named_in_expressions(self) -> set[str]:
        policy = self.policy
        texts = [policy.scope, *(item.when for item in policy.amount)]
        for criterion in self.item.criteria.values():
            texts += [criterion.test, *criterion.unknown]
        return {word for text in texts for word in re.findall(r"\w+", text)}

    def _table(self, name: str, parameter: Parameter) -> Iterator[Problem]:
        place = ("parameters", name)
        for fact in facts_of_parameter(parameter):
            if fact not in self.facts:
                yield self.source.problem(f"{name}.by: {fact} is not a fact", *place, "by")
        later = sorted(parameter.values)[1:]
        if self.facts.get(self.policy.dated_by) == "bigint" and any(
            (day.month, day.day) != (1, 1) for day in later
        ):
            yield self.source.problem(
                f"{name}: dated by a year, so a new value begins on 1 January", *place, "values"
            )
        depth = 1 if parameter.band else len(parameter.by)
        for since, value in parameter.values.items():
            if not _is_whole(value, SCALE[parameter.unit]):
                yield self.source.problem(
                    f"{name}: a figure is finer than fen, hundredths of a percent or one",
                    *place,
                    "values",
                    since.isoformat(),
                )
            if not _has_depth(value, depth):
                yield self.source.problem(
                    f"{name}: a table needs `by`, and only a table has it, a level for each key",
                    *place,
                    "values",
                    since.isoformat(),
                )

    def _amount(self) -> Iterator[Problem]:
        for place, item in enumerate(self.policy.amount):
            yield from self._sum(item, place)
        try:
            facts = amount_facts(self.policy, self.facts)
        except (ExpressionError, KeyError):  # said already
            return
        criteria = self.policy.criteria
        guards = {item.known_by for item in self.policy.amount if item.known_by}
        doubtful = [fact for fact in facts if fact not in self.never_null]
        if doubtful and not guards and "amount_known" not in criteria:
            yield self.source.problem(
                f"the amount rests on {', '.join(doubtful)}, which can be empty: name the "
                "criterion amount_known",
                "criteria",
            )
        if not self.policy.once.highest and any(
            "paid_less_before" in use.unknown for use in self.item.criteria.values()
        ):
            yield self.source.problem("paid_less_before needs once.highest", "once")

    def _sum(self, item: Sum, place: int) -> Iterator[Problem]:
        if item.when:
            yield from self.expression_problems(item.when, "amount", place, "when")
        if not item.rate and not item.of:
            yield self.source.problem("a sum needs rate or of", "amount", place)
        for fact in (item.of, item.times):
            if fact and self.facts.get(fact) != "bigint":
                yield self.source.problem(f"amount: {fact} is not a number", "amount", place)
        if item.known_by and item.known_by not in self.policy.criteria:
            yield self.source.problem(
                f"known_by: there is no criterion {item.known_by}", "amount", place
            )

    def _repeat(self) -> Iterator[Problem]:
        repeat = self.policy.repeat
        if repeat is None:
            return
        if "month_number" not in self.facts:
            yield self.source.problem("repeat: the grain has no months", "repeat")
        for name in repeat.gate:
            if name not in self.item.criteria:
                yield self.source.problem(f"repeat.gate: no criterion {name}", "repeat", "gate")
        if repeat.gate and not repeat.per:
            yield self.source.problem("repeat: a gate needs per and keep", "repeat")
        if repeat.reading or repeat.clause:
            yield from self.stands(repeat, "repeat")

    def _relations(self) -> Iterator[Problem]:
        others = {item.id: item for item in self.ruleset.policies}
        for name in self.policy.yields_to:
            if name not in others or others[name].benefit != self.item.benefit:
                yield self.source.problem(
                    f"yields_to {name}, which is not a policy of benefit {self.item.benefit}",
                    "yields_to",
                )
        if self.policy.once.highest and (self.policy.yields_to or self.policy.ceilings):
            yield self.source.problem(
                "where the highest amount wins there is neither yields_to nor a ceiling", "once"
            )
        if "no_recovery" not in self.policy.criteria:
            yield self.source.problem("name the criterion no_recovery", "criteria")
        shares = any(share.district for share in self.policy.funding)
        if shares and "funding" not in self.policy.criteria:
            yield self.source.problem(
                "a district pays a share: name the criterion funding", "criteria"
            )
        for place, share in enumerate(self.policy.funding):
            if share.when:
                yield from self.expression_problems(share.when, "funding", place, "when")
            if (share.city == 100) == bool(share.district):
                yield self.source.problem("city and district do not sum to 100", "funding", place)


def _has_depth(value: object, depth: int) -> bool:
    """Whether every entry of a table lies so many keys deep."""
    if not isinstance(value, Mapping):
        return depth == 0
    return depth > 0 and all(_has_depth(inner, depth - 1) for inner in value.values())


def _is_whole(value: Decimal | Table, scale: int) -> bool:
    """Whether every figure of a table is a whole number of the SQL's units."""
    if isinstance(value, Mapping):
        return all(_is_whole(inner, scale) for inner in value.values())
    return value * scale == int(value * scale)
