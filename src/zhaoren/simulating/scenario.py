"""What is asked of a simulation, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pyarrow as pa

from zhaoren.errors import UsageError
from zhaoren.money import fen_of
from zhaoren.runs import Run
from zhaoren.simulating.changes import Change
from zhaoren.simulating.curves import Curve, Range
from zhaoren.simulating.figures import CITY, Figures
from zhaoren.simulating.verdicts import CeilingLeft


@dataclass(frozen=True)
class Scenario:
    """What is to be different; `rules`: another folder of rules; `budgets`: payer → fen."""

    changes: tuple[Change, ...] = ()
    rules: Path | None = None
    as_of: date | None = None
    budgets: Mapping[str, int] = field(default_factory=dict)
    curves: tuple[Range, ...] = ()

    @property
    def same_facts(self) -> bool:
        """Whether the facts are those of the run."""
        return self.rules is None and self.as_of is None


@dataclass(frozen=True)
class Simulation:
    """What came out, beside the run from which it started.

    `differing`: published verdicts that are not decided so again without any
    change (0: the start is the run itself), `since`: what changed since the run.
    `ceilings`: policy → what its ceiling leaves before and after. `listed`: one
    row per verdict that changed; `codes`: its columns of codes → code → Chinese.
    """

    run: Run
    scenario: Scenario
    titles: Mapping[str, str]
    differing: int
    since: tuple[str, ...]
    figures: Figures
    ceilings: Mapping[str, tuple[CeilingLeft | None, CeilingLeft | None]]
    curves: tuple[Curve, ...]
    listed: pa.Table
    codes: Mapping[str, Mapping[str, str]]

    @property
    def budget_left(self) -> Mapping[str, tuple[int, int]]:
        """Payer of a stated budget → what it leaves before and after, in fen; below 0: short."""
        payers = self.figures.payers
        return {
            payer: (budget - payers.get(payer, (0, 0))[0], budget - payers.get(payer, (0, 0))[1])
            for payer, budget in self.scenario.budgets.items()
        }


def parse_budgets(typed: Sequence[str]) -> dict[str, int]:
    """Budgets as typed, `payer=yuan`; payer → fen.

    Raises:
        UsageError: one is not written so, or a payer is named twice.
    """
    found: dict[str, int] = {}
    for one in typed:
        payer, equals, amount = one.rpartition("=")
        name = CITY if payer.strip() in (CITY, "市级", "市级财政") else payer.strip()
        if not equals or not name:
            raise UsageError("A budget is written payer=yuan, such as city=5000000 or 张店=300000.")
        if name in found:
            raise UsageError(f"The budget of {name} is given twice.")
        found[name] = fen_of(amount.strip())
    return found
