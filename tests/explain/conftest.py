"""What the tests of explanations share: asking a run, and reading the answer as one text."""

from __future__ import annotations

from collections.abc import Callable
from unicodedata import east_asian_width

import pytest

from zhaoren.explain import Asked, Explanation, explain
from zhaoren.explain.text import text
from zhaoren.runs import Run

WIDTH = 80
Told = Callable[[Explanation], str]


def told(found: Explanation) -> str:
    """The text without line breaks, after a look at the width of its lines."""
    lines = list(text(found))
    for line in lines:
        assert sum(2 if east_asian_width(sign) in "WFA" else 1 for sign in line) <= WIDTH
    return "".join(line.strip() for line in lines)


def ask(run: Run, number: str, policy: str | None = None) -> Explanation:
    """What a run says of a person."""
    return explain(run, Asked("person", number, policy))


@pytest.fixture(autouse=True)
def no_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is read from stdin unless a test says what."""
    monkeypatch.delenv("ZHAOREN_LANG", raising=False)
