"""What a night is told and what it found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from zhaoren.contracts import Contracts
from zhaoren.engine import MEMORY_LIMIT
from zhaoren.errors import UsageError
from zhaoren.ledger.store import default_url
from zhaoren.rules.load import Ruleset

_ZONE = ZoneInfo("Asia/Shanghai")
_AT_TWO = time(2)


@dataclass(frozen=True)
class NightOptions:
    """What a run is told.

    `policies` empty: all of the city. `without`: waived sources.
    `allow_shrink`: sources that may be less than half of the last run's.
    `threads` None: one a processor. `memory_limit`: the engine's, e.g. 2GB.
    `ledger`: its URL; None: the one of the workspace. `recorded_at`: when the
    night is recorded; None: at two on the day. `snapshot`: replay this one,
    without an inbox; then, and with `dry_run`, nothing is recorded.
    """

    city: str
    inbox: Path | None
    out: Path
    as_of: date
    policies: tuple[str, ...] = ()
    without: frozenset[str] = frozenset()
    allow_shrink: frozenset[str] = frozenset()
    project: Path | None = None
    threads: int | None = None
    memory_limit: str = MEMORY_LIMIT
    ledger: str | None = None
    recorded_at: datetime | None = None
    snapshot: str | None = None
    dry_run: bool = False

    @property
    def ledger_url(self) -> str:
        """Where the ledger is."""
        return self.ledger or default_url(self.out.absolute())

    @property
    def moment(self) -> datetime:
        """When the night is recorded."""
        return self.recorded_at or datetime.combine(self.as_of, _AT_TWO, _ZONE)


@dataclass(frozen=True)
class NightResult:
    """What a run found, and where it lies. Amounts in fen.

    `outcomes`: policy → outcome → count. `payable_fen` stands in batches,
    `held` counts the eligible that stand in none, by reason.
    `already_there`: the same run had been published before and is whole.
    `seconds`: step → wall time; never written to a file.
    `ledger`: its newest head, what was recorded, or why nothing was.
    """

    run_id: str
    run_dir: Path
    outcomes: Mapping[str, Mapping[str, int]]
    amount_fen: int
    payable_fen: int
    held: Mapping[str, int]
    titles: Mapping[str, str]
    not_in_force: tuple[str, ...]
    already_there: bool
    seconds: Mapping[str, float]
    ledger: Mapping[str, Any]


def result_of(
    published: Mapping[str, Any],
    run_dir: Path,
    seconds: Mapping[str, float],
    ledger: Mapping[str, Any],
    *,
    already_there: bool,
) -> NightResult:
    """The result that a manifest tells of."""
    summary = published["summary"]
    return NightResult(
        run_id=published["run_id"],
        run_dir=run_dir,
        outcomes=summary["outcomes"],
        amount_fen=summary["amount_fen"],
        payable_fen=summary["payable_fen"],
        held=summary["held"],
        titles=summary["titles"],
        not_in_force=tuple(published["not_in_force"]),
        already_there=already_there,
        seconds=seconds,
        ledger=ledger,
    )


def check_words(options: NightOptions, contracts: Contracts, ruleset: Ruleset) -> None:
    """Whether the policies and sources that a night is told of exist.

    Raises:
        UsageError: one does not, or a source is waived that a run cannot do without,
            or there is neither an inbox nor a snapshot.
    """
    if options.inbox is None and options.snapshot is None:
        raise UsageError("Give the folder of exports (--inbox), or a snapshot to replay.")
    for policy in options.policies:
        ruleset.policy(policy)
    for name in sorted(options.without | options.allow_shrink):
        if name not in contracts.inputs:
            known = ", ".join(contracts.inputs)
            raise UsageError(f"There is no source {name}; the sources are {known}.")
    for name in sorted(options.without):
        contract = contracts.inputs[name]
        if contract.required and not contract.may_be_waived:
            raise UsageError(f"A run cannot do without {name}. {contract.absence}".strip())
