"""What was paid of a policy's benefit before, under the policy's keys, as a SELECT.

A part of a key is what the payment's own column says, else what the candidate
says that the payment names (`reference`); where neither does, the payment
lacks the key.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlglot import exp

from zhaoren.contracts.model import Contract
from zhaoren.rules.load import LoadedPolicy
from zhaoren.rules.model import Policy
from zhaoren.rules.sql import candidate_id, column, key_of, literal, null

_OWN = ("person_id", "certificate_no", "occupation_code", "level", "period", "employer_id")


def past_payments(item: LoadedPolicy, grain: Contract) -> exp.Select:
    """Payments of the benefit with once_key, ceiling_group and ceiling_year; null where unknown."""
    policy = item.policy
    facts = {fact.stored_as for fact in grain.columns}
    named = (policy.payee, *policy.once.per, *(p for c in policy.ceilings for p in c.per))
    years = (c.year_of for c in policy.ceilings if c.year_of != "as_of")
    wanted = [name for name in dict.fromkeys((*named, *years)) if name in facts]
    return (
        exp.select(
            literal(item.id).as_("policy_id"),
            exp.column("payment_no", "payments"),
            exp.column("paid_on", "payments"),
            exp.column("person_id", "payments"),
            _part(policy, policy.payee).as_("beneficiary_id"),
            _key(policy, policy.once.per).as_("once_key"),
            (_key(policy, policy.ceilings[0].per) if policy.ceilings else null("varchar")).as_(
                "ceiling_group"
            ),
            _year(policy).as_("ceiling_year"),
            exp.column("named_policy_id", "payments"),
            exp.column("amount_fen", "payments"),
            exp.column("status", "payments"),
        )
        .from_("payments")
        .join("candidates", on=_same_candidate(), join_type="left")
        .where(exp.column("benefit_id", "payments").eq(literal(item.benefit)))
        .with_("payments", as_=exp.select("*").from_("fact.payments"))
        .with_("candidates", as_=_named_candidates(policy, grain, wanted))
    )


def _same_candidate() -> exp.Expr:
    return exp.column("reference", "payments").eq(exp.column("candidate_id", "candidates"))


def _named_candidates(policy: Policy, grain: Contract, wanted: Iterable[str]) -> exp.Select:
    found = exp.select(
        candidate_id(grain.key).as_("candidate_id"), *(column(name) for name in wanted)
    )
    return found.from_(f"fact.{policy.grain}")


def _key(policy: Policy, names: Iterable[str]) -> exp.Expr:
    return key_of(_part(policy, name) for name in names)


def _part(policy: Policy, name: str) -> exp.Expr:
    sources: list[exp.Expr] = []
    if name == policy.payee and policy.beneficiary != "person":
        sources.append(exp.column("org_id", "payments"))
    if name in _OWN:
        sources.append(_period(policy) if name == "period" else exp.column(name, "payments"))
    sources.append(exp.column(name, "candidates"))
    if name == "employer_id":  # 2-policies: counts for the person's main employer
        sources.append(exp.column("main_employer_id", "payments"))
    texts = [exp.cast(source, "varchar") for source in sources]
    return exp.func("coalesce", *texts) if len(texts) > 1 else texts[0]


def _period(policy: Policy) -> exp.Expr:
    """The payment's period in the policy's measure: the year of a month; of a year, no month."""
    period = exp.column("period", "payments")
    if not policy.repeat:
        return exp.Substring(this=period, start=literal(1), length=literal(4))
    is_month = exp.Length(this=period).eq(literal(len("YYYY-MM")))
    return exp.Case().when(is_month, period.copy())


def _year(policy: Policy) -> exp.Expr:
    """The year under whose ceiling a payment counts."""
    paid = exp.Extract(this=exp.var("year"), expression=exp.column("paid_on", "payments"))
    if not policy.ceilings or policy.ceilings[0].year_of == "as_of":
        return exp.cast(paid, "bigint")
    return exp.func(
        "coalesce",
        exp.cast(exp.column(policy.ceilings[0].year_of, "candidates"), "bigint"),
        exp.column("period_year", "payments"),
        exp.cast(paid, "bigint"),
    )
