"""What a policy pays and who pays it, as expressions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from sqlglot import exp

from zhaoren.rules.expressions import parse_expression
from zhaoren.rules.model import Parameter, Policy, Share
from zhaoren.rules.sql import boolean, column, literal

_SCALE = {"yuan": 100, "percent": 1, "count": 1}  # yuan stand in the files, fen in the SQL


def amount_fen(policy: Policy) -> exp.Expr:
    """The grant's amount in fen."""
    return dated_value(policy.parameters[policy.amount.rate], policy.dated_by)


def dated_value(parameter: Parameter, dated_by: str) -> exp.Expr:
    """The parameter on the candidate's date; the first value reaches back without end."""
    dates = sorted(parameter.values)
    if len(dates) == 1:
        return _value(parameter, dates[0])
    case = exp.Case()
    for since in reversed(dates[1:]):
        case = case.when(column(dated_by) >= _date(since), _value(parameter, since))
    return case.when(column(dated_by) < _date(dates[1]), _value(parameter, dates[0]))


def _date(day: date) -> exp.Expr:
    return exp.cast(literal(day.isoformat()), "date")


def _value(parameter: Parameter, since: date) -> exp.Expr:
    value = parameter.values[since]
    if isinstance(value, Decimal):
        return _whole(value, parameter)
    case = exp.Case()
    for key, amount in value.items():
        case = case.when(column(parameter.by).eq(literal(key)), _whole(amount, parameter))
    return case


def _whole(value: Decimal, parameter: Parameter) -> exp.Expr:
    return exp.cast(literal(int(value * _SCALE[parameter.unit])), "bigint")


def share_percent(funding: Sequence[Share], facts: Mapping[str, str]) -> exp.Expr:
    """The city's share in percent, by the first share whose condition holds."""
    if len(funding) == 1:
        return _percent(funding[0])
    case = exp.Case()
    for share in funding:
        condition = parse_expression(share.when, facts) if share.when else boolean(True)
        case = case.when(condition, _percent(share))
    return case


def _percent(share: Share) -> exp.Expr:
    return exp.cast(literal(int(share.city)), "bigint")


def funding_test(funding: Sequence[Share], facts: Mapping[str, str]) -> exp.Expr:
    """Whether it is known who pays: a district's share needs a district treasury."""
    known: list[exp.Expr] = []
    earlier: list[exp.Expr] = []
    for share in funding:
        parts: list[exp.Expr] = [exp.Not(this=exp.Paren(this=before.copy())) for before in earlier]
        if share.when:
            condition = parse_expression(share.when, facts)
            parts.append(condition)
            earlier.append(condition)
        if share.district:
            parts.append(column("district_has_payer"))
        known.append(exp.and_(*parts) if parts else boolean(True))
    return exp.or_(*known)
