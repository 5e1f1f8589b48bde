"""The worked quarter holds, and docs/lifecycle.md tells it as it happened.

Three months take minutes, so `make story` and `make test-long` name this file.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.story.book import document
from tests.story.quarter import play

pytestmark = pytest.mark.long

DOCS = Path(__file__).parents[2] / "docs"


def test_the_quarter_is_as_it_was_written_by_hand(tmp_path: Path) -> None:
    """Write the document anew: python -m tests.story > docs/lifecycle.md"""
    told = document(play(tmp_path))
    assert (DOCS / "lifecycle.md").read_text("utf-8") == told
