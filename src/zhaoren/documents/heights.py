"""How high a row must be for wrapped text, since not every program works that out itself."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil
from unicodedata import east_asian_width

_LINE = 15.5  # points
_SLACK = 0.8  # of a column's width: words do not break everywhere


def text_width(text: str) -> int:
    """Width in columns' characters: Chinese signs are two wide."""
    return sum(2 if east_asian_width(sign) in "WFA" else 1 for sign in text)


def row_height(cells: Iterable[tuple[object, float]]) -> float:
    """Height in points of a row of (text, width of its column or merged columns)."""
    lines = [
        ceil(text_width(value) / (width * _SLACK))
        for value, width in cells
        if isinstance(value, str)
    ]
    return _LINE * max([1, *lines])
