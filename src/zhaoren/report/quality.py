"""How the inputs fared: rows by source, why rows were quarantined, how recent the sources are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from zhaoren.contracts import Contracts
from zhaoren.contracts.model import Contract, Kind
from zhaoren.report.wording import Both, fault, words

_ROWS = """
select
    source, count(*), cast(sum(rows_read) as bigint), cast(sum(rows_accepted) as bigint),
    cast(sum(rows_quarantined) as bigint), cast(sum(rows_duplicate) as bigint)
from intake.reconciliation group by 1 order by 1
"""
_REASONS = "select source, reason, count(*) from intake.quarantine group by 1, 2 order by 1, 2"


@dataclass(frozen=True)
class Source:
    """The rows of one source; `newest`: its newest day that is not after the run's.

    `month`: `newest` is the first of a month that is meant whole.
    """

    name: Both
    files: int
    read: int
    accepted: int
    quarantined: int
    duplicate: int
    newest: date | None = None
    month: bool = False


@dataclass(frozen=True)
class Quality:
    """All sources; (source, reason, rows) of what was quarantined; the settled months."""

    sources: Sequence[Source]
    reasons: Sequence[tuple[Both, Both, int]]
    settled: Sequence[date]
    missing: Sequence[Both]

    @property
    def quarantined(self) -> int:
        """Rows that were set aside."""
        return sum(source.quarantined for source in self.sources)


def read_quality(db: duckdb.DuckDBPyConnection, contracts: Contracts, as_of: date) -> Quality:
    """Count what stands in `intake` and `accepted`; contracts say which column dates a source."""
    inputs = contracts.inputs
    counted = db.execute(_ROWS).fetchall()
    sources = [
        _source(db, inputs[name], as_of, [int(count) for count in counts])
        for name, *counts in counted
    ]
    reasons = [
        (_name(inputs[source]), fault(inputs[source], reason), count)
        for source, reason, count in db.execute(_REASONS).fetchall()
    ]
    settled = db.execute("select period from reference.settled_months order by 1").fetchall()
    there = {name for name, *_ in counted}
    missing = [_name(contract) for name, contract in inputs.items() if name not in there]
    return Quality(sources, reasons, [month for (month,) in settled], missing)


def _source(
    db: duckdb.DuckDBPyConnection, contract: Contract, as_of: date, counts: Sequence[int]
) -> Source:
    files, read, accepted, quarantined, duplicate = counts
    newest, month = _newest(db, contract, as_of)
    name = _name(contract)
    return Source(name, files, read, accepted, quarantined, duplicate, newest, month)


def _newest(
    db: duckdb.DuckDBPyConnection, contract: Contract, as_of: date
) -> tuple[date | None, bool]:
    """The newest day, or month, of a source's accepted rows, and which of both it is."""
    if not contract.fresh_by:
        return None, False
    column = contract.column(contract.fresh_by)
    rows, name = f"accepted.{contract.name}", f'"{column.stored_as}"'
    if contract.name == "contributions":  # the reader knows, and there are many rows
        rows, name = "intake.contribution_months", "period"
    found = db.execute(f"select max({name}) from {rows} where {name} <= ?", [as_of]).fetchone()
    return (found[0] if found else None), column.kind is Kind.MONTH


def _name(contract: Contract) -> Both:
    return Both(contract.title, words(contract.name))
