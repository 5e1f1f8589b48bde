"""From a policy to SQL: three SELECTs, built as trees and never as text.

candidates  the rows of the grain that the policy looks at, with their keys
payments    what was paid of the benefit before, under the same key
verdicts    every criterion's answer, its evidence, the amount and its shares

What follows from them (history, precedence, ceilings, the outcome) is the
same for every policy and stands in transforms/3_decisions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlglot import exp

from zhaoren.contracts.model import Contract
from zhaoren.rules.amounts import amount_fen, dated_value, funding_test, share_percent
from zhaoren.rules.expressions import facts_of, parse_expression
from zhaoren.rules.load import LoadedPolicy
from zhaoren.rules.model import Criterion, Policy
from zhaoren.rules.sql import (
    boolean,
    column,
    concat,
    concat_words,
    json_object,
    literal,
    sentence,
)

HISTORY = {
    "granted_before": "boolean",
    "recovered_before": "boolean",
    "payments_in_doubt": "boolean",
    "payment_lacks_key": "boolean",
}
"""Facts that a candidate's past with the benefit adds to the grain's own."""

KEY_SEPARATOR = "\x1f"  # the unit separator: normalised text holds no control characters


@dataclass(frozen=True)
class Compiled:
    """The SELECTs of one policy, and the criteria whose answers they give."""

    policy_id: str
    candidates: exp.Select
    payments: exp.Select
    verdicts: exp.Select
    criteria: tuple[str, ...]

    def criterion(self, criterion_id: str, clause: str, citation: str) -> exp.Select:
        """One row per candidate: the answer to one criterion (criteria.parquet)."""
        answer = column(f"is_{criterion_id}")
        verdict = (
            exp.Case()
            .when(answer, literal("pass"))
            .when(exp.Not(this=answer.copy()), literal("fail"))
            .else_(literal("unknown"))
        )
        return exp.select(
            column("policy_id"),
            column("candidate_id"),
            literal(criterion_id).as_("criterion_id"),
            verdict.as_("verdict"),
            column(f"evidence_{criterion_id}").as_("evidence"),
            literal(clause).as_("clause"),
            literal(citation).as_("citation"),
        ).from_(exp.to_table(verdict_table(self.policy_id)))


def verdict_table(policy_id: str) -> str:
    """The table that holds a policy's verdicts: decision.verdicts_<policy>."""
    return "decision.verdicts_" + policy_id.replace("/", "_").replace("-", "_")


def compile_policy(item: LoadedPolicy, grain: Contract) -> Compiled:
    """The SQL of a policy over the documented facts of its grain."""
    policy = item.policy
    facts = {fact.stored_as: fact.sql_type for fact in grain.columns} | HISTORY
    return Compiled(
        policy_id=item.id,
        candidates=_candidates(item, grain, facts),
        payments=_payments(policy),
        verdicts=_verdicts(item, facts),
        criteria=tuple(item.criteria),
    )


def answer(
    criterion_id: str, criterion: Criterion, policy: Policy, facts: Mapping[str, str]
) -> exp.Expr:
    """The three-valued answer to a criterion: its test, withheld where in doubt."""
    if criterion_id == "funding":
        test = funding_test(policy.funding, facts)
    else:
        test = parse_expression(criterion.test, facts)
    doubts = [
        exp.Case().when(exp.Not(this=column(fact)), boolean(True)) for fact in criterion.unknown
    ]
    return exp.and_(test, *doubts)


def evidence_facts(
    criterion_id: str, criterion: Criterion, policy: Policy, facts: Mapping[str, str]
) -> list[str]:
    """The facts shown as a criterion's evidence, each once."""
    tree = answer(criterion_id, criterion, policy, facts)
    return list(dict.fromkeys([*facts_of(tree), *criterion.evidence]))


def _key(columns: Iterable[str]) -> exp.Expr:
    """A key as one text, null where a part is null."""
    parts: list[exp.Expr] = []
    for name in columns:
        parts += [literal(KEY_SEPARATOR), exp.cast(column(name), "varchar")]
    return concat(parts[1:])


def _candidates(item: LoadedPolicy, grain: Contract, facts: Mapping[str, str]) -> exp.Select:
    policy = item.policy
    parts: list[exp.Expr] = []
    for name in grain.key:
        parts += [literal("|"), exp.cast(column(name), "varchar")]
    return (
        exp.select(
            literal(item.id).as_("policy_id"),
            concat(parts[1:]).as_("candidate_id"),
            _key(policy.once.per).as_("once_key"),
            exp.Star(),
        )
        .from_(f"fact.{policy.grain}")
        .where(parse_expression(policy.scope, facts))
    )


