"""One night on the committed inbox of Zibo, run once for all tests that look at it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.sample_nights import AS_OF, sample_night
from zhaoren.content import find_content
from zhaoren.nightly import NightOptions, NightResult

INBOX = find_content().sample_data / "zibo" / "inbox"
Options = Callable[..., NightOptions]


def options_for(out: Path, **changes: Any) -> NightOptions:
    """A night on the committed inbox."""
    return NightOptions(**{"city": "zibo", "inbox": INBOX, "out": out, "as_of": AS_OF, **changes})


@pytest.fixture
def options(tmp_path: Path) -> Options:
    return lambda **changes: options_for(tmp_path / "out", **changes)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """A copy of the inbox that a test may spoil."""
    return Path(shutil.copytree(INBOX, tmp_path / "inbox"))


@pytest.fixture(scope="session")
def night(tmp_path_factory: pytest.TempPathFactory) -> NightResult:
    """The night that went well; who writes into its workspace copies it."""
    return sample_night("zibo", tmp_path_factory)
