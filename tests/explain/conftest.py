"""What the tests of explanations share: asking a run, and reading the answer as one text."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unicodedata import east_asian_width

import pytest

from zhaoren import nightly
from zhaoren.explain import Asked, Explanation, explain
from zhaoren.explain.text import text
from zhaoren.runs import Run
from zhaoren.validation import ValidationSummary

WIDTH = 80


def told(found: Explanation) -> str:
    """The text without line breaks, after a look at the width of its lines."""
    lines = list(text(found))
    for line in lines:
        assert sum(2 if east_asian_width(sign) in "WFA" else 1 for sign in line) <= WIDTH
    return "".join(line.strip() for line in lines)


def ask(run: Run, number: str, policy: str | None = None) -> Explanation:
    """What a run says of a person."""
    return explain(run, Asked("person", number, policy))


@contextmanager
def unchecked() -> Iterator[None]:
    """Nights whose tables are not checked against contracts: that writes nothing and takes long."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("check_inputs", "check_outputs"):
            patch.setattr(nightly, name, lambda *_, **__: ValidationSummary(()))
        yield
