"""From a policy to SQL: three SELECTs, built as trees and never as text.

candidates  the rows of the grain that the policy looks at, with keys and amount
payments    what was paid of the benefit before, under the same key
verdicts    every criterion's answer and evidence, and where the candidate stands

What follows from them (history, the best row, precedence, ceilings, the
outcome) is the same for every policy and stands in transforms/3_decisions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from sqlglot import exp

from zhaoren.contracts.model import Contract
from zhaoren.rules.amounts import (
    amount_facts,
    amount_fen,
    full_said,
    funding_test,
    looked_at,
    share_percent,
)
from zhaoren.rules.dates import ahead, dated_answers
from zhaoren.rules.expressions import facts_of
from zhaoren.rules.load import LoadedPolicy
from zhaoren.rules.model import Criterion, Policy
from zhaoren.rules.payments import past_payments
from zhaoren.rules.sql import (
    KEY_SEPARATOR,
    boolean,
    candidate_id,
    column,
    concat,
    concat_words,
    json_object,
    key,
    literal,
    null,
    rank,
    sentence,
    sql_of,
)
from zhaoren.rules.values import dated_value, expression
from zhaoren.said import Said

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
SHOWN = (
    "person_id",
    "employer_id",
    "district",
    "certificate_no",
    "occupation_code",
    "level",
    "period",
)
"""What decisions.parquet shows of a candidate, where its grain has it."""


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


def known_facts(grain: Contract) -> dict[str, str]:
    """Every fact that a policy over the grain may name → its SQL type."""
    return {fact.stored_as: fact.sql_type for fact in grain.columns} | DERIVED


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
        candidates=sql_of(_candidates(item, grain, facts, "_coming" if coming else "")),
        payments=sql_of(past_payments(item, grain)),
        verdicts=sql_of(_verdicts(item, facts, coming=coming)),
        gate=repeat.gate if repeat else (),
        by_rows=bool(repeat and repeat.gate),
    )


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


def _candidates(
    item: LoadedPolicy, grain: Contract, facts: Mapping[str, str], which: str
) -> exp.Select:
    """The rows that are looked at; of a policy with a gate, whole rows and months."""
    policy, repeat = item.policy, item.policy.repeat
    never_null = frozenset(c.stored_as for c in grain.columns if c.required)
    found = (
        exp.select(
            literal(item.id).as_("policy_id"),
            candidate_id(grain.key).as_("candidate_id"),
            candidate_id(grain.key, KEY_SEPARATOR).as_("candidate_parts"),
            key(policy.once.per).as_("once_key"),
            column(policy.payee).as_("beneficiary_id"),
            _fact(_name_of(policy.payee), facts).as_("payee_name"),
            amount_fen(policy, facts).as_("amount_fen"),
            boolean(_asks_for_less(item)).as_("lower_is_less"),
            *([] if "person_id" in facts else [null("varchar").as_("person_id")]),
            exp.Star(),
        )
        .from_(f"fact.{policy.grain}{which}")
        .where(looked_at(policy, facts, never_null))
    )
    if repeat is None:
        return found
    within = column("month_number") <= dated_value(policy.parameters[repeat.times], policy, facts)
    if not repeat.gate:
        return found.where(within)
    gate = exp.and_(*(answer(n, item.criteria[n], policy, facts) for n in repeat.gate))
    row_key = [name for name in grain.key if name != "period"]
    is_row = exp.Is(this=column("period"), expression=exp.Null())
    return found.where(exp.or_(is_row, within)).select(
        is_row.copy().as_("whole_row"),
        candidate_id(row_key).as_("row_id"),
        key(repeat.per).as_("row_group"),
        rank((*repeat.keep, *row_key)).as_("row_rank"),
        gate.as_("gate_passes"),
    )


def _asks_for_less(item: LoadedPolicy) -> bool:
    """Whether a lower sum paid before is not the grant itself, but a doubt."""
    return any("paid_less_before" in one.unknown for one in item.criteria.values())


def _name_of(payee: str) -> str:
    return payee.removesuffix("_id") + "_name"


def _fact(name: str, facts: Mapping[str, str]) -> exp.Expr:
    """A fact as text; null where the grain has none of that name."""
    if name not in facts:
        return null("varchar")
    return column(name) if facts[name] == "varchar" else exp.cast(column(name), "varchar")


def _verdicts(item: LoadedPolicy, facts: Mapping[str, str], *, coming: bool) -> exp.Select:
    policy, repeat = item.policy, item.policy.repeat
    gate = repeat.gate if repeat else ()
    rows = bool(gate)
    answers = {}
    for name, criterion in item.criteria.items():
        found = answer(name, criterion, policy, facts)
        if rows and name not in gate:  # asked of months only
            found = exp.Case().when(exp.Not(this=column("whole_row")), found)
        answers[f"is_{name}"] = found
    answered = exp.select(exp.Star(), *(tree.as_(name) for name, tree in answers.items()))
    answered = answered.from_("decision.candidates_with_history")
    days = dated_answers(
        item.criteria, {name: answers[f"is_{name}"] for name in item.criteria}, facts
    )
    dated = exp.select(exp.Star(), *days).from_("answered")
    listed = exp.select(
        column("policy_id"),
        column("candidate_id"),
        column("candidate_parts"),
        column("once_key"),
        column("granted_before"),
        literal(policy.beneficiary).as_("beneficiary_kind"),
        column("beneficiary_id"),
        column("payee_name"),
        _fact("person_name", facts).as_("person_name"),
        *(_fact(policy.shows.get(name, name), facts).as_(name) for name in SHOWN),
        column("amount_fen"),
        share_percent(policy, facts).as_("city_percent"),
        *((column(name) for name in ("whole_row", "row_winner_id")) if rows else _no_rows()),
        *_standing(item, facts),
        *_lists(item, gate, rows),
        *ahead(item.criteria, gate, rows, assumed=coming),
        *(column(name) for name in answers),
        *(
            json_object(evidence_facts(name, criterion, policy, facts), facts).as_(
                f"evidence_{name}"
            )
            for name, criterion in item.criteria.items()
        ),
    ).from_("dated")
    seen = _unknown_evidence(item, gate, rows).as_("unknown_evidence")
    found = exp.select(exp.Star(), seen).from_("listed")
    found = found.with_("answered", as_=answered).with_("dated", as_=dated)
    return found.with_("listed", as_=listed)


def _unknown_evidence(item: LoadedPolicy, gate: Iterable[str], rows: bool) -> exp.Expr:
    """SHA-256 over what the unknown criteria saw, of a candidate in review; else null."""
    seen = []
    for name in item.criteria:
        is_unknown = _is_unknown(name, gate, rows)
        evidence = concat([literal(f"{name}:"), column(f"evidence_{name}")])
        seen.append(_where(is_unknown, evidence))
    in_review = exp.and_(
        column("failed_ids").eq(literal("")), column("unknown_ids").neq(literal(""))
    )
    digest = exp.SHA2(this=concat_words(KEY_SEPARATOR, seen), length=literal(256))
    return exp.Case().when(in_review, digest)


def _is_unknown(name: str, gate: Iterable[str], rows: bool) -> exp.Expr:
    """Whether the answer is unknown; what is asked of months only is not of a whole row."""
    found: exp.Expr = exp.Is(this=column(f"is_{name}"), expression=exp.Null())
    return (
        exp.and_(found, exp.Not(this=column("whole_row"))) if rows and name not in gate else found
    )


def _no_rows() -> list[exp.Expr]:
    return [boolean(False).as_("whole_row"), null("varchar").as_("row_winner_id")]


def _lists(item: LoadedPolicy, gate: Iterable[str], rows: bool) -> list[exp.Expr]:
    """Which criteria fail and which are unknown, as ids and as sentences."""
    failed, unknown, failed_said, unknown_said = [], [], [], []
    for name, criterion in item.criteria.items():
        is_false: exp.Expr = exp.Not(this=column(f"is_{name}"))
        is_unknown = _is_unknown(name, gate, rows)
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


def _standing(item: LoadedPolicy, facts: Mapping[str, str]) -> list[exp.Expr]:
    """Where a candidate stands among others: within its key, and under the ceiling."""
    policy = item.policy
    preferred = column("amount_fen") if policy.once.highest else literal(0)
    keep = [
        exp.cast(preferred, "bigint").as_("preferred_fen"),
        rank((*policy.once.keep, "candidate_id")).as_("keep_rank"),
    ]
    if not policy.ceilings:
        return [
            *keep,
            null("varchar").as_("ceiling_group"),
            null("bigint").as_("ceiling_year"),
            null("bigint").as_("ceiling_limit"),
            null("varchar").as_("ceiling_unit"),
            boolean(False).as_("pays_remainder"),
            literal(full_said("")).as_("full_said"),
            null("bigint").as_("ceiling_rank"),
        ]
    ceiling = policy.ceilings[0]
    limit = policy.parameters[ceiling.at_most]
    today = exp.select("as_of").from_("reference.day").subquery()
    of_day = exp.Extract(this=exp.var("year"), expression=today)
    year = of_day if ceiling.year_of == "as_of" else column(ceiling.year_of)
    return [
        *keep,
        key(ceiling.per).as_("ceiling_group"),
        exp.cast(year, "bigint").as_("ceiling_year"),
        dated_value(limit, policy, facts).as_("ceiling_limit"),
        literal(limit.unit).as_("ceiling_unit"),
        boolean(ceiling.when_full == "pay_remainder").as_("pays_remainder"),
        literal(full_said(limit.unit)).as_("full_said"),
        rank((*ceiling.order, "candidate_id")).as_("ceiling_rank"),
    ]
