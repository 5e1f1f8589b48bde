"""How far a night is, and how long it will still take, by the seconds of the last one.

The seconds lie in the workspace's cache, as nothing rests on them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from zhaoren.durable import write_whole
from zhaoren.workspace import Workspace, make_private

_ALMOST = 0.99
_TELLING = 0.05
"""The share of a step from which its own pace says more than the last night's."""


@dataclass
class Pace:
    """A night as it goes on; moments are seconds of one clock.

    `expected`: step → seconds of the last night; empty if there was none.
    """

    expected: Mapping[str, float]
    step: str = ""
    _begun: float = 0.0
    _done: set[str] = field(default_factory=set)
    _share: float | None = None

    @property
    def whole(self) -> float | None:
        """Seconds that the last night took; None if there was none."""
        return sum(self.expected.values()) or None

    def started(self, step: str, now: float) -> None:
        """A step begins."""
        self.step, self._begun, self._share = step, now, None

    def ended(self, step: str) -> None:
        """A step ended."""
        self._done.add(step)
        self.step, self._share = "", None

    def advanced(self, share: float) -> None:
        """So much of the step is done: 0 to 1."""
        self._share = share

    def passed(self, now: float) -> float:
        """Seconds of the last night that correspond to what is done."""
        before = sum(self.expected.get(one, 0.0) for one in self._done)
        return before + self.expected.get(self.step, 0.0) * self._share_at(now)

    def remaining(self, now: float) -> float | None:
        """Seconds that are still to come; None if nobody knows."""
        if self.whole is None:
            return None
        later = [one for one in self.expected if one not in self._done and one != self.step]
        return sum(self.expected[one] for one in later) + self._left_of_step(now)

    def _share_at(self, now: float) -> float:
        if self._share is not None:
            return self._share
        expected = self.expected.get(self.step, 0.0)
        return min((now - self._begun) / expected, _ALMOST) if expected and self.step else 0.0

    def _left_of_step(self, now: float) -> float:
        """Of what is left of the step: by its own pace once that tells, else by the last night."""
        passed = now - self._begun
        if self._share is not None and self._share >= _TELLING:
            return passed * (1 - self._share) / self._share
        return max(self.expected.get(self.step, 0.0) - passed, 0.0)


class WholePace(Pace):
    """The pace of several steps as one, where how long each takes is not known."""

    def started(self, step: str, now: float) -> None:
        """A step begins; only the first begins the whole."""
        if not self.step:
            super().started(next(iter(self.expected), step), now)

    def ended(self, step: str) -> None:
        """A step ended, the whole goes on."""

    def advanced(self, share: float) -> None:
        """A share of one step says nothing of the whole."""


def last_pace(out: Path, city: str) -> Pace:
    """The pace of the city's last night in a workspace; one without seconds if none is kept."""
    try:
        kept = json.loads(_file(out, city).read_text(encoding="utf-8"))
        return Pace({str(step): float(seconds) for step, seconds in kept.items()})
    except (OSError, ValueError, AttributeError, TypeError):
        return Pace({})


def keep_pace(out: Path, city: str, seconds: Mapping[str, float]) -> None:
    """Keep the seconds of a night for the next one."""
    path = _file(out, city)
    make_private(path.parent)
    write_whole(path, json.dumps(dict(seconds)).encode())


def _file(out: Path, city: str) -> Path:
    return Workspace(out).cache / "seconds" / f"{city}.json"


def said_of(seconds: float) -> str:
    """Seconds as a clock shows them: 0:07, 12:30, 1:02:03."""
    minutes, left = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"
