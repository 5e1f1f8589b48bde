"""A city whose ledger is empty; nights whose tables are not checked against their contracts.

The checks write nothing and take half of a small night; tests/validation, tests/flows
and tests/golden run them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from zhaoren import nightly
from zhaoren.validation import ValidationSummary

from .runs import City, open_city


@pytest.fixture(autouse=True)
def unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("check_inputs", "check_outputs"):
        monkeypatch.setattr(nightly, name, lambda *_, **__: ValidationSummary(()))


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    made = open_city(tmp_path)
    yield made
    made.ledger.close()
