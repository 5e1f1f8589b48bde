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


@pytest.fixture(autouse=True, scope="module")
def unchecked() -> Iterator[None]:
    """Also of the nights that a module shares: a replay has the same manifest."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("check_inputs", "check_outputs"):
            patch.setattr(nightly, name, lambda *_, **__: ValidationSummary(()))
        yield


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    made = open_city(tmp_path)
    yield made
    made.ledger.close()
