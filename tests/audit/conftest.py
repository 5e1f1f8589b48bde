"""One workspace with a ledger, shared by the file that asks it."""

from __future__ import annotations

from pathlib import Path

import pytest

from .world import make_workspace


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run directory of Zibo."""
    return make_workspace(tmp_path_factory.mktemp("audit"))
