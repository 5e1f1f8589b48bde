"""`python -m tests.story`: plays the quarter and prints docs/lifecycle.md."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.story.book import document
from tests.story.quarter import play

if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="story-") as folder:
        sys.stdout.write(document(play(Path(folder))))
