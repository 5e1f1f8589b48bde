"""Small pieces of SQL, as trees, that the compiler is made of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from sqlglot import exp

KEY_SEPARATOR = "\x1f"  # the unit separator: normalised text holds no control characters
_FACT = re.compile(r"\{(\w+)\}")


def column(name: str) -> exp.Column:
    """A column of the relation at hand."""
    return exp.column(name)


def literal(value: str | int) -> exp.Expr:
    """A constant; text is escaped by the tree, never by hand."""
    return exp.Literal.string(value) if isinstance(value, str) else exp.Literal.number(value)


def boolean(value: bool) -> exp.Boolean:
    """True or false."""
    return exp.Boolean(this=value)


def null(sql_type: str) -> exp.Expr:
    """Nothing, of that type."""
    return exp.cast(exp.Null(), sql_type)


def key_of(parts: Iterable[exp.Expr]) -> exp.Expr:
    """Texts joined to one key, null where one is null; the key of nothing is empty."""
    joined: list[exp.Expr] = []
    for part in parts:
        joined += [literal(KEY_SEPARATOR), part]
    return concat(joined[1:]) if joined else literal("")


def key(names: Iterable[str]) -> exp.Expr:
    """Columns joined to one key, null where one is null."""
    return key_of(exp.cast(column(name), "varchar") for name in names)


def candidate_id(names: Iterable[str], separator: str = "|") -> exp.Expr:
    """The parts of a grain's key joined by |, an absent one empty (3-outputs)."""
    parts: list[exp.Expr] = []
    for name in names:
        text = exp.func("coalesce", exp.cast(column(name), "varchar"), literal(""))
        parts += [literal(separator), text]
    return concat(parts[1:])


def rank(order: Iterable[str]) -> exp.Expr:
    """The place of each row in the order of these columns, nulls last."""
    columns = [exp.Ordered(this=column(name), nulls_first=False) for name in order]
    return exp.Window(this=exp.RowNumber(), order=exp.Order(expressions=columns), over="OVER")


def concat(parts: Sequence[exp.Expr]) -> exp.Expr:
    """Texts joined by ||: null where one is null."""
    joined = parts[0]
    for part in parts[1:]:
        joined = exp.DPipe(this=joined, expression=part)
    return joined


def concat_words(separator: str, parts: Iterable[exp.Expr]) -> exp.Expr:
    """Texts joined by a separator, nulls left out."""
    return exp.ConcatWs(expressions=[literal(separator), *parts], coalesce=True)


def _text(name: str) -> exp.Expr:
    return exp.cast(column(name), "varchar")


def sentence(template: str) -> exp.Expr:
    """A sentence in which each {fact} is filled in; a missing one reads 不详."""
    parts: list[exp.Expr] = []
    for place, piece in enumerate(_FACT.split(template)):
        if place % 2:
            parts.append(exp.func("coalesce", _text(piece), literal("不详")))
        elif piece:
            parts.append(literal(piece))
    return concat(parts)


def facts_in(template: str) -> list[str]:
    """The facts that a sentence fills in."""
    return _FACT.findall(template)


def json_object(names: Sequence[str], types: Mapping[str, str]) -> exp.Expr:
    """One JSON object of facts, with null for a missing one, in the given order.

    Normalised text holds no control characters, so only the backslash and
    the quotation mark need an escape.
    """
    parts: list[exp.Expr] = []
    for place, name in enumerate(names):
        parts.append(literal(("{" if place == 0 else ",") + f'"{name}":'))
        parts.append(_json_value(name, types[name]))
    return concat([*parts, literal("}")]) if parts else literal("{}")


def _json_value(name: str, sql_type: str) -> exp.Expr:
    return exp.func("coalesce", json_text(column(name), sql_type), literal("null"))


def json_text(value: exp.Expr, sql_type: str, *, plain: bool = False) -> exp.Expr:
    """A value as it stands in JSON; null where it is. `plain`: a text that needs no escape."""
    text: exp.Expr = exp.cast(value, "varchar")
    if sql_type == "varchar" and not plain:
        text = exp.func("replace", text, literal("\\"), literal("\\\\"))
        text = exp.func("replace", text, literal('"'), literal('\\"'))
    if sql_type in ("varchar", "date"):
        text = concat([literal('"'), text, literal('"')])
    return text


def sql_of(tree: exp.Expr) -> str:
    """The tree as DuckDB's SQL."""
    return tree.sql(dialect="duckdb", pretty=True)


def fact_text(name: str, facts: Mapping[str, str]) -> exp.Expr:
    """A fact as text; null where the grain has none of that name."""
    if name not in facts:
        return null("varchar")
    return column(name) if facts[name] == "varchar" else exp.cast(column(name), "varchar")
