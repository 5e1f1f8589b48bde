"""What stops a run once the files have been read."""

from __future__ import annotations

from collections.abc import Mapping

from zhaoren.contracts.model import Contract
from zhaoren.errors import InputError


def check_quarantined(
    contract: Contract, file: str, rows: int, quarantined: int, commonest: str
) -> None:
    """More rows of a file are at fault than the contract bears.

    Raises:
        InputError: then the export is broken, not a few rows in it.
    """
    if quarantined > contract.quarantine_limit * rows:
        raise InputError(
            f"{quarantined} of {rows} rows are at fault, more than the "
            f"{contract.quarantine_limit:.0%} that the contract allows; "
            f"the commonest reason is {commonest}.",
            file=file,
            next_step="Compare the export with its contract in data_contracts/inputs, mend it "
            "and export again.",
        )


def check_enough(
    contract: Contract,
    accepted: int,
    rows: int,
    previous: int | None,
    *,
    may_shrink: bool,
) -> None:
    """A required source holds something, and no source has shrunk beyond its limit.

    Raises:
        InputError: otherwise.
    """
    if contract.required and not accepted:
        raise InputError(
            f"The required source {contract.name} ({contract.title}) has no accepted row. "
            f"{contract.absence}",
            next_step="Export it again with its rows.",
        )
    if previous and rows < contract.shrink_limit * previous and not may_shrink:
        raise InputError(
            f"The source {contract.name} ({contract.title}) has {rows} rows; the last published "
            f"run read {previous}. Less than {contract.shrink_limit:.0%} of it is left.",
            next_step=f"Export it whole; if it is right so, go on with --allow-shrink "
            f"{contract.name}.",
        )


def commonest(reasons: Mapping[str, int]) -> str:
    """The reason with most rows; of equals the first by name."""
    return min(reasons, key=lambda reason: (-reasons[reason], reason), default="(none)")
