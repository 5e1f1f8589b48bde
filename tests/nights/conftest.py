"""A city whose ledger is empty."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .runs import City, open_city


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    made = open_city(tmp_path)
    yield made
    made.ledger.close()
