"""Who is told how a run goes on: the terminal, a test, or nobody.

A listener reaches a run through a context variable, because an orchestrator
stands between the command and the run and would keep whatever it is passed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Result = TypeVar("Result")


@dataclass
class Listener(Generic[Result]):
    """Hears of every step; keeps the result or the error of the run. Silent itself."""

    result: Result | None = None
    error: Exception | None = None
    seconds: dict[str, float] = field(default_factory=dict)

    def step_started(self, name: str) -> None:
        """A named step begins."""

    def step_ended(self, name: str, seconds: float) -> None:
        """A named step ended well after so many seconds."""
        self.seconds[name] = seconds

    def advanced(self, share: float) -> None:
        """So much of the step at hand is done, 0 to 1, where that is known."""

    def said(self, text: str) -> None:
        """A step has something to tell; never a person's data."""


_current: ContextVar[Listener[object] | None] = ContextVar("listener", default=None)


@contextmanager
def remembered(listener: Listener[Result]) -> Iterator[None]:
    """Keep the error that rises inside; the innermost is the one that says most."""
    listener.error = None
    try:
        yield
    except Exception as error:
        listener.error = listener.error or error
        raise


@contextmanager
def listening(listener: Listener[Result]) -> Iterator[Listener[Result]]:
    """Runs inside tell `listener`."""
    token = _current.set(listener)  # type: ignore[arg-type] # one run, one kind of result
    try:
        yield listener
    finally:
        _current.reset(token)


def current_listener() -> Listener[object]:
    """The listener of this context, or a silent one."""
    return _current.get() or Listener()
