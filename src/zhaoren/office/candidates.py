"""What the newest published run says of those whom a reviewer sees.

Read from findings.parquet, decisions.parquet and criteria.parquet of a run.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from zhaoren.errors import LedgerError
from zhaoren.recording.published import BASIS

Pair = tuple[str, str]
"""Policy and candidate, as the run names them."""


@dataclass(frozen=True)
class Candidate:
    """A candidate in review: what is unknown of it, and the hash of the evidence for that.

    `amount_fen` None: nothing could be paid even if it were confirmed, because the amount is
    not known, or the row has no months yet.
    """

    policy_id: str
    candidate_id: str
    columns: tuple[str, ...]
    values: tuple[str | None, ...]
    unknown: tuple[str, ...]
    evidence: str
    amount_fen: int | None
    basis: Mapping[str, Any]

    @property
    def pair(self) -> Pair:
        """Policy and candidate."""
        return self.policy_id, self.candidate_id


@dataclass(frozen=True)
class Judged:
    """A run's words on a candidate: criterion → (verdict, evidence as JSON), and one sentence."""

    explanation: str = ""
    criteria: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def basis_of(finding: Mapping[str, Any]) -> dict[str, Any]:
    """The particulars of a row of findings, as a grant's `basis` keeps them."""
    return {"kind": "basis", **{name: finding[column] for name, column in BASIS.items()}}


class PublishedRun:
    """The tables of a published run, by their folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def in_review(self) -> list[Candidate]:
        """The candidates that wait for a person's answer, by policy and candidate.

        Raises:
            LedgerError: the run has no findings (an older version made it).
        """
        rows = self._rows(
            "findings",
            "select * from read_parquet($path) where outcome = 'review' and not confirmed "
            "order by policy_id, candidate_id",
        )
        return [_candidate(row) for row in rows]

    def judged(self, wanted: Collection[Pair]) -> dict[Pair, Judged]:
        """What the run says of these; those that it does not have are left out."""
        columns = ("policy_id", "candidate_id")
        pairs = pa.table(
            {name: pa.array([pair[at] for pair in wanted], pa.string())
             for at, name in enumerate(columns)}
        )  # fmt: skip
        said = self._rows(
            "decisions",
            "select policy_id, candidate_id, explanation from read_parquet($path) "
            "semi join wanted using (policy_id, candidate_id)",
            pairs,
        )
        answered = self._rows(
            "criteria",
            "select policy_id, candidate_id, criterion_id, verdict, evidence "
            "from read_parquet($path) semi join wanted using (policy_id, candidate_id)",
            pairs,
        )
        criteria: dict[Pair, dict[str, tuple[str, str]]] = {}
        for row in answered:
            found = criteria.setdefault((row["policy_id"], row["candidate_id"]), {})
            found[row["criterion_id"]] = (row["verdict"], row["evidence"])
        pairs_said = {(row["policy_id"], row["candidate_id"]): row["explanation"] for row in said}
        return {
            pair: Judged(text or "", criteria.get(pair, {})) for pair, text in pairs_said.items()
        }

    def _rows(self, table: str, query: str, wanted: pa.Table | None = None) -> list[dict[str, Any]]:
        path = self.folder / f"{table}.parquet"
        if not path.is_file():
            raise LedgerError(
                f"The run {self.folder.name} has no {path.name}, so nobody can be listed for "
                "review. Run the night again with this version of the program."
            )
        with duckdb.connect() as db:
            if wanted is not None:
                db.register("wanted", wanted)
            found = db.execute(query, {"path": str(path)})
            names = [name for name, *_ in found.description or ()]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _candidate(row: Mapping[str, Any]) -> Candidate:
    return Candidate(
        policy_id=row["policy_id"],
        candidate_id=row["candidate_id"],
        columns=tuple(row["candidate_columns"]),
        values=tuple(row["candidate_values"]),
        unknown=tuple(row["unknown"]),
        evidence=row["unknown_evidence"],
        amount_fen=None if _is_whole_row(row) else row["amount_fen"],
        basis=basis_of(row),
    )


def _is_whole_row(row: Mapping[str, Any]) -> bool:
    """Whether the candidate stands for all months of a row, none of which is decided yet."""
    parts = dict(zip(row["candidate_columns"], row["candidate_values"], strict=True))
    return "period" in parts and not parts["period"]
