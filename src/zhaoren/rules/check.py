"""`zhaoren check`: everything that can be wrong in the rules, without any data.

All faults at once, each with its file and line. Source: 7-rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from zhaoren.content import Content
from zhaoren.contracts import Contracts
from zhaoren.contracts.model import Contract
from zhaoren.rules.clauses import Clauses
from zhaoren.rules.compile import HISTORY, answer
from zhaoren.rules.expressions import BOOLEAN, ExpressionError, facts_of, parse_expression
from zhaoren.rules.load import LoadedPolicy, Ruleset, city_ids, read_cases, read_ruleset
from zhaoren.rules.model import Cases, Criterion, Grounds
from zhaoren.rules.sql import facts_in
from zhaoren.rules.yaml import Problem

AUTOMATIC = ("funding",)
"""Criteria whose test follows from another part of the policy."""


def check_rules(content: Content, contracts: Contracts) -> list[Problem]:
    """Every fault of every city's rules, sorted by file and line."""
    problems: list[Problem] = []
    for city_id in city_ids(content):
        ruleset = read_ruleset(content.rules, city_id, problems)
        if ruleset is None:
            continue
        clauses = Clauses(content.rules, ruleset.documents)
        for item in ruleset.policies:
            checker = _PolicyCheck(item, ruleset, contracts, clauses)
            problems += checker.problems()
            cases = read_cases(item, content.rules, problems)
            if cases is not None and checker.grain is not None:
                problems += checker.cases_problems(cases)
    return sorted(set(problems))


