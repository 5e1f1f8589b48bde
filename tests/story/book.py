"""docs/lifecycle.md: the states, who does what, and the quarter as it was played."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from tests.story.stage import Stage

PREFACE = Path(__file__).with_name("preface.md")
MONTHS = {9: "September 2026", 10: "October 2026", 11: "November 2026"}


def document(stage: Stage) -> str:
    """The whole document."""
    parts = [PREFACE.read_text("utf-8").rstrip()]
    for month, days in groupby(stage.days, key=lambda day: day.on.month):
        parts.append(f"## {MONTHS[month]}")
        parts += [day.markdown() for day in days]
    return "\n\n".join(parts) + "\n"
