"""Other figures and other readings for a policy, as they are typed after `--set`.

policy.parameter=value                 zibo/technician-2022.employer_limit=80000
policy.parameter.key=value             zibo/technician-2022.subsidy.technician=3000
policy.parameter@YYYY-MM-DD=value      from that day on; without a day at every date
policy.criterion=name of another reading

Values stand in the unit of the rules file: yuan, percent, a count or years.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from zhaoren.errors import UsageError
from zhaoren.readings.price import read_otherwise, readings_of
from zhaoren.rules.load import LoadedPolicy, Ruleset
from zhaoren.rules.model import Parameter, Table
from zhaoren.rules.values import SCALE

_TYPED = re.compile(
    r"(?P<policy>[^.@=\s]+)\.(?P<name>\w+)(?P<keys>(?:\.[^.@=]+)*)"
    r"(?:@(?P<since>[0-9-]+))?=(?P<value>.+)",
    re.DOTALL,
)
_NUMBER = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,4})?")


@dataclass(frozen=True)
class Change:
    """One thing that is to be different; `keys` lead to an entry of a table, `since` None: always.

    `value` is a figure, or the name of another reading.
    """

    policy_id: str
    name: str
    keys: tuple[str, ...]
    since: date | None
    value: str

    @property
    def place(self) -> str:
        """What is changed, as it was typed."""
        since = f"@{self.since}" if self.since else ""
        return ".".join((self.policy_id, self.name, *self.keys)) + since

    def __str__(self) -> str:
        return f"{self.place}={self.value}"


def parse_change(typed: str) -> Change:
    """What was typed after `--set`.

    Raises:
        UsageError: it is not written so.
    """
    found = _TYPED.fullmatch(typed.strip())
    if found is None:
        raise UsageError(
            "A change is written policy.parameter=value, such as "
            "zibo/technician-2022.employer_limit=80000; policy.parameter.key=value for one entry "
            "of a table, policy.parameter@2026-01-01=value from a day on, and "
            "policy.criterion=name for another reading of a criterion."
        )
    keys = tuple(found["keys"].split(".")[1:])
    since = _day(found["since"]) if found["since"] else None
    return Change(found["policy"], found["name"], keys, since, found["value"].strip())


def parse_changes(typed: Iterable[str]) -> tuple[Change, ...]:
    """Everything that was typed after `--set`, each place once.

    Raises:
        UsageError: one is not written so, or a place is given twice.
    """
    changes = tuple(parse_change(one) for one in typed)
    places = [one.place for one in changes]
    for place in places:
        if places.count(place) > 1:
            raise UsageError(f"{place} is set twice; give it once.")
    return changes


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise UsageError(f"{typed} is no day; write it as 2026-01-01.") from None


def changed(ruleset: Ruleset, changes: Iterable[Change]) -> Ruleset:
    """The rules with these changes, one after the other.

    Raises:
        UsageError: there is no such policy, parameter, entry or reading (the
            message lists those that there are), or the value does not fit.
    """
    for change in changes:
        item = ruleset.policy(change.policy_id)
        other = _changed_policy(ruleset, item, change)
        policies = tuple(other if one is item else one for one in ruleset.policies)
        ruleset = replace(ruleset, policies=policies)
    return ruleset


def _changed_policy(ruleset: Ruleset, item: LoadedPolicy, change: Change) -> LoadedPolicy:
    for reading in readings_of(ruleset):
        if (reading.policy_id, reading.name) != (item.id, change.name) or change.keys:
            continue
        if change.value in reading.grounds.otherwise:
            if change.since:
                raise UsageError(f"{change.place}: another reading has no day; leave @ out.")
            return read_otherwise(item, reading, reading.grounds.otherwise[change.value])
    parameter = item.policy.parameters.get(change.name)
    if parameter is None:
        raise _unknown_place(item, change)
    values = dict(_values(item, parameter, change))
    other = parameter.model_copy(update={"values": dict(sorted(values.items()))})
    parameters = {**item.policy.parameters, change.name: other}
    return replace(item, policy=item.policy.model_copy(update={"parameters": parameters}))


def _values(
    item: LoadedPolicy, parameter: Parameter, change: Change
) -> Iterator[tuple[date, Decimal | Table]]:
    """The dated values, with another figure at every date or from a day on."""
    figure = figure_of(parameter, change.value, change.place)
    dates = sorted(parameter.values)
    _check_entry(item, parameter, change)
    yield from parameter.values.items()
    if change.since:
        if "year" in item.policy.dated_by and (change.since.month, change.since.day) != (1, 1):
            raise UsageError(
                f"{change.place}: {item.id} goes by years, so a new value begins on 1 January."
            )
        before = [day for day in dates if day <= change.since]
        dates = [day for day in dates if day > change.since]
        standing = parameter.values[before[-1] if before else dates[0]]
        yield change.since, _with_entry(standing, change.keys, figure)
    for day in dates:
        yield day, _with_entry(parameter.values[day], change.keys, figure)


def figure_of(parameter: Parameter, typed: str, place: str) -> Decimal:
    """A figure in the parameter's unit.

    Raises:
        UsageError: it is none, or finer than fen, a hundredth of a percent or one.
    """
    if not _NUMBER.fullmatch(typed):
        named = ", ".join(parameter.otherwise)
        or_named = f", or the name of another reading ({named})" if named else ""
        raise UsageError(
            f"{place} is a figure in {parameter.unit}: digits, at most with a decimal point, no "
            f"sign, comma or unit{or_named}."
        )
    figure = Decimal(typed)
    if figure * SCALE[parameter.unit] % 1:
        raise UsageError(
            f"{place}: {typed} is finer than fen, hundredths of a percent or one; write it rounder."
        )
    return figure


def _check_entry(item: LoadedPolicy, parameter: Parameter, change: Change) -> None:
    """Whether the keys lead to a figure of the table."""
    there = entries(parameter)
    if change.keys in there:
        return
    base = f"{item.id}.{change.name}"
    listed = ", ".join(".".join((base, *keys)) for keys in there)
    raise UsageError(f"{change.place} is no figure; there are: {listed}.")


def entries(parameter: Parameter) -> Sequence[tuple[str, ...]]:
    """The keys of every figure, in the order of the file; of one without a table: no key."""
    found = [keys for value in parameter.values.values() for keys in _paths(value)]
    return list(dict.fromkeys(found))


def _paths(value: Decimal | Table) -> list[tuple[str, ...]]:
    if isinstance(value, Decimal):
        return [()]
    return [(key, *rest) for key, inner in value.items() for rest in _paths(inner)]


def _with_entry(value: Decimal | Table, keys: Sequence[str], figure: Decimal) -> Decimal | Table:
    """The value with another figure there; unchanged where it has no such entry."""
    if not keys:
        return figure
    if not isinstance(value, Mapping) or keys[0] not in value:
        return value
    inner: dict[str, object] = {
        key: _with_entry(one, keys[1:], figure) if key == keys[0] else one
        for key, one in value.items()
    }
    return inner  # type: ignore[return-value] # as deep as the table that it was


def _unknown_place(item: LoadedPolicy, change: Change) -> UsageError:
    """There is no such parameter, or no such reading of a criterion."""
    criterion = item.criteria.get(change.name)
    if criterion is not None and criterion.otherwise:
        listed = ", ".join(criterion.otherwise)
        return UsageError(
            f"{item.id}.{change.name} has no reading called so; there are: {listed}. "
            "For any other test copy the rules and give the folder (--rules)."
        )
    figures = [
        ".".join((name, *keys))
        for name, parameter in item.policy.parameters.items()
        for keys in entries(parameter)
    ]
    readings = [name for name, one in item.criteria.items() if one.otherwise]
    if not readings:
        return UsageError(
            f"There is no parameter {change.name} in {item.id}. Parameters: {', '.join(figures)}."
        )
    return UsageError(
        f"{item.id} has no parameter {change.name}, and no criterion of that name with another "
        f"reading. Parameters: {', '.join(figures)}. Criteria with another reading: "
        f"{', '.join(readings)}."
    )
