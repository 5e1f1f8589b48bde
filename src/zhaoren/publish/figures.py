"""The figures of a run, without anybody's data: for the report, the manifest, the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

from zhaoren.payments import Prepared
from zhaoren.rules.load import Ruleset

OUTCOMES = ("eligible", "capped", "superseded", "review", "already_granted", "ineligible")


@dataclass(frozen=True)
class Money:
    """What is due in one district, in fen; `district` empty: not known."""

    district: str
    grants: int
    city_fen: int
    district_fen: int


@dataclass(frozen=True)
class Question:
    """How often a criterion of a policy failed or could not be answered."""

    policy_id: str
    criterion_id: str
    label: str
    failed: int
    unknown: int


@dataclass(frozen=True)
class Quality:
    """How the rows of one source fared."""

    source: str
    files: int
    read: int
    accepted: int
    quarantined: int
    duplicate: int


@dataclass(frozen=True)
class Figures:
    """Everything countable about a run. Amounts in fen."""

    titles: Mapping[str, str]
    outcomes: Mapping[str, Mapping[str, int]]
    amount_fen: int
    money: Sequence[Money]
    questions: Sequence[Question]
    quality: Sequence[Quality]
    reasons: Sequence[tuple[str, str, int]]
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
    """Count what stands in `output` and `intake`; `policies` are those that were decided."""
    outcomes: dict[str, dict[str, int]] = {policy: {} for policy in policies}
    for policy, outcome, count in db.execute(
        "select policy_id, outcome, count(*) from output.decisions group by all order by all"
    ).fetchall():
        outcomes[policy][outcome] = count
    money = _money(db)
    return Figures(
        titles={item.id: item.policy.title for item in ruleset.policies},
        outcomes=outcomes,
        amount_fen=sum(item.city_fen + item.district_fen for item in money),
        money=money,
        questions=_questions(db, ruleset, policies),
        quality=_quality(db),
        reasons=db.execute(
            "select source, reason, count(*) from intake.quarantine group by all order by all"
        ).fetchall(),
        payments=prepared,
    )


def _money(db: duckdb.DuckDBPyConnection) -> list[Money]:
    rows = db.execute(
        """select coalesce(district, ''), count(*),
            cast(sum(city_fen) as bigint), cast(sum(district_fen) as bigint)
        from output.decisions where outcome = 'eligible' group by 1 order by 1"""
    ).fetchall()
    return [Money(*row) for row in rows]


def _questions(
    db: duckdb.DuckDBPyConnection, ruleset: Ruleset, policies: Sequence[str]
) -> list[Question]:
    rows = db.execute(
        """select policy_id, criterion_id,
            count(*) filter (where verdict = 'fail'), count(*) filter (where verdict = 'unknown')
        from output.criteria group by 1, 2"""
    ).fetchall()
    counted = {(policy, criterion): counts for policy, criterion, *counts in rows}
    return [
        Question(policy, name, criterion.label or name, *counted.get((policy, name), (0, 0)))
        for policy in policies
        for name, criterion in ruleset.policy(policy).criteria.items()
    ]


def _quality(db: duckdb.DuckDBPyConnection) -> list[Quality]:
    rows = db.execute(
        """select source, count(*), cast(sum(rows_read) as bigint),
            cast(sum(rows_accepted) as bigint), cast(sum(rows_quarantined) as bigint),
            cast(sum(rows_duplicate) as bigint)
        from intake.reconciliation group by 1 order by 1"""
    ).fetchall()
    return [Quality(*row) for row in rows]
