"""The compiled SQL of a run, as it was run, one numbered file a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path


def write_sql(entries: Sequence[tuple[str, str]], folder: Path) -> None:
    """Write `entries` (table, statement) in the order in which they were run."""
    folder.mkdir()
    for place, (name, statement) in enumerate(entries, start=1):
        plain = re.sub(r"[^A-Za-z0-9_.]", "_", name)
        (folder / f"{place:03}_{plain}.sql").write_text(statement, encoding="utf-8")