def _payments(policy: Policy) -> exp.Select:
    return (
        exp.select(
            column("person_id"),
            _key(policy.once.per).as_("once_key"),
            _ceiling_group(policy).as_("ceiling_group"),
            column("named_policy_id"),
            column("amount_fen"),
            column("paid_on"),
            column("status"),
        )
        .from_("fact.payments")
        .where(column("benefit_id").eq(literal(policy.benefit)))
    )


def _verdicts(item: LoadedPolicy, facts: Mapping[str, str]) -> exp.Select:
    policy = item.policy
    answers = {
        name: answer(name, criterion, policy, facts) for name, criterion in item.criteria.items()
    }
    answered = exp.select(exp.Star(), *(tree.as_(f"is_{name}") for name, tree in answers.items()))
    answered = answered.from_("decision.candidates_with_history")
    amount = amount_fen(policy)
    valued = exp.select(
        exp.Star(),
        amount.as_("amount_fen"),
        share_percent(policy.funding, facts).as_("city_percent"),
    ).from_("answered")
    return (
        exp.select(
            exp.Star(),
            _split("city").as_("city_fen"),
            _split("district").as_("district_fen"),
            *_lists(item),
            *(
                json_object(evidence_facts(name, criterion, policy, facts), facts).as_(
                    f"evidence_{name}"
                )
                for name, criterion in item.criteria.items()
            ),
            *_standing(item),
        )
        .from_("valued")
        .with_("answered", as_=answered)
        .with_("valued", as_=valued)
    )


def _split(payer: str) -> exp.Expr:
    """A payer's share in fen; the district's is rounded down, the city has the rest."""
    city_left = exp.Paren(this=exp.Sub(this=literal(100), expression=column("city_percent")))
    district = exp.IntDiv(
        this=exp.Paren(this=exp.Mul(this=column("amount_fen"), expression=city_left)),
        expression=literal(100),
    )
    if payer == "district":
        return district
    return exp.Sub(this=column("amount_fen"), expression=exp.Paren(this=district))


def _lists(item: LoadedPolicy) -> list[exp.Expr]:
    """Which criteria fail and which are unknown, as ids and as sentences."""
    failed, unknown, failed_said, unknown_said = [], [], [], []
    for name, criterion in item.criteria.items():
        is_false = exp.Not(this=column(f"is_{name}"))
        is_unknown = exp.Is(this=column(f"is_{name}"), expression=exp.Null())
        label = criterion.label or name
        says = criterion.says
        failed.append(_where(is_false, literal(name)))
        unknown.append(_where(is_unknown, literal(name)))
        failed_said.append(_where(is_false, sentence(says.fail or f"不符合“{label}”")))
        unknown_said.append(_where(is_unknown, sentence(says.unknown or f"不能确认“{label}”")))
    return [
        concat_words(",", failed).as_("failed_ids"),
        concat_words(",", unknown).as_("unknown_ids"),
        concat_words("；", failed_said).as_("failed_said"),
        concat_words("；", unknown_said).as_("unknown_said"),
    ]


def _where(condition: exp.Expr, value: exp.Expr) -> exp.Expr:
    return exp.Case().when(condition.copy(), value)


def _ceiling_group(policy: Policy) -> exp.Expr:
    """Whose ceiling a grant counts under; null where there is none."""
    if not policy.ceilings:
        return exp.cast(exp.Null(), "varchar")
    return _key(policy.ceilings[0].per)


def _standing(item: LoadedPolicy) -> list[exp.Expr]:
    """Where a candidate stands among others: within its key, and under the ceiling."""
    policy = item.policy
    limit: exp.Expr = exp.cast(exp.Null(), "bigint")
    order = policy.once.keep
    if policy.ceilings:
        ceiling = policy.ceilings[0]
        order = ceiling.order
        limit = dated_value(policy.parameters[ceiling.at_most], policy.dated_by)
    return [
        _rank(policy.once.keep).as_("keep_rank"),
        _ceiling_group(policy).as_("ceiling_group"),
        limit.as_("ceiling_fen"),
        _rank(order).as_("ceiling_rank"),
    ]


def _rank(order: Iterable[str]) -> exp.Expr:
    """The place of each candidate in a total order (candidate_id breaks ties)."""
    columns = [
        exp.Ordered(this=column(name), nulls_first=False) for name in (*order, "candidate_id")
    ]
    return exp.Window(this=exp.RowNumber(), order=exp.Order(expressions=columns), over="OVER")
