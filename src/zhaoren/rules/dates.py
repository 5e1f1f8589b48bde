"""Dates that are already known: when a candidate will pass, and until when it can.

A criterion names the facts that will change and the facts that say when
(`met_on`, `expected_on`). Its own test is then asked again with the changed
facts, so that a date is given only where the criterion does pass from it on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlglot import exp

from zhaoren.rules.model import Criterion
from zhaoren.rules.sql import boolean, column, literal, null

AHEAD = {
    "qualifies_on": "date",
    "expected_on": "date",
    "closes_on": "date",
    "closing": "varchar",
    "open_points": "bigint",
    "ahead_of": "date",
    "assumed": "boolean",
    "assuming": "varchar",
}
"""What a verdict table says of dates to come, beside the verdict: column → SQL type."""

_AS_OF = "as_of"
_ON, _EXPECTED = "on_", "expected_"
_LAST_YEAR = 9999  # of a date; an export may hold any number


def dated_answers(
    criteria: Mapping[str, Criterion],
    answers: Mapping[str, exp.Expr],
    facts: Mapping[str, str],
) -> list[exp.Expr]:
    """For each criterion with known dates: from when it is passed, surely and if assumptions hold.

    The columns on_<criterion> and expected_<criterion>; as_of where it passes
    today. `answers`: criterion → its answer over the facts.
    """
    found: list[exp.Expr] = []
    for name, criterion in criteria.items():
        for prefix, changes in (
            (_ON, criterion.met_on),
            (_EXPECTED, {**criterion.met_on, **criterion.expected_on}),
        ):
            if changes:
                when = _passes_on(name, answers[name], changes, facts)
                found.append(when.as_(f"{prefix}{name}"))
    return found


def _passes_on(
    name: str, answer: exp.Expr, changes: Mapping[str, str], facts: Mapping[str, str]
) -> exp.Expr:
    """The first day from which the criterion passes with the facts as they will be."""
    by_then = answer.copy().transform(
        lambda node: (
            _will_be(node.name, changes[node.name], facts)
            if isinstance(node, exp.Column) and node.name in changes
            else node
        )
    )
    days = [exp.func("coalesce", _later(date, facts), column(_AS_OF)) for date in changes.values()]
    return exp.Case().when(column(f"is_{name}"), column(_AS_OF)).when(by_then, _greatest(days))


def _will_be(fact: str, date: str, facts: Mapping[str, str]) -> exp.Expr:
    """The fact as it will be: true, the date itself, or its year."""
    value = boolean(True) if facts[fact] == "boolean" else column(date)
    later = exp.Is(this=_later(date, facts), expression=exp.Null())
    return exp.Paren(this=exp.Case().when(exp.Not(this=later), value).else_(column(fact)))


def _later(date: str, facts: Mapping[str, str]) -> exp.Expr:
    """The date, or the first day of the year, where it lies after as_of."""
    day: exp.Expr = column(date)
    if facts[date] == "bigint":
        first = exp.DateFromParts(year=column(date), month=literal(1), day=literal(1))
        is_year = exp.Between(this=column(date), low=literal(1), high=literal(_LAST_YEAR))
        day = exp.Case().when(is_year, first)
    return exp.Case().when(day > column(_AS_OF), day.copy())


def _greatest(days: Sequence[exp.Expr]) -> exp.Expr:
    first, *rest = days
    return exp.Greatest(this=first, expressions=rest) if rest else first


def ahead(
    criteria: Mapping[str, Criterion], gate: Sequence[str], rows: bool, *, assumed: bool
) -> list[exp.Expr]:
    """What the answers and their dates come to, over the columns of `dated_answers`.

    qualifies_on   from when all criteria are passed; as_of where they are today
    expected_on    the same, if what `assuming` says comes true
    closes_on      the last day on which it can still be met, `closing` says of what
    open_points    criteria that are not passed, those that may close aside
    """
    asked = {
        name: criterion for name, criterion in criteria.items() if not rows or name not in gate
    }
    return [
        _all_pass_on(criteria, _ON).as_("qualifies_on"),
        _all_pass_on(criteria, _EXPECTED).as_("expected_on"),
        _closes_on(criteria).as_("closes_on"),
        _closing(criteria).as_("closing"),
        _open_points(criteria, asked if rows else {}).as_("open_points"),
        column(_AS_OF).as_("ahead_of"),
        (column("assumed") if assumed else boolean(False)).as_("assumed"),
        _assuming(criteria).as_("assuming"),
    ]


def _all_pass_on(criteria: Mapping[str, Criterion], prefix: str) -> exp.Expr:
    """The day from which all criteria pass, if each is known to pass on it."""
    conditions: list[exp.Expr] = []
    days: list[exp.Expr] = [column(_AS_OF)]
    for name, criterion in criteria.items():
        dated = criterion.met_on or (criterion.expected_on and prefix == _EXPECTED)
        if dated:
            day = column(f"{prefix}{name}")
            days.append(day)
            conditions.append(exp.Not(this=exp.Is(this=day.copy(), expression=exp.Null())))
        else:
            conditions.append(column(f"is_{name}"))
    latest = _greatest(days)
    for name, criterion in criteria.items():
        limits = [criterion.closes_on]
        if prefix == _ON or not criterion.assuming:
            limits.append(criterion.met_until)
        since = column(f"{prefix}{name}") if criterion.met_on else None
        conditions += [_holds(latest, limit, since) for limit in limits if limit]
    return exp.Case().when(exp.and_(*conditions), latest.copy())


def _holds(day: exp.Expr, limit: str, since: exp.Expr | None) -> exp.Expr:
    """Whether the limit is not passed; one before `since` is of what was, not of what will be."""
    holds: exp.Expr = exp.func("coalesce", day.copy() <= column(limit), boolean(True))
    return exp.or_(holds, column(limit) < since) if since is not None else holds


def _closes_on(criteria: Mapping[str, Criterion]) -> exp.Expr:
    """The first of the last days, where no criterion that has one is failed already."""
    closing = {name: one for name, one in criteria.items() if one.closes_on}
    if not closing:
        return null("date")
    open_still = [exp.func("coalesce", column(f"is_{name}"), boolean(True)) for name in closing]
    first, *rest = (column(one.closes_on) for one in closing.values())
    least = exp.Least(this=first, expressions=rest) if rest else first
    return exp.Case().when(exp.and_(*open_still), least)


def _closing(criteria: Mapping[str, Criterion]) -> exp.Expr:
    """The label of the criterion whose last day comes first."""
    found: exp.Expr = null("varchar")
    for name, criterion in reversed(list(criteria.items())):
        if criterion.closes_on:
            is_first = column(criterion.closes_on).eq(_closes_on(criteria))
            label = literal(criterion.label or name)
            found = exp.Case().when(is_first, label).else_(found)
    return found


def _open_points(criteria: Mapping[str, Criterion], of_months: Mapping[str, Criterion]) -> exp.Expr:
    """How many criteria are not passed, without those that may yet be met until they close."""
    counts: list[exp.Expr] = []
    for name, criterion in criteria.items():
        passed: exp.Expr = column(f"is_{name}")
        case = exp.Case()
        if name in of_months:
            case = case.when(column("whole_row"), literal(0))
        if criterion.closes_on:
            passed = exp.func("coalesce", passed, boolean(True))
        counts.append(case.when(passed, literal(0)).else_(literal(1)))
    total = counts[0]
    for count in counts[1:]:
        total = exp.Add(this=total, expression=count)
    return exp.cast(total, "bigint")


def _assuming(criteria: Mapping[str, Criterion]) -> exp.Expr:
    """What an expected date rests on, in the criteria's words."""
    said = dict.fromkeys(one.assuming for one in criteria.values() if one.assuming)
    return literal("；".join(said)) if said else null("varchar")
