"""When something happened; "An event dated after D … makes its date criterion unknown"."""

from __future__ import annotations

from datetime import date

from .verdict import UNKNOWN, pass_if


def day_in_window(day: date, as_of: date, first: date, last: date = date.max) -> str:
    """Whether the day lies within, both ends included."""
    return UNKNOWN if day > as_of else pass_if(first <= day <= last)


def year_in_window(year: int, as_of: date, first: int) -> str:
    """Whether the year is the first or a later one."""
    return UNKNOWN if year > as_of.year else pass_if(year >= first)
