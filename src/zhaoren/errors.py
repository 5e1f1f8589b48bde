"""What can go wrong, and with which exit code (the public contract).

ZhaorenError                 1  a fault of this program
├── UsageError               2  wrong words on the command line
├── InputError               3  the inputs broke a contract; nothing was published
├── RuleError                3  the rules do not stand (`zhaoren check` lists all)
├── LedgerError              5  the ledger does not allow it, or is damaged; nothing was recorded
├── DamagedRunError          1  a published run is not as it was published (`verify`: 6)
├── DifferenceError          6  a published run or an exported file is not what it should be
└── LockedError              4  another run holds the workspace's lock

A message is one readable paragraph: what, where (file, row, column), and what
to do next. It never holds a person's data: a value that might identify
somebody stays in quarantine.parquet.
"""

from __future__ import annotations


class ZhaorenError(Exception):
    """Base of every error that this program raises on purpose."""

    exit_code = 1


class UsageError(ZhaorenError):
    """The command was given words that it does not understand."""

    exit_code = 2


class InputError(ZhaorenError):
    """An export broke its contract; the run stops before anything is written."""

    exit_code = 3

    def __init__(
        self,
        what: str,
        *,
        next_step: str,
        file: str | None = None,
        row: int | None = None,
        column: str | None = None,
    ) -> None:
        self.what, self.next_step = what, next_step
        self.file, self.row, self.column = file, row, column
        where = ", ".join(self.places)
        super().__init__(f"{where}: {what} {next_step}" if where else f"{what} {next_step}")

    @property
    def places(self) -> list[str]:
        """Where: file, row, column, as far as they are known."""
        named = (("file", self.file), ("row", self.row), ("column", self.column))
        return [f"{name} {value}" for name, value in named if value not in (None, "")]


class RuleError(ZhaorenError):
    """The rules are not well formed."""

    exit_code = 3


class LockedError(ZhaorenError):
    """Another run holds the lock of the workspace."""

    exit_code = 4


class LedgerError(ZhaorenError):
    """The ledger does not allow what was asked; nothing was recorded."""

    exit_code = 5


class DamagedRunError(ZhaorenError):
    """A published run is not as it was published; who verifies it ends with 6 instead."""


class DifferenceError(ZhaorenError):
    """A run is not what its inputs and rules give, or an exported file not what was signed."""

    exit_code = 6
