"""What can be wrong with a policy's criteria: their expressions, words, dates and cases."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zhaoren.contracts import Contracts
from zhaoren.contracts.model import Contract
from zhaoren.rules.answers import NEVER_NULL, answer, evidence_facts, known_facts
from zhaoren.rules.clauses import Clauses
from zhaoren.rules.expressions import ExpressionError, facts_of
from zhaoren.rules.load import LoadedPolicy, Ruleset
from zhaoren.rules.model import Cases, Criterion, Grounds
from zhaoren.rules.sql import facts_in
from zhaoren.rules.values import expression
from zhaoren.rules.yaml import Problem, Source

AUTOMATIC = ("funding", "amount_known")
"""Criteria whose test follows from another part of the policy."""

_CHANGES = {"date": ("date", "boolean"), "bigint": ("bigint",)}
"""What may change from a date, or a year, on."""


def grounds_problems(
    grounds: Grounds, document: str, source: Source, clauses: Clauses, *place: str
) -> Iterator[Problem]:
    """A rule quotes a clause that stands where it is said to, or gives a reading."""
    what = place[-1] if place else "the measure"
    if not grounds.clause and not grounds.reading:
        yield source.problem(
            f"{what} quotes no clause; if the text states nothing, give a reading", *place
        )
    if grounds.otherwise and not grounds.reading:
        yield source.problem(f"{what}: otherwise without a reading", *place)
    if grounds.clause:
        fault = clauses.fault(grounds.document or document, grounds.article, grounds.clause)
        if fault:
            yield source.problem(fault, *place, "clause")


class CriteriaCheck:
    """The checks of one policy's criteria against its grain and its documents."""

    def __init__(
        self, item: LoadedPolicy, ruleset: Ruleset, contracts: Contracts, clauses: Clauses
    ) -> None:
        self.item, self.policy, self.source = item, item.policy, item.source
        self.ruleset, self.clauses = ruleset, clauses
        self.grain: Contract | None = contracts.outputs.get(f"facts_{item.policy.grain}")
        columns = self.grain.columns if self.grain else ()
        self.facts = known_facts(self.grain) if self.grain else {}
        self.never_null = {column.stored_as for column in columns if column.required} | NEVER_NULL

    def criterion(self, name: str, criterion: Criterion) -> Iterator[Problem]:
        """Every fault of a criterion."""
        place = ("criteria", name)
        if not criterion.label:
            yield self.source.problem(f"criterion {name} has no label", *place)
        if name not in AUTOMATIC:
            if not criterion.test:
                yield self.source.problem(
                    f"criterion {name} has no test, here or in criteria.yaml", *place
                )
            else:
                yield from self.expression_problems(criterion.test, *place, "test")
        for text in criterion.unknown:
            yield from self.expression_problems(text, *place, "unknown")
        own = self.policy.criteria[name].evidence  # what criteria.yaml shows a grain may lack
        shown = [*own, *facts_in(criterion.says.fail + criterion.says.unknown)]
        for fact in shown:
            if fact not in self.facts:
                yield self.source.problem(f"{name} shows {fact}, which is not a fact", *place)
        for what, test in criterion.otherwise.items():
            yield from self.expression_problems(test, *place, "otherwise", what)
        yield from self._dates(criterion, *place)
        yield from self._mend(name, criterion)
        yield from self.stands(criterion, *place)

    def _mend(self, name: str, criterion: Criterion) -> Iterator[Problem]:
        """What would change an answer is said, and filled in from the evidence alone."""
        if not criterion.says.mend:
            yield self.source.problem(
                f"criterion {name} does not say what would change its answer (says.mend)",
                "criteria",
                name,
            )
        try:
            seen = evidence_facts(name, criterion, self.policy, self.facts)
        except ExpressionError:  # told of where the expression stands
            return
        for fact in facts_in(criterion.says.mend):
            if fact not in seen:
                yield self.source.problem(
                    f"{name}: says.mend shows {fact}, which is not in its evidence",
                    "criteria",
                    name,
                )

    def _dates(self, criterion: Criterion, *place: str) -> Iterator[Problem]:
        name = place[-1]
        looked_at = " ".join([criterion.test, *criterion.unknown])
        for word in ("met_on", "expected_on"):
            for fact, day in getattr(criterion, word).items():
                if fact not in re.findall(r"\w+", looked_at):
                    yield self.source.problem(f"{word}: {name} does not ask for {fact}", *place)
                if not self._is_day(day) or self.facts.get(fact) not in _CHANGES[self.facts[day]]:
                    yield self.source.problem(
                        f"{word}: {day} is no date (nor year) from which {fact} may hold", *place
                    )
        for word in ("met_until", "closes_on"):
            day = getattr(criterion, word)
            if day and self.facts.get(day) != "date":
                yield self.source.problem(f"{word}: {day} is not a date", *place)
        if criterion.expected_on and not criterion.assuming:
            yield self.source.problem("expected_on: say what it rests on (assuming)", *place)

    def _is_day(self, fact: str) -> bool:
        kind = self.facts.get(fact)
        return kind == "date" or (kind == "bigint" and "year" in fact)

    def expression_problems(self, text: str, *place: str | int) -> Iterator[Problem]:
        """An expression parses, and asks only for what there is."""
        try:
            expression(text, self.policy, self.facts)
        except ExpressionError as error:
            yield self.source.problem(f"{text!r} {error}", *place)

    def stands(self, grounds: Grounds, *place: str) -> Iterator[Problem]:
        """Whether there is ground for a part of the policy."""
        yield from grounds_problems(
            grounds, self.policy.document, self.source, self.clauses, *place
        )

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
