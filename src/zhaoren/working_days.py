"""Working days: the State Council's announced years, and what a bureau adds in a file.

A day is never guessed: holidays and the working days that make up for them
are announced a year at a time, and beyond the announced years every question
is refused. `chinesecalendar` knows the years announced when it was published;
a bureau adds later ones in `rules/holidays.yaml`, or for one city in
`rules/<city>/holidays.yaml`, whose word goes before all else:

    years:
      2027:
        source: 国务院办公厅关于2027年部分节假日安排的通知
        holidays: [2027-01-01..2027-01-03, 2027-04-05]   # weekends need not be named
        working_days: [2027-02-06]                       # weekends that are worked
    days:
      2026-12-31: holiday            # one day more of a known year, or working_day
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Annotated, Literal

import chinese_calendar
from chinese_calendar.constants import holidays as announced_holidays
from pydantic import BeforeValidator, Field, model_validator

from zhaoren.content import Content
from zhaoren.errors import RuleError
from zhaoren.rules.model import Strict
from zhaoren.rules.yaml import Problem, parse, read_yaml

FILE = "holidays.yaml"
NOTICE_DAYS = 5
"""Working days of a public notice, the day of publication not counted (2021 rules, art. 3)."""
PAYMENT_DAYS = 5
"""Working days within which arrived funds are paid out (2021 rules, art. 3)."""

ANNOUNCED = frozenset(range(min(announced_holidays).year, max(announced_holidays).year + 1))
"""The years that chinesecalendar was told of; it raises beyond them."""

_BETWEEN = ".."
_DAY = timedelta(days=1)


def _days(written: object) -> object:
    """[2027-01-01..2027-01-03, 2027-04-05] → the days meant."""
    items = written if isinstance(written, list) else [written]
    return [day for item in items for day in _span(item)]


def _span(item: object) -> Iterator[object]:
    if not isinstance(item, str) or _BETWEEN not in item:
        yield item
        return
    first, last = (date.fromisoformat(end.strip()) for end in item.split(_BETWEEN))
    if last < first:
        raise ValueError("a span of days ends before it begins")
    yield from (first + _DAY * number for number in range((last - first).days + 1))


Days = Annotated[tuple[date, ...], BeforeValidator(_days)]


class Year(Strict):
    """A year as announced; days that are not named are as their weekday says."""

    source: str = Field(min_length=1)
    holidays: Days = Field(min_length=1)
    working_days: Days = ()

    @model_validator(mode="after")
    def _says_each_day_once(self) -> Year:
        if both := set(self.holidays) & set(self.working_days):
            raise ValueError(f"{min(both)} is a holiday and a working day")
        return self


class Additions(Strict):
    """The file `holidays.yaml`."""

    years: Mapping[int, Year] = Field(default_factory=dict)
    days: Mapping[date, Literal["holiday", "working_day"]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _stays_in_its_years(self) -> Additions:
        for number, year in self.years.items():
            for day in (*year.holidays, *year.working_days):
                if day.year != number and (day.year, day.month) != (number - 1, 12):
                    raise ValueError(f"{day} is announced with the year {number}")
        return self

    def told(self) -> dict[date, bool]:
        """Every day that the file names → whether it is worked."""
        found = {day: False for year in self.years.values() for day in year.holidays}
        found |= {day: True for year in self.years.values() for day in year.working_days}
        return found | {day: kind == "working_day" for day, kind in self.days.items()}


@dataclass(frozen=True)
class Calendar:
    """What files add: `told`, day → whether it is worked; `years`, those declared whole."""

    told: Mapping[date, bool] = field(default_factory=dict)
    years: frozenset[int] = frozenset()

    def is_working(self, day: date) -> bool:
        """Whether offices and banks work on that day.

        Raises:
            RuleError: the day's year has not been announced, as far as is known here.
        """
        if day.year not in self.years | ANNOUNCED:
            raise RuleError(
                f"The working days of {day.year} are not known here, so no date in it can be "
                f"computed. Once the State Council has announced them, add the year to "
                f"rules/{FILE} (or the city's own {FILE}): years: {{{day.year}: {{source: …, "
                "holidays: […], working_days: […]}}."
            )
        if day in self.told:
            return self.told[day]
        if day.year in self.years:
            return day.isoweekday() < 6
        return bool(chinese_calendar.is_workday(day))

    def after(self, day: date, count: int) -> date:
        """The `count`-th working day after a day, which itself is not counted.

        Raises:
            RuleError: that reaches into a year that is not known.
            ValueError: `count` is less than 1.
        """
        if count < 1:
            raise ValueError("a number of working days is at least 1")
        while count:
            day += _DAY
            count -= self.is_working(day)
        return day


def last_day_of_notice(published: date, calendar: Calendar) -> date:
    """The last day of a public notice that was published on a day (that day not counted).

    Raises:
        RuleError: the notice reaches into a year that is not known.
    """
    return calendar.after(published, NOTICE_DAYS)


def payment_due(arrived: date, calendar: Calendar) -> date:
    """The last day on which funds that arrived on a day are to be paid out.

    Raises:
        RuleError: that reaches into a year that is not known.
    """
    return calendar.after(arrived, PAYMENT_DAYS)


def load_calendar(content: Content, city: str) -> Calendar:
    """The calendar of a city: the announced years, with what the bureau adds.

    Raises:
        RuleError: a file does not fit its shape; the message lists every fault.
    """
    return calendar_of(_read(content, where) for where in (".", city))


def calendar_of(additions: Iterable[Additions]) -> Calendar:
    """The calendar with these additions, a later one's word before an earlier one's."""
    told: dict[date, bool] = {}
    years: set[int] = set()
    for added in additions:
        told |= added.told()
        years |= set(added.years)
    return Calendar(told, frozenset(years))


def _read(content: Content, folder: str) -> Additions:
    path = content.rules / folder / FILE
    if not path.is_file():
        return Additions()
    source = read_yaml(path, content.rules)
    if isinstance(source, Problem):
        raise RuleError(str(source))
    added = parse(Additions, source)
    if isinstance(added, list):
        raise RuleError("\n".join(str(problem) for problem in sorted(added)))
    return added
