"""Numbers of persons in what the public sees: digits 7 to 14, the day of birth, are masked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

_NEW = re.compile(r"(?=(\d{17}[\dXx]))")  # GB 11643: area 6, birth 8, serial 3, check 1
_BIRTH = slice(6, 14)
_OLD_BIRTH = slice(6, 12)  # numbers of 15 digits have a year of two


def masked(text: str, numbers: Iterable[str] = ()) -> str:
    """Text with every person's number in it masked: 370303********4216.

    `numbers` are the row's own; every other run of 18 digits (the last may be
    X) that has a day of birth at its place is masked as well, wherever it
    stands, in a certificate's number for instance.
    """
    hidden: set[int] = set()
    for number in numbers:
        birth = _BIRTH if len(number) == 18 else _OLD_BIRTH
        start = text.find(number)
        while number and start >= 0:
            hidden.update(range(start + birth.start, start + birth.stop))
            start = text.find(number, start + 1)
    for found in _NEW.finditer(text):
        if _is_day(found[1][_BIRTH]):
            hidden.update(range(found.start() + _BIRTH.start, found.start() + _BIRTH.stop))
    return "".join("*" if place in hidden else sign for place, sign in enumerate(text))


def _is_day(digits: str) -> bool:
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return 1900 <= day.year < 2100
