"""What a check found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Whether nights can run: yes; yes, but look at it; no."""

    ok = "ok"
    warning = "warning"
    missing = "missing"


@dataclass(frozen=True)
class Finding:
    """One check: what it looked at, what it found, and what to do (empty where it is well)."""

    name: str
    state: State
    found: str
    do: str = ""


def well(name: str, found: str) -> Finding:
    """Nothing to do."""
    return Finding(name, State.ok, found)


def doubtful(name: str, found: str, do: str) -> Finding:
    """Nights run, but somebody should look at it."""
    return Finding(name, State.warning, found, do)


def absent(name: str, found: str, do: str) -> Finding:
    """Nights cannot run like this."""
    return Finding(name, State.missing, found, do)
