"""The content: contracts, rules, bank layouts, and working days beyond the year's end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from zhaoren.content import Content
from zhaoren.contracts import load_contracts
from zhaoren.doctor.findings import Finding, absent, doubtful, well
from zhaoren.errors import RuleError
from zhaoren.payments.layouts import load_banks
from zhaoren.rules import check_rules, city_ids
from zhaoren.working_days import ANNOUNCED, load_calendar

ANNOUNCING = 11
"""The month by which the State Council has, by custom, announced the next year's days."""


def check_project(content: Content, today: date) -> Iterator[Finding]:
    """The checks of the content as of a day."""
    try:
        contracts = load_contracts(content)
    except RuleError as error:
        lines = str(error).splitlines()
        yield absent("Contracts", lines[-1], "`zhaoren check` lists every fault; mend them.")
        return
    told = f"{len(contracts.inputs)} of inputs, {len(contracts.outputs)} of published tables"
    yield well("Contracts", told)
    problems = [str(problem) for problem in check_rules(content, contracts)]
    cities = city_ids(content)
    for city in cities:
        try:
            load_banks(content, city)
        except RuleError as error:
            problems.append(str(error))
    if problems:
        told = f"{len(problems)} faults, first: {problems[0].splitlines()[0]}"
        yield absent("Rules", told, "`zhaoren check` lists every fault; mend them.")
    else:
        yield well("Rules", f"those of {', '.join(cities)} stand")
    yield from check_calendars(content, today)


def check_calendars(content: Content, today: date) -> Iterator[Finding]:
    """Whether the working days of each city are known, as of a day."""
    yield from (_calendar(content, city, today) for city in city_ids(content))


def _calendar(content: Content, city: str, today: date) -> Finding:
    """Whether notices and payments can be dated, also over the turn of the year."""
    name = f"Working days of {city}"
    try:
        years = load_calendar(content, city).years | ANNOUNCED
    except RuleError as error:
        return absent(name, str(error).splitlines()[0], "Mend the file at its line.")
    known = f"known to the end of {max(years)}"
    add = "Add the year to rules/holidays.yaml as the State Council announced it."
    if today.year not in years:
        return absent(name, known, add)
    if today.month >= ANNOUNCING and today.year + 1 not in years:
        return doubtful(name, known, add)
    return well(name, known)
