"""The three-valued answer to a criterion, and the facts that it rests on."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from zhaoren.contracts.model import Contract
from zhaoren.rules.amounts import amount_facts, funding_test
from zhaoren.rules.expressions import facts_of
from zhaoren.rules.model import Criterion, Policy
from zhaoren.rules.sql import boolean, column, literal
from zhaoren.rules.values import expression

DERIVED = {
    "amount_fen": "bigint",
    "granted_before": "boolean",
    "recovered_before": "boolean",
    "payments_in_doubt": "boolean",
    "payment_lacks_key": "boolean",
    "paid_less_before": "boolean",
}
"""Facts beside the grain's own: the amount, and the candidate's past with the benefit."""

NEVER_NULL = frozenset(DERIVED) - {"amount_fen"}


def known_facts(grain: Contract) -> dict[str, str]:
    """Every fact that a policy over the grain may name → its SQL type."""
    return {fact.stored_as: fact.sql_type for fact in grain.columns} | DERIVED


def answer(
    criterion_id: str, criterion: Criterion, policy: Policy, facts: Mapping[str, str]
) -> exp.Expr:
    """The three-valued answer to a criterion: its test, withheld where in doubt."""
    if criterion_id == "funding":
        test = funding_test(policy, facts)
    elif criterion_id == "amount_known":
        test = column("amount_fen") > literal(0)
    else:
        test = expression(criterion.test, policy, facts)
    doubts = [
        exp.Case().when(
            exp.Not(this=exp.Paren(this=expression(text, policy, facts))), boolean(True)
        )
        for text in criterion.unknown
    ]
    if any(criterion_id == item.known_by for item in policy.amount):
        doubts.append(exp.Case().when(column("amount_fen") > literal(0), boolean(True)))
    return exp.and_(test, *doubts)


def evidence_facts(
    criterion_id: str, criterion: Criterion, policy: Policy, facts: Mapping[str, str]
) -> list[str]:
    """The facts shown as a criterion's evidence, each once; a grain may lack shared ones."""
    shown = facts_of(answer(criterion_id, criterion, policy, facts))
    if criterion_id == "amount_known":
        shown += amount_facts(policy, facts)
    return list(dict.fromkeys([*shown, *(name for name in criterion.evidence if name in facts)]))