class _PolicyCheck:
    """The checks of one policy against its grain, its city and its documents."""

    def __init__(
        self, item: LoadedPolicy, ruleset: Ruleset, contracts: Contracts, clauses: Clauses
    ) -> None:
        self.item, self.policy, self.source = item, item.policy, item.source
        self.ruleset, self.clauses = ruleset, clauses
        self.grain: Contract | None = contracts.outputs.get(f"facts_{item.policy.grain}")
        columns = self.grain.columns if self.grain else ()
        self.facts = {column.stored_as: column.sql_type for column in columns} | HISTORY
        self.never_null = {column.stored_as for column in columns if column.required} | {*HISTORY}

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
        yield from self._relations()
        for name, criterion in self.item.criteria.items():
            yield from self._criterion(name, criterion)
        yield from self._grounds(self.policy.once, "once")

    def _scope(self) -> Iterator[Problem]:
        try:
            tree = parse_expression(self.policy.scope, self.facts)
        except ExpressionError as error:
            yield self.source.problem(f"scope {error}", "scope")
            return
        for fact in facts_of(tree):
            if fact not in self.never_null:
                yield self.source.problem(f"scope looks at {fact}, which can be empty", "scope")

    def _names(self) -> Iterator[Problem]:
        used = [("once", "per", self.policy.once.per), ("once", "keep", self.policy.once.keep)]
        for ceiling in self.policy.ceilings:
            used += [("ceilings", "per", ceiling.per), ("ceilings", "order", ceiling.order)]
        for part, word, names in used:
            for name in names:
                if name not in self.facts:
                    yield self.source.problem(f"{part}.{word}: {name} is not a fact", part, word)
        if self.facts.get(self.policy.dated_by) != "date":
            yield self.source.problem(
                f"dated_by: {self.policy.dated_by} is not a date among the facts", "dated_by"
            )

    def _parameters(self) -> Iterator[Problem]:
        needed = [self.policy.amount.rate, *(item.at_most for item in self.policy.ceilings)]
        for name in needed:
            if name not in self.policy.parameters:
                yield self.source.problem(f"there is no parameter {name}", "parameters")
        for name, parameter in self.policy.parameters.items():
            place = ("parameters", name)
            if name not in needed:
                yield self.source.problem(f"parameter {name} is never used", *place)
            if parameter.by and parameter.by not in self.facts:
                yield self.source.problem(f"{name}.by: {parameter.by} is not a fact", *place, "by")
            for since, value in parameter.values.items():
                if isinstance(value, Mapping) != bool(parameter.by):
                    yield self.source.problem(
                        f"{name}: a table needs `by`, and only a table has it",
                        *place,
                        "values",
                        since.isoformat(),
                    )
            yield from self._grounds(parameter, *place)

    def _relations(self) -> Iterator[Problem]:
        others = {item.id: item.policy for item in self.ruleset.policies}
        for name in self.policy.yields_to:
            if name not in others or others[name].benefit != self.policy.benefit:
                yield self.source.problem(
                    f"yields_to {name}, which is not a policy of benefit {self.policy.benefit}",
                    "yields_to",
                )
        shares = any(share.district for share in self.policy.funding)
        if shares and "funding" not in self.policy.criteria:
            yield self.source.problem(
                "a district pays a share: name the criterion funding", "criteria"
            )
        for place, share in enumerate(self.policy.funding):
            if share.when:
                yield from self._expression(share.when, "funding", place, "when")
            if (share.city == 100) == bool(share.district):
                yield self.source.problem("city and district do not sum to 100", "funding", place)

    def _criterion(self, name: str, criterion: Criterion) -> Iterator[Problem]:
        place = ("criteria", name)
        if not criterion.label:
            yield self.source.problem(f"criterion {name} has no label", *place)
        if name not in AUTOMATIC:
            if not criterion.test:
                yield self.source.problem(
                    f"criterion {name} has no test, here or in criteria.yaml", *place
                )
            else:
                yield from self._expression(criterion.test, *place, "test")
        for fact in criterion.unknown:
            if self.facts.get(fact) != "boolean":
                yield self.source.problem(
                    f"{name}: unknown names {fact}, not a yes-no fact", *place
                )
        shown = [*criterion.evidence, *facts_in(criterion.says.fail + criterion.says.unknown)]
        for fact in shown:
            if fact not in self.facts:
                yield self.source.problem(f"{name} shows {fact}, which is not a fact", *place)
        for what, test in criterion.otherwise.items():
            yield from self._expression(test, *place, "otherwise", what)
        yield from self._grounds(criterion, *place)

    def _expression(self, text: str, *place: str | int) -> Iterator[Problem]:
        try:
            parse_expression(text, self.facts, BOOLEAN)
        except ExpressionError as error:
            yield self.source.problem(f"{text!r} {error}", *place)

    def _grounds(self, grounds: Grounds, *place: str) -> Iterator[Problem]:
        if not grounds.clause and not grounds.reading:
            yield self.source.problem(
                f"{place[-1]} quotes no clause; if the text states nothing, give a reading", *place
            )
        if grounds.otherwise and not grounds.reading:
            yield self.source.problem(f"{place[-1]}: otherwise without a reading", *place)
        if grounds.clause:
            document = grounds.document or self.policy.document
            fault = self.clauses.fault(document, grounds.article, grounds.clause)
            if fault:
                yield self.source.problem(fault, *place, "clause")

    def cases_problems(self, cases: Cases) -> Iterator[Problem]:
        """Criteria without a passing, a failing or, where it can be, an unknown case."""
        name = self.source.name.replace("policy.yaml", "cases.yaml")
        for criterion_id, criterion in self.item.criteria.items():
            try:
                looked_at = facts_of(answer(criterion_id, criterion, self.policy, self.facts))
            except ExpressionError:
                continue
            can_fail = criterion_id not in AUTOMATIC and criterion.test != "true"
            can_be_unknown = bool(criterion.unknown) or not self.never_null.issuperset(looked_at)
            every = cases.cases.values()
            wanted = {
                "passing": any(criterion_id not in (*case.failed, *case.unknown) for case in every),
                "failing": not can_fail or any(criterion_id in case.failed for case in every),
                "unknown": not can_be_unknown
                or any(criterion_id in case.unknown for case in every),
            }
            for kind, there in wanted.items():
                if not there:
                    yield Problem(name, 1, f"criterion {criterion_id} has no {kind} case")
