"""Every single alteration of an expression or a SELECT: (what was altered, the altered tree)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import takewhile
from typing import TypeVar

from sqlglot import exp

Tree = TypeVar("Tree", bound=exp.Expr)
Change = Callable[[exp.Expr], exp.Expr]

_SWAPPED: dict[type[exp.Expr], tuple[type[exp.Expr], ...]] = {
    exp.GT: (exp.GTE, exp.LTE),
    exp.GTE: (exp.GT, exp.LT),
    exp.LT: (exp.LTE, exp.GTE),
    exp.LTE: (exp.LT, exp.GT),
    exp.EQ: (exp.NEQ,),
    exp.NEQ: (exp.EQ,),
    exp.And: (exp.Or,),
    exp.Or: (exp.And,),
    exp.Add: (exp.Sub,),
    exp.Sub: (exp.Add,),
    exp.Min: (exp.Max,),
    exp.Max: (exp.Min,),
    exp.Least: (exp.Greatest,),
    exp.Greatest: (exp.Least,),
}


def altered(tree: Tree) -> Iterator[tuple[str, Tree]]:
    """Each alteration once, in the order of the tree; the given tree stays as it is.

    What was altered reads `before it [old → new] after it`, and is told only once a tree.
    """
    original, told = tree.sql(dialect="duckdb", comments=False), Counter[str]()
    for place, node in enumerate(tree.walk(bfs=False)):
        for change in _changes(node):
            changed = tree.copy()
            found = next(n for at, n in enumerate(changed.walk(bfs=False)) if at == place)
            other = change(found)
            if found is changed:
                changed = other  # type: ignore[assignment]
            elif other is not found:
                found.replace(other)
            text = changed.sql(dialect="duckdb", comments=False)
            if text == original:  # the 256 of SHA256
                continue
            what = difference(original, text)
            told[what] += 1
            yield what if told[what] == 1 else f"{what} ({told[what]})", changed


_TOKEN = re.compile(r"\s+|\w+|'[^']*'|[<>=]+|.")
_AROUND, _LONG = 40, 90


def difference(before: str, after: str) -> str:
    """Where two texts differ, with a little of what stands around: `x [< → <=] y`."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    start = _alike(old, new)
    end = _alike(old[start:][::-1], new[start:][::-1])
    gone, come = ("".join(text[start : len(text) - end]).strip() for text in (old, new))
    left, right = "".join(old[:start]), "".join(old[len(old) - end :])
    left, right = f" {left}"[-_AROUND:], f"{right} "[:_AROUND]
    change = f"[{_short(gone)} → {_short(come)}]"
    return f"{left.partition(' ')[2]}{change}{right.rpartition(' ')[0]}"


def _alike(one: list[str], other: list[str]) -> int:
    """How many tokens the two have in common at their beginning."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _short(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[: _LONG // 2]} … {text[-_LONG // 2 :]}"


def _changes(node: exp.Expr) -> Iterator[Change]:
    for kind in _SWAPPED.get(type(node), ()):
        if not _joins_keys(node):
            yield lambda found, kind=kind: kind(**found.args)  # type: ignore[misc]
    if isinstance(node, exp.Not):
        yield lambda found: found.this
    if isinstance(node, exp.Boolean):
        yield lambda found: exp.Boolean(this=not found.this)
    if isinstance(node, exp.In) and len(node.expressions) > 1:
        for place in range(len(node.expressions)):
            yield lambda found, place=place: _without(found, place)  # type: ignore[misc]
    if isinstance(node, exp.Literal):
        yield from _literals(node)
    if isinstance(node, exp.Ordered) and not isinstance(node.this, exp.Literal):
        yield _reversed
    if isinstance(node, exp.Where):
        yield lambda _: exp.Where(this=exp.true())
    if isinstance(node, exp.Join) and node.side == "LEFT":
        yield _inner
    if isinstance(node, exp.Select) and node.args.get("distinct"):
        yield _not_distinct


def _joins_keys(node: exp.Expr) -> bool:
    """Whether it is an equality of keys in a join, which alters the join and no rule."""
    join = node.find_ancestor(exp.Join, exp.Select)
    if not isinstance(join, exp.Join) or not isinstance(node, exp.EQ):
        return False
    return isinstance(node.left, exp.Column) and isinstance(node.right, exp.Column)


def _without(found: exp.Expr, place: int) -> exp.Expr:
    kept = [value for at, value in enumerate(found.expressions) if at != place]
    found.set("expressions", kept)
    return found


def _literals(node: exp.Literal) -> Iterator[Change]:
    if not node.is_string:
        if not node.this.isdigit():
            return  # a scale such as 0.01 in a sentence
        value = int(node.this)
        yield lambda _: exp.Literal.number(value + 1)
        yield lambda _: exp.Literal.number(value - 1)
        return
    try:
        day = date.fromisoformat(node.this)
    except ValueError:
        return
    for by in (-1, 1):
        if date.min < day < date.max:
            moved = (day + timedelta(by)).isoformat()
            yield lambda _, moved=moved: exp.Literal.string(moved)  # type: ignore[misc]


def _reversed(found: exp.Expr) -> exp.Expr:
    found.set("desc", not found.args.get("desc"))
    return found


def _inner(found: exp.Expr) -> exp.Expr:
    found.set("side", None)
    return found


def _not_distinct(found: exp.Expr) -> exp.Expr:
    found.set("distinct", None)
    return found
