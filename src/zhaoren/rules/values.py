"""The dated values of a policy, and expressions that may name them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from sqlglot import exp

from zhaoren.rules.expressions import parse_expression
from zhaoren.rules.model import Parameter, Policy, Table
from zhaoren.rules.sql import column, literal

SCALE = {"yuan": 100, "percent": 100, "count": 1, "years": 1}
"""Yuan stand in the files and fen in the SQL, a percentage as its hundredths."""


def expression(text: str, policy: Policy, facts: Mapping[str, str]) -> exp.Expr:
    """A yes-no expression over facts and over the policy's counts, which stand by their value.

    Raises:
        ExpressionError: see `parse_expression`.
    """
    counts = {
        name: parameter
        for name, parameter in policy.parameters.items()
        if parameter.unit == "count" and name not in facts
    }
    tree = parse_expression(text, {**facts, **dict.fromkeys(counts, "bigint")})

    def valued(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Column) and node.name in counts:
            return dated_value(counts[node.name], policy, facts)
        return node

    return tree.transform(valued)


def dated_value(parameter: Parameter, policy: Policy, facts: Mapping[str, str]) -> exp.Expr:
    """The parameter on the candidate's date or in its year.

    The first value reaches back without end.
    """
    dates = sorted(parameter.values)
    if len(dates) == 1:
        return _value(parameter, dates[0])
    by_year = facts[policy.dated_by] == "bigint"
    at, case = column(policy.dated_by), exp.Case()
    starts = [literal(day.year) if by_year else _date(day) for day in dates]
    for start, since in reversed([*zip(starts[1:], dates[1:], strict=True)]):
        case = case.when(at.copy() >= start, _value(parameter, since))
    return case.when(at.copy() < starts[1].copy(), _value(parameter, dates[0]))


def facts_of_parameter(parameter: Parameter) -> list[str]:
    """The facts by which a table is looked up."""
    if parameter.band:
        return [f"{parameter.band}_sure", f"{parameter.band}_possible"]
    return list(parameter.by)


def in_table(parameter: Parameter) -> exp.Expr:
    """Whether the candidate's keys stand in the table, at whatever date."""
    keys = {
        path for value in parameter.values.values() for path in _paths(value, len(parameter.by))
    }
    return exp.or_(
        *(
            exp.and_(
                *(
                    column(name).eq(literal(key))
                    for name, key in zip(parameter.by, path, strict=True)
                )
            )
            for path in sorted(keys)
        )
    )


def _paths(value: object, depth: int) -> Iterable[tuple[str, ...]]:
    if not depth or not isinstance(value, Mapping):
        return [()]
    return [(key, *rest) for key, inner in value.items() for rest in _paths(inner, depth - 1)]


def _date(day: date) -> exp.Expr:
    return exp.cast(literal(day.isoformat()), "date")


def _value(parameter: Parameter, since: date) -> exp.Expr:
    value = parameter.values[since]
    if isinstance(value, Decimal):
        return _whole(value, parameter)
    if parameter.band:
        sure, possible = (_of_band(parameter, value, f) for f in facts_of_parameter(parameter))
        return exp.Case().when(sure.eq(possible), sure.copy())
    return _of_table(parameter, value, parameter.by)


def _of_table(parameter: Parameter, table: Table, by: tuple[str, ...]) -> exp.Expr:
    case = exp.Case()
    for key, value in table.items():
        found = (
            _whole(value, parameter)
            if isinstance(value, Decimal)
            else _of_table(parameter, value, by[1:])
        )
        case = case.when(column(by[0]).eq(literal(key)), found)
    return case


def _of_band(parameter: Parameter, table: Table, fact: str) -> exp.Expr:
    """The value of the band in which a count lies; nothing below the first."""
    edges = sorted(
        ((int(edge), value) for edge, value in table.items() if isinstance(value, Decimal)),
        reverse=True,
    )
    case = exp.Case()
    for edge, value in edges:
        case = case.when(column(fact) >= literal(edge), _whole(value, parameter))
    return case.when(column(fact) < literal(edges[-1][0]), _whole(Decimal(0), parameter))


def _whole(value: Decimal, parameter: Parameter) -> exp.Expr:
    return exp.cast(literal(int(value * SCALE[parameter.unit])), "bigint")
