"""The figures of a run, without anybody's data: for the manifest and the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

from zhaoren.contracts import Contracts
from zhaoren.payments.prepare import Prepared
from zhaoren.rules.load import Ruleset

OUTCOMES = ("eligible", "capped", "superseded", "review", "already_granted", "ineligible")
_COUNTED = """
select
    policy_id, outcome, count(*),
    cast(coalesce(sum(amount_fen) filter (where outcome = 'eligible'), 0) as bigint)
from output.decisions group by 1, 2 order by 1, 2
"""


@dataclass(frozen=True)
class Figures:
    """Everything countable about a run. Amounts in fen."""

    titles: Mapping[str, str]
    outcomes: Mapping[str, Mapping[str, int]]
    amount_fen: int
    payments: Prepared

    def summary(self) -> dict[str, object]:
        """What a command tells of a run, as JSON values."""
        return {
            "titles": {policy: self.titles[policy] for policy in self.outcomes},
            "outcomes": {policy: dict(counts) for policy, counts in self.outcomes.items()},
            "amount_fen": self.amount_fen,
            "batches": self.payments.batches,
            "payable_fen": self.payments.total_fen,
            "held_fen": self.payments.held_fen,
            "held": dict(self.payments.held),
        }


def run_figures(
    db: duckdb.DuckDBPyConnection, ruleset: Ruleset, policies: Sequence[str], prepared: Prepared
) -> Figures:
    """Count what stands in `output`; `policies` are those that were decided."""
    outcomes: dict[str, dict[str, int]] = {policy: {} for policy in policies}
    amount = 0
    for policy, outcome, count, fen in db.execute(_COUNTED).fetchall():
        outcomes[policy][outcome] = count
        amount += fen
    return Figures(
        titles={item.id: item.policy.title for item in ruleset.policies},
        outcomes=outcomes,
        amount_fen=amount,
        payments=prepared,
    )


def outcome_titles(contracts: Contracts) -> Mapping[str, str]:
    """Outcome → its Chinese label, in the order in which people want them."""
    codes = contracts.outputs["decisions"].column("outcome").codes
    labels = {value: raw for raw, value in codes.items() if not raw.isascii()}
    return {name: labels.get(name, name) for name in OUTCOMES}
