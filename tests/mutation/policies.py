"""Every single alteration of a policy: its expressions, values, keys and orders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import sqlglot

from tests.mutation.alter import altered
from zhaoren.rules.load import LoadedPolicy

Mutant = tuple[str, LoadedPolicy]


def mutants(item: LoadedPolicy) -> Iterator[Mutant]:
    """Each altered policy with what was altered."""
    yield from _criteria(item)
    for what, changes in _policy(item):
        yield what, replace(item, policy=item.policy.model_copy(update=changes))


def _texts(text: str) -> Iterator[tuple[str, str]]:
    for what, tree in altered(sqlglot.parse_one(text, dialect="duckdb")):
        yield what, tree.sql(dialect="duckdb")


def _criteria(item: LoadedPolicy) -> Iterator[Mutant]:
    for name, criterion in item.criteria.items():
        rest = {other: one for other, one in item.criteria.items() if other != name}
        repeat = item.policy.repeat
        if not (repeat and name in repeat.gate):
            yield f"{name} is not asked", replace(item, criteria=rest)
        changes: list[tuple[str, dict[str, Any]]] = []
        if criterion.test and criterion.test != "true":
            changes += [(what, {"test": text}) for what, text in _texts(criterion.test)]
        for place, doubt in enumerate(criterion.unknown):
            others = _but(criterion.unknown, place)
            changes.append((f"{doubt} is no doubt", {"unknown": others}))
            if not doubt.isidentifier():
                changes += [(what, {"unknown": (*others, text)}) for what, text in _texts(doubt)]
        for what, change in changes:
            changed = criterion.model_copy(update=change)
            yield f"{name}: {what}", replace(item, criteria={**item.criteria, name: changed})


def _policy(item: LoadedPolicy) -> Iterator[tuple[str, dict[str, Any]]]:
    policy = item.policy
    if policy.scope != "true":
        for what, text in _texts(policy.scope):
            yield f"scope: {what}", {"scope": text}
    for name, parameter in policy.parameters.items():
        for what, values in _values(parameter.values, step=Decimal(1)):
            changed = parameter.model_copy(update={"values": values})
            parameters = {**policy.parameters, name: changed}
            yield f"{name}: {what}", {"parameters": parameters}
    for place, one in enumerate(policy.amount):
        found: list[tuple[str, dict[str, Any]]] = []
        if one.when:
            found += [(what, {"when": text}) for what, text in _texts(one.when)]
        found += [
            (f"no {word}", {word: ""}) for word in ("at_least", "at_most") if getattr(one, word)
        ]
        for what, change in found:
            sums = [*policy.amount]
            sums[place] = one.model_copy(update=change)
            yield f"amount: {what}", {"amount": tuple(sums)}
    for what, change in [*_keys(policy.once, "per"), *_orders(policy.once, "keep")]:
        yield f"once: {what}", {"once": policy.once.model_copy(update=change)}
    if policy.once.highest:
        yield "once: not the highest", {"once": policy.once.model_copy(update={"highest": False})}
    for ceiling in policy.ceilings:
        full = {"stop": "pay_remainder", "pay_remainder": "stop"}[ceiling.when_full]
        found = [*_keys(ceiling, "per"), *_orders(ceiling, "order")]
        if policy.parameters[ceiling.at_most].unit == "yuan":
            found.append((f"when full {full}", {"when_full": full}))
        if ceiling.year_of != "as_of":
            found.append(("year of as_of", {"year_of": "as_of"}))
        for what, change in found:
            yield f"ceiling: {what}", {"ceilings": (ceiling.model_copy(update=change),)}
        yield "no ceiling", {"ceilings": ()}
    if policy.repeat:
        found = [*_keys(policy.repeat, "per"), *_orders(policy.repeat, "keep")]
        for what, change in found:
            yield f"repeat: {what}", {"repeat": policy.repeat.model_copy(update=change)}
    for place, share in enumerate(policy.funding):
        for by in (-1, 1):
            if len(policy.funding) > 1 or share.city < 100 or by < 0:
                shares = [*policy.funding]
                shares[place] = share.model_copy(update={"city": share.city + by})
                yield f"funding: city {share.city + by}", {"funding": tuple(shares)}
    for place in range(len(policy.yields_to)):
        yield "yields to nobody", {"yields_to": _but(policy.yields_to, place)}
    for by in (-1, 1):
        yield f"in force {by:+} day", {"in_force": policy.in_force + timedelta(by)}


def _values(
    values: Mapping[Any, Any], step: Decimal, dated: bool = True
) -> Iterator[tuple[str, dict[Any, Any]]]:
    """One number of a nested table altered; a later date moved by a day."""
    for place, (key, value) in enumerate(values.items()):
        if dated and place and isinstance(key, date):
            for by in (-1, 1):
                moved = {(k + timedelta(by) if k == key else k): v for k, v in values.items()}
                yield f"from {key + timedelta(by)}", moved
        if isinstance(value, Mapping):
            for what, inner in _values(value, step, dated=False):
                yield f"{key} {what}", {**values, key: inner}
            if not dated:
                continue
        else:
            for by in (-step, step):
                yield f"{key} {value + by}", {**values, key: value + by}
        if not dated and str(key).isdigit():
            for edge in (int(key) - 1, int(key) + 1):
                yield (
                    f"band from {edge}",
                    {(str(edge) if k == key else k): v for k, v in values.items()},
                )


def _but(words: Sequence[str], place: int) -> tuple[str, ...]:
    return tuple(word for at, word in enumerate(words) if at != place)


def _keys(part: Any, word: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """A key without one of its columns."""
    columns = getattr(part, word)
    for place in range(len(columns)):
        yield f"{word} without {columns[place]}", {word: _but(columns, place)}


def _orders(part: Any, word: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """An order without its first column, and with its first two exchanged."""
    columns = getattr(part, word)
    if columns:
        yield f"{word} without {columns[0]}", {word: columns[1:]}
    if len(columns) > 1:
        swapped = (columns[1], columns[0], *columns[2:])
        yield f"{word} {', '.join(swapped)}", {word: swapped}
