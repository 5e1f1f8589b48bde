"""The worked quarter holds, and docs/lifecycle.md tells it as it happened.

Three months take minutes, so `make story` names this file; `make test` leaves it out.
"""

from __future__ import annotations

from pathlib import Path

from tests.story.book import document
from tests.story.quarter import play

DOCS = Path(__file__).parents[2] / "docs"


def test_the_quarter_is_as_it_was_written_by_hand(tmp_path: Path) -> None:
    """Write the document anew: python -m tests.story > docs/lifecycle.md"""
    told = document(play(tmp_path))
    assert (DOCS / "lifecycle.md").read_text("utf-8") == told
