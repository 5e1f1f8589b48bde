"""The mutants that nothing can notice, each with the reason: same.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path

LISTED = Path(__file__).with_name("same.toml")
Mutant = tuple[str, str]


def known(listed: Path = LISTED) -> dict[Mutant, str]:
    """(file, what is altered) → why it decides and says the same.

    Raises:
        ValueError: a mutant stands twice, or has no reason.
    """
    found: dict[Mutant, str] = {}
    for entry in tomllib.loads(listed.read_text("utf-8"))["same"]:
        for what in entry["altered"]:
            mutant = (entry["file"], what)
            if mutant in found or not entry["why"].strip():
                raise ValueError(f"{listed.name}: {mutant} stands twice, or has no reason")
            found[mutant] = entry["why"]
    return found
