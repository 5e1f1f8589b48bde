"""The whole quarter, day by day, and what must hold at its end."""

from __future__ import annotations

from pathlib import Path

from tests.story import ending, november, october, september
from tests.story.stage import Stage

DAYS = (*september.DAYS, *october.DAYS, *november.DAYS)


def play(folder: Path) -> Stage:
    """Play all of it in an empty folder.

    Raises:
        AssertionError: somebody, some yuan or some document is not as the script says.
    """
    stage = Stage(folder)
    for day in DAYS:
        day(stage)
    ending.check(stage)
    return stage
