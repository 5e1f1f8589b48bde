"""Days and months: a month is the date of its first day."""

from __future__ import annotations

from datetime import date, timedelta


def month_of(day: date) -> date:
    """The month that holds the day."""
    return day.replace(day=1)


def add_months(month: date, count: int) -> date:
    """The month that stands `count` months later (earlier where negative)."""
    number = month.year * 12 + (month.month - 1) + count
    return date(number // 12, number % 12 + 1, 1)


def settled_month(as_of: date) -> date:
    """Settled month S: "the month of D minus 2"."""
    return add_months(month_of(as_of), -2)


def last_day_of_one_year(start: date) -> date:
    """`start_on + 1 year − 1 day`; "29 February + 1 year = 28 February"."""
    if (start.month, start.day) == (2, 29):
        anniversary = date(start.year + 1, 2, 28)
    else:
        anniversary = start.replace(year=start.year + 1)
    return anniversary - timedelta(days=1)


def months_between(first: date, last: date) -> int:
    """How many months lie from one to the other: 0 for the same month."""
    return (last.year - first.year) * 12 + last.month - first.month


def year_of(period: str | None) -> str | None:
    """The year that was paid for, YYYY or YYYY-MM: a month lies in one."""
    return None if period is None else period[:4]
