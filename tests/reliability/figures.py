"""What the long version counted, as Markdown: `python -m tests.reliability.figures FILE`."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from pathlib import Path

VARIABLE = "ZHAOREN_CRASH"
LONG = VARIABLE in os.environ
"""Whether `make crash` asked for the long version; the variable names the file of figures."""


def count(what: str, **figures: int) -> None:
    """Add to the figures of a kind of trial."""
    if LONG:
        with Path(os.environ[VARIABLE]).open("a", encoding="utf-8") as file:
            file.write(f"{json.dumps({'what': what, **figures})}\n")


def table(path: Path) -> str:
    """All that was counted, a row a kind of trial."""
    counted: dict[str, Counter[str]] = {}
    for line in path.read_text("utf-8").splitlines():
        told = json.loads(line)
        counted.setdefault(told.pop("what"), Counter()).update(told)
    columns = sorted({name for figures in counted.values() for name in figures})
    lines = [["trial", *columns], ["---", *("---:" for _ in columns)]]
    lines += [
        [what, *(f"{figures[name]:,}".replace(",", " ") for name in columns)]
        for what, figures in sorted(counted.items())
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    sys.stdout.write(f"{table(Path(sys.argv[1]))}\n")
