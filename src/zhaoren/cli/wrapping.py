"""Text broken into lines of a terminal's width, Chinese and English alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from unicodedata import east_asian_width

_WIDE_SPACE = "\u3000"
_NEVER_FIRST = "，。；：、？！）》」』】”’…"
_NEVER_LAST = "（《「『【“‘"
_BOTH = _NEVER_FIRST + _NEVER_LAST
_PIECES = re.compile(
    rf"\s+|[{_NEVER_LAST}]*(?:[^\s\u2e80-\uffef{_BOTH}]+|[\u2e80-\uffef{_BOTH}])[{_NEVER_FIRST}]*"
)


def width_of(text: str) -> int:
    """Columns that a text takes on a terminal: two for what is drawn wide."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def wrapped(text: str, width: int) -> list[str]:
    """The lines of a paragraph, none wider than `width` columns unless one word is.

    Lines break at spaces and between Chinese characters, never before a
    closing or after an opening mark.
    """
    lines = [""]
    for piece in _PIECES.findall(text.strip()):
        if piece.isspace():
            lines[-1] += piece if piece == _WIDE_SPACE else " "
        elif lines[-1].strip() and width_of(lines[-1] + piece) > width:
            lines[-1] = lines[-1].rstrip()
            lines.append(piece)
        else:
            lines[-1] = lines[-1] + piece if lines[-1].strip() else piece
    return [line.rstrip() for line in lines]


def block(heading: str, fields: Iterable[tuple[str, str]], width: int) -> Iterator[str]:
    """A row of a wide table for a narrow terminal: its heading, and below it what it says.

    `fields`: label and text of each column; those without text are left out,
    and the line ends of a text are kept.
    """
    yield from wrapped(heading, width)
    said = [(label, text) for label, text in fields if text]
    column = max((width_of(label) for label, _ in said), default=0) + 2
    for label, text in said:
        own = [line for part in text.split("\n") for line in wrapped(part, width - column - 2)]
        first, *more = own
        yield "  " + label + " " * (column - width_of(label)) + first
        yield from (" " * (column + 2) + line for line in more)


def broken_command(command: str, width: int, indent: str) -> list[str]:
    r"""A command in lines that a shell takes as one: each but the last ends with `\`."""
    lines = wrapped(command, width - 2)
    rest = [indent + line for line in wrapped(" ".join(lines[1:]), width - 2 - len(indent))]
    lines = [lines[0], *(rest if len(lines) > 1 else [])]
    return [*(f"{line} \\" for line in lines[:-1]), lines[-1]]
