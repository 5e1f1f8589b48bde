"""What a published run tells the ledger, read from its Parquet files.

findings  candidates that stand: eligible, or in review and confirmed
looked    what the run decided on the candidate of each grant
parties   numbers that the ledger knew, their current ones, decease
payees    the account of everyone who may be paid
lookback  facts that changed under grants that were paid
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import duckdb

from zhaoren.heap import no_collection

Row = TypeVar("Row", "Finding", "Looked", "Known", "Payee", "Changed")


BASIS: Mapping[str, str] = {
    "policy_id": "policy_id",
    "candidate_id": "candidate_id",
    "beneficiary_id": "beneficiary_id",
    "beneficiary_name": "payee_name",
    "person_id": "person_id",
    "person_name": "person_name",
    "employer_id": "employer_id",
    "employer_name": "employer_name",
    "occupation_name": "occupation_name",
    "certificate_no": "certificate_no",
    "district": "district",
    "level": "level",
    "period": "period",
}
"""Particulars of a basis → the column of findings that they are."""


class Finding(NamedTuple):
    """A candidate that a grant may rest on. Amounts in fen; names as the exports have them."""

    policy_id: str
    candidate_id: str
    benefit_id: str
    confirmed: bool
    once_per: Sequence[str]
    once_values: Sequence[str | None] | None
    candidate_columns: Sequence[str]
    candidate_values: Sequence[str | None]
    ceiling_per: Sequence[str] | None
    ceiling_values: Sequence[str | None] | None
    ceiling_year: int | None
    beneficiary_kind: str
    beneficiary_id: str
    person_id: str | None
    employer_id: str | None
    district: str | None
    period: str | None
    level: str | None
    certificate_no: str | None
    amount_fen: int
    city_fen: int
    district_fen: int
    payee_name: str | None
    person_name: str | None
    employer_name: str | None
    occupation_name: str | None

    def particulars(self) -> dict[str, Any]:
        """What documents show of it; stands beside the chain."""
        said = {name: getattr(self, column) for name, column in BASIS.items()}
        return {"kind": "basis", **said}


class Looked(NamedTuple):
    """The verdict on the candidate of a grant; `outcome` None: there is no such candidate now."""

    grant_id: str
    outcome: str | None
    failed: Sequence[str] | None
    unknown: Sequence[str] | None


class Known(NamedTuple):
    """A number that the ledger knew at the start of the run."""

    party_id: str
    number: str
    current_number: str
    deceased_on: date | None


class Payee(NamedTuple):
    """The account of a beneficiary; `hold_reason` None: it can be paid to."""

    beneficiary_kind: str
    beneficiary_id: str
    payee_name: str | None
    account_name: str | None
    account_no: str | None
    bank_code: str | None
    bank_name: str | None
    hold_reason: str | None


class Changed(NamedTuple):
    """A fact that changed under a paid grant: the finding, what says so, and by which clause."""

    grant_id: str
    finding: str
    column: str
    value: str
    source: str
    clause: str
    citation: str
    amount_fen: int


@dataclass(frozen=True)
class Published:
    """A run as the ledger sees it; `policies` None: all of the city's were decided."""

    run_id: str
    as_of: date
    policies: frozenset[str] | None = None
    findings: Sequence[Finding] = ()
    looked: Mapping[str, Looked] = field(default_factory=dict)
    parties: Sequence[Known] = ()
    payees: Sequence[Payee] = ()
    lookback: Sequence[Changed] = ()


def read_published(
    run_dir: Path, *, run_id: str, as_of: date, policies: frozenset[str] | None
) -> Published:
    """Read what the ledger needs of a published run."""
    names = ("findings", "grants", "decisions", "parties", "payees", "lookback")
    with duckdb.connect() as db:
        for name in names:
            db.read_parquet(str(run_dir / f"{name}.parquet")).create_view(name)
        return Published(
            run_id=run_id,
            as_of=as_of,
            policies=policies,
            findings=_rows(db, Finding, "findings where stands", "place"),
            looked={one.grant_id: one for one in _rows(db, Looked, _LOOKED, "grant_id")},
            parties=_rows(db, Known, "parties", "party_id, number"),
            payees=_rows(db, Payee, "payees", "beneficiary_kind, beneficiary_id"),
            lookback=_rows(db, Changed, "lookback", 'grant_id, finding, "column", value, source'),
        )


def read_payees(run_dir: Path) -> list[Payee]:
    """The accounts that a published run found."""
    with duckdb.connect() as db:
        db.read_parquet(str(run_dir / "payees.parquet")).create_view("payees")
        return _rows(db, Payee, "payees", "beneficiary_kind, beneficiary_id")


_LOOKED = (
    "(select grant_id, decisions.outcome, failed, unknown from grants left join decisions "
    "using (policy_id, candidate_id))"
)


def _rows(db: duckdb.DuckDBPyConnection, kind: type[Row], source: str, order: str) -> list[Row]:
    columns = ", ".join(f'"{name}"' for name in kind._fields)
    found = db.sql(f"select {columns} from {source} order by {order}").to_arrow_table()
    with no_collection():
        rows = zip(*(column.to_pylist() for column in found.columns), strict=True)
        return [kind._make(row) for row in rows]
