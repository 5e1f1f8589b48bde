"""The expressions that a rule may use: small, typed, three-valued.

They compare, use `and or not in between + -`, dates and literals. A null
fact makes a comparison unknown, and `and or not` follow Kleene, which is
SQL's own logic; since nothing here can ask whether a fact is null, nulling a
fact can never turn a pass into a fail or the reverse.
"""

from __future__ import annotations

from collections.abc import Mapping

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

BOOLEAN, TEXT, DATE, NUMBER = "boolean", "text", "date", "number"

_TYPES = {"varchar": TEXT, "date": DATE, "bigint": NUMBER, "boolean": BOOLEAN}
_COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE)


class ExpressionError(ValueError):
    """An expression uses what it may not, or compares what does not compare."""


def parse_expression(text: str, facts: Mapping[str, str], wanted: str = BOOLEAN) -> exp.Expr:
    """The expression in `text` over `facts` (name → SQL type), checked to be `wanted`.

    Raises:
        ExpressionError: it does not parse, names an unknown fact, uses
            something beyond the language, or its types do not fit.
    """
    try:
        tree = sqlglot.parse_one(text, dialect="duckdb")
    except SqlglotError as error:
        raise ExpressionError("does not parse as an expression") from error
    found = _type_of(tree, facts)
    if found != wanted:
        raise ExpressionError(f"is a {found}, where a {wanted} is needed")
    return tree


def facts_of(tree: exp.Expr) -> list[str]:
    """The facts that an expression looks at, each once, in their order."""
    return list(dict.fromkeys(column.name for column in tree.find_all(exp.Column, bfs=False)))


def _type_of(node: exp.Expr, facts: Mapping[str, str]) -> str:
    if isinstance(node, exp.Paren):
        return _type_of(node.this, facts)
    if isinstance(node, exp.Column):
        return _type_of_fact(node, facts)
    if isinstance(node, exp.Boolean):
        return BOOLEAN
    if isinstance(node, exp.Literal):
        return TEXT if node.is_string else NUMBER
    if isinstance(node, exp.Cast):
        return _type_of_date(node)
    if isinstance(node, exp.Not | exp.And | exp.Or):
        return _agree(node, [*_parts(node)], facts, needed=BOOLEAN)
    if isinstance(node, (*_COMPARISONS, exp.In, exp.Between)):
        _agree(node, [*_parts(node)], facts)
        return BOOLEAN
    if isinstance(node, exp.Add | exp.Sub | exp.Neg):
        return _agree(node, [*_parts(node)], facts, needed=NUMBER)
    raise ExpressionError(
        f"uses {node.key!r}; an expression may only compare and use and, or, not, in, between, + "
        "and -: make anything else a documented fact"
    )


def _parts(node: exp.Expr) -> list[exp.Expr]:
    if isinstance(node, exp.In) and not node.expressions:
        raise ExpressionError("uses in without a list of values")
    return [part for part in node.iter_expressions() if isinstance(part, exp.Expr)]


def _type_of_fact(column: exp.Column, facts: Mapping[str, str]) -> str:
    if column.table or column.name not in facts:
        raise ExpressionError(f"names {column.sql()!r}, which is not a fact of this grain")
    return _TYPES[facts[column.name]]


def _type_of_date(node: exp.Cast) -> str:
    text = node.this
    if node.to.this != exp.DataType.Type.DATE or not isinstance(text, exp.Literal):
        raise ExpressionError("casts a value; only date 'YYYY-MM-DD' is a literal of another type")
    return DATE


def _agree(
    node: exp.Expr,
    parts: list[exp.Expr],
    facts: Mapping[str, str],
    needed: str | None = None,
) -> str:
    types = {_type_of(part, facts) for part in parts}
    if len(types) != 1 or (needed and types != {needed}):
        raise ExpressionError(
            f"joins {' and '.join(sorted(types))} in {node.sql(dialect='duckdb')!r}"
        )
    return types.pop()
