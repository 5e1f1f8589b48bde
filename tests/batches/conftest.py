"""A desk that pays."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.batches.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    made.register()
    return made
