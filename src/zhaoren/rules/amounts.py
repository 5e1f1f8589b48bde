"""What a policy pays and who pays it, as expressions."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from zhaoren.rules.expressions import facts_of
from zhaoren.rules.model import Policy, Share, Sum
from zhaoren.rules.sql import boolean, column, literal
from zhaoren.rules.values import dated_value, expression, facts_of_parameter, in_table

_MOST = 10**11  # fen: a thousand million yuan; of anything counted it is more than all


def amount_fen(policy: Policy, facts: Mapping[str, str]) -> exp.Expr:
    """The grant's amount in fen: the first sum whose condition holds; unknown is null."""
    *first, last = policy.amount
    found = _sum(last, policy, facts)
    if last.when:
        found = exp.Case().when(expression(last.when, policy, facts), found)
    for item in reversed(first):
        condition = expression(item.when, policy, facts)
        found = (
            exp.Case()
            .when(condition, _sum(item, policy, facts))
            .when(exp.Not(this=exp.Paren(this=condition.copy())), found)
        )
    return found


def _sum(item: Sum, policy: Policy, facts: Mapping[str, str]) -> exp.Expr:
    found = _whole_sum(item, policy, facts)
    if item.of or item.times:  # what an export states may be nothing, which is no grant
        found = exp.Case().when(found > literal(0), found.copy())
    if item.at_least:
        found = exp.Case().when(found >= _parameter(item.at_least, policy, facts), found.copy())
    if item.at_most:
        most = _parameter(item.at_most, policy, facts)
        found = exp.Case().when(found > most, most.copy()).else_(found.copy())
    return found


def _whole_sum(item: Sum, policy: Policy, facts: Mapping[str, str]) -> exp.Expr:
    if not item.rate:
        return _believed(item.of)
    rate = _parameter(item.rate, policy, facts)
    if item.times:
        return exp.Mul(this=_believed(item.times), expression=rate)
    if not item.of:
        return rate
    hundredths = exp.Mul(this=_believed(item.of), expression=rate)  # of a percent: 10 000 make one
    rounded = exp.Add(this=hundredths, expression=literal(5000))
    return exp.IntDiv(this=exp.Paren(this=rounded), expression=literal(10000))


def _believed(fact: str) -> exp.Expr:
    """A number that an export states; beyond any budget it is unknown, and no product overflows."""
    return exp.Case().when(column(fact) <= literal(_MOST), column(fact))


def _parameter(name: str, policy: Policy, facts: Mapping[str, str]) -> exp.Expr:
    return dated_value(policy.parameters[name], policy, facts)


def amount_facts(policy: Policy, facts: Mapping[str, str]) -> list[str]:
    """The facts on which the amount rests, each once."""
    found = []
    for item in policy.amount:
        found += [name for name in (item.of, item.times) if name]
        found += facts_of(expression(item.when, policy, facts)) if item.when else []
        for name in (item.rate, item.at_least, item.at_most):
            found += facts_of_parameter(policy.parameters[name]) if name else []
    return list(dict.fromkeys(found))


def looked_at(policy: Policy, facts: Mapping[str, str], never_null: frozenset[str]) -> exp.Expr:
    """Who is looked at: the scope, and a table's keys where these cannot be missing."""
    scope = expression(policy.scope, policy, facts)
    tables: list[exp.Expr] = []
    for item in policy.amount:
        parts = [expression(item.when, policy, facts)] if item.when else []
        parameter = policy.parameters[item.rate] if item.rate else None
        if parameter and parameter.by:
            parts.append(in_table(parameter))
        if not parts or not never_null.issuperset(facts_of(exp.and_(*parts))):
            return scope
        tables.append(exp.and_(*parts))
    return exp.and_(scope, exp.or_(*tables))


def share_percent(policy: Policy, facts: Mapping[str, str]) -> exp.Expr:
    """The city's share in percent, by the first share whose condition holds."""
    if len(policy.funding) == 1:
        return _percent(policy.funding[0])
    case = exp.Case()
    for share in policy.funding:
        condition = expression(share.when, policy, facts) if share.when else boolean(True)
        case = case.when(condition, _percent(share))
    return case


def _percent(share: Share) -> exp.Expr:
    return exp.cast(literal(int(share.city)), "bigint")


def funding_test(policy: Policy, facts: Mapping[str, str]) -> exp.Expr:
    """Whether it is known who pays: a district's share needs a district treasury."""
    known: list[exp.Expr] = []
    earlier: list[exp.Expr] = []
    for share in policy.funding:
        parts: list[exp.Expr] = [exp.Not(this=exp.Paren(this=before.copy())) for before in earlier]
        if share.when:
            condition = expression(share.when, policy, facts)
            parts.append(condition)
            earlier.append(condition)
        if share.district:
            parts.append(column("district_has_payer"))
        known.append(exp.and_(*parts) if parts else boolean(True))
    return exp.or_(*known)


def full_said(unit: str) -> str:
    """How a verdict says that a ceiling is used up."""
    return {"count": "本年度名额已经用完", "years": "享受年限已满"}.get(unit, "本年度限额已经用完")
