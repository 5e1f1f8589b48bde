"""What is due, grant by grant: the lines from which batches and lists are made."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from zhaoren.content import Content
from zhaoren.transforms import PAYMENTS, SqlLog, run_layer

_TABLE = "payment.lines"


@dataclass(frozen=True)
class Line:
    """One eligible verdict; `hold_reason` None: it can be paid. Amount in fen."""

    policy_id: str
    policy_title: str
    candidate_id: str
    beneficiary_id: str | None
    payee_name: str | None
    employer_name: str | None
    occupation_name: str | None
    level: str | None
    certificate_no: str | None
    period: str | None
    district: str | None
    amount_fen: int
    hold_reason: str | None
    account_name: str | None
    account_no: str | None
    bank_code: str | None
    bank_name: str | None

    @property
    def reference(self) -> str | None:
        """What the bank is to call the payment; None: its serial number in the file."""
        return None


@dataclass(frozen=True)
class GrantLine(Line):
    """A line of a batch of the ledger: it pays a grant."""

    grant_id: str

    @property
    def reference(self) -> str:
        """The grant."""
        return self.grant_id


@dataclass(frozen=True)
class Held:
    """A line that goes into no bank file, and why."""

    line: Line
    reason: str


def read_lines(db: duckdb.DuckDBPyConnection, content: Content, log: SqlLog) -> list[Line]:
    """Every eligible verdict, in the order of policy and candidate."""
    run_layer(db, content, PAYMENTS, log)
    names = ", ".join(Line.__dataclass_fields__)
    rows = db.execute(f"select {names} from {_TABLE} order by policy_id, candidate_id").fetchall()
    return [Line(*row) for row in rows]
