"""What every part of the machine shares: the office, and how rules choose."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from tests.lifecycle.ledger_office import LedgerOffice
from zhaoren.ledger import Ledger, State

MEMORY = Path("/dev/shm")  # where waiting for a disk would take most of the time
WHY = "有书面说明"

pick = st.integers(0, 40)
T = TypeVar("T")


def chosen(items: Sequence[T], which: int) -> T:
    """One of some items."""
    return items[which % len(items)]


def has(*states: State) -> Callable[[Machine], bool]:
    """Whether there are grants in these states."""
    return lambda machine: bool(machine.grants(*states))


class Machine(RuleBasedStateMachine):
    """A town and an office."""

    def __init__(self) -> None:
        super().__init__()
        self._temporary = tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None)
        folder = Path(self._temporary.name)
        self.office = LedgerOffice(folder, Ledger(f"sqlite:///{folder / 'ledger.db'}"))
        self.town = self.office.town

    def teardown(self) -> None:
        """Close the ledger."""
        self.office.ledger.close()
        self._temporary.cleanup()

    def grants(self, *states):
        """The grants in these states."""
        return [one.id for one in self.office.running.in_state(*states)]

    def batches(self, *statuses):
        """The batches of these statuses."""
        return [one.id for one in self.office.running.batches.values() if one.status in statuses]
