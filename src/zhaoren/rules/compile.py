"""From a policy to SQL: three SELECTs, built as trees and never as text.

candidates  the rows of the grain that the policy looks at, with keys and amount
payments    what was paid of the benefit before, under the same key
verdicts    every criterion's answer and evidence, and where the candidate stands

What follows from them (history, the best row, precedence, ceilings, the
outcome) is the same for every policy and stands in transforms/3_decisions.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sqlglot import exp

from zhaoren.contracts.model import Contract
from zhaoren.rules.answers import known_facts
from zhaoren.rules.candidates import candidates_of
from zhaoren.rules.load import LoadedPolicy
from zhaoren.rules.payments import past_payments
from zhaoren.rules.sql import column, literal, sql_of
from zhaoren.rules.verdicts import verdicts_of
from zhaoren.said import Said


@dataclass(frozen=True)
class Compiled:
    """The SELECTs of one policy, and the criteria whose answers they give.

    `candidates` holds whole rows and their months where `by_rows`.
    """

    policy_id: str
    candidates: str
    payments: str
    verdicts: str
    gate: tuple[str, ...]
    by_rows: bool

    def criterion(self, criterion_id: str, clause: str, citation: str) -> exp.Select:
        """One row per candidate that is asked: the answer to one criterion (criteria.parquet)."""
        answer = column(f"is_{criterion_id}")
        verdict = (
            exp.Case()
            .when(answer, literal("pass"))
            .when(exp.Not(this=answer.copy()), literal("fail"))
            .else_(literal("unknown"))
        )
        found = exp.select(
            column("policy_id"),
            column("candidate_id"),
            literal(criterion_id).as_("criterion_id"),
            verdict.as_("verdict"),
            column(f"evidence_{criterion_id}").as_("evidence"),
            literal(clause).as_("clause"),
            literal(citation).as_("citation"),
        ).from_(exp.to_table(verdict_table(self.policy_id)))
        if self.by_rows and criterion_id not in self.gate:
            return found.where(exp.Not(this=column("whole_row")))
        return found


def verdict_table(policy_id: str) -> str:
    """The table that holds a policy's verdicts: decision.verdicts_<policy>."""
    return "decision.verdicts_" + policy_id.replace("/", "_").replace("-", "_")


def coming_table(policy_id: str) -> str:
    """The table of answers on rows as they will be: decision.coming_<policy>."""
    return verdict_table(policy_id).replace(".verdicts_", ".coming_")


def compile_policy(item: LoadedPolicy, grain: Contract, *, coming: bool = False) -> Compiled:
    """The SQL of a policy over the documented facts of its grain.

    `coming`: over fact.<grain>_coming, the rows as they will be on a known day.
    A policy that says what it said before is not compiled again.
    """
    said = repr((item.id, item.policy, item.criteria, grain))
    return _compiled(Said((item, grain), said), coming)


@lru_cache(maxsize=256)
def _compiled(asked: Said[tuple[LoadedPolicy, Contract]], coming: bool) -> Compiled:
    item, grain = asked.value
    facts = known_facts(grain)
    repeat = item.policy.repeat
    return Compiled(
        policy_id=item.id,
        candidates=sql_of(candidates_of(item, grain, facts, "_coming" if coming else "")),
        payments=sql_of(past_payments(item, grain)),
        verdicts=sql_of(verdicts_of(item, facts, coming=coming)),
        gate=repeat.gate if repeat else (),
        by_rows=bool(repeat and repeat.gate),
    )
