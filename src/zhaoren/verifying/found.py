"""What a verification looked at, and every difference that it found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Difference:
    """One thing that is not as it should be.

    `kind`: a stable word for scripts; `place`: the file or figure, as a path
    within the run; `said`: a Chinese sentence. Neither holds a value of a
    person: rows are named by their number, columns by their name.
    """

    kind: str
    place: str
    said: str


@dataclass(frozen=True)
class Check:
    """One question and its answer.

    `count`: how many things (`unit`) were looked at. `left_out`: why not all,
    or none, of them could be; empty: all were.
    """

    name: str
    title: str
    count: int
    unit: str
    differences: Sequence[Difference] = ()
    left_out: str = ""


@dataclass(frozen=True)
class Verified:
    """All checks of one run; `obstacles`: why it was not computed again, if it was to be."""

    run_id: str
    name: str
    city: str
    as_of: str
    checks: Sequence[Check]
    recomputed: bool
    obstacles: Sequence[str] = ()

    @property
    def differences(self) -> list[Difference]:
        """Of all checks."""
        return [one for check in self.checks for one in check.differences]
