"""The books of a night: quarantine, reconciliation, months; they must add up."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pyarrow as pa

from zhaoren.contracts.model import Contract
from zhaoren.errors import ZhaorenError
from zhaoren.inputs.accepted import Reading, count_rows
from zhaoren.inputs.control import Control
from zhaoren.inputs.engine import literal
from zhaoren.inputs.gate import check_quarantined, commonest
from zhaoren.inputs.reading import EXCLUDED, QUARANTINE

_TABLES = (
    'quarantine (source varchar, file varchar, row bigint, reason varchar, "column" varchar, '
    "value varchar, person_id varchar)",
    "reconciliation (source varchar, file varchar, sha256 varchar, encoding varchar, "
    "rows_read bigint, rows_accepted bigint, rows_quarantined bigint, rows_duplicate bigint)",
    "contribution_months (period date)",
    'unknown_columns (source varchar, file varchar, "column" varchar)',
    "excluded (source varchar, file varchar, row bigint)",
    "repeats (source varchar, file varchar, row bigint)",
)


def create_tables(db: duckdb.DuckDBPyConnection) -> None:
    """Make the schemas, and the tables of `intake` empty."""
    for schema in ("accepted", "intake"):
        db.execute(f"create schema if not exists {schema}")
    for table in _TABLES:
        db.execute(f"create or replace table intake.{table}")


def record_readings(db: duckdb.DuckDBPyConnection, readings: Sequence[Reading]) -> None:
    """Fill the tables with what the entries say; check row counts that were promised.

    Raises:
        InputError: a control file promises another number of rows.
    """
    for reading in readings:
        file, entry = reading.file, reading.entry
        Control(rows=file.rows).check_rows(entry.rows_read, file.name)
        for column in entry.unknown:
            db.execute(
                "insert into intake.unknown_columns values (?, ?, ?)",
                [file.source, file.name, column],
            )
    _insert(db, "quarantine", QUARANTINE, [r for r in readings if r.entry.quarantined])
    _insert(db, "excluded", EXCLUDED, [r for r in readings if r.entry.repeated or r.entry.columns])
    months = sorted({month for r in readings for month in r.entry.months})
    if months:
        listed = ", ".join(f"(date {literal(month)})" for month in months)
        db.execute(f"insert into intake.contribution_months values {listed}")


def _insert(
    db: duckdb.DuckDBPyConnection, table: str, name: str, readings: Sequence[Reading]
) -> None:
    """Put the rows of a small file of each entry into a table, with source and file name."""
    if not readings:
        return
    entries = {
        "source": [reading.file.source for reading in readings],
        "file": [reading.file.name for reading in readings],
        "path": [str(reading.folder / name) for reading in readings],
    }
    db.register("entries", pa.table(entries))
    paths = ", ".join(sorted({literal(path) for path in entries["path"]}))
    db.execute(
        f"insert into intake.{table} select source, file, rows.* exclude (filename) "
        f"from read_parquet([{paths}], filename = true) as rows "
        "join entries on rows.filename = entries.path"
    )
    db.unregister("entries")


def reconcile(
    db: duckdb.DuckDBPyConnection, contract: Contract, readings: Sequence[Reading]
) -> int:
    """Fill intake.reconciliation for a source; its accepted rows.

    Raises:
        InputError: too many rows of a file are quarantined.
        ZhaorenError: the books do not add up (a fault of this program).
    """
    total = 0
    for reading in readings:
        file, entry = reading.file, reading.entry
        reasons = _counted(db, "reason", "quarantine", reading)
        repeats = entry.repeated + sum(_counted(db, "source", "repeats", reading).values())
        quarantined = sum(reasons.values())
        check_quarantined(contract, file.name, entry.rows_read, quarantined, commonest(reasons))
        accepted = entry.rows_read - quarantined - repeats
        total += accepted
        db.execute(
            "insert into intake.reconciliation values (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                file.source,
                file.name,
                file.sha256,
                entry.encoding,
                entry.rows_read,
                accepted,
                quarantined,
                repeats,
            ],
        )
    found = count_rows(db, contract, readings)
    if found != total:
        raise ZhaorenError(f"{contract.name}: {total} rows should be accepted, but {found} are.")
    return total


def _counted(
    db: duckdb.DuckDBPyConnection, column: str, table: str, reading: Reading
) -> dict[str, int]:
    rows = db.execute(
        f"select {column}, count(*) from intake.{table} where source = ? and file = ? group by 1",
        [reading.file.source, reading.file.name],
    ).fetchall()
    return {str(name): int(count) for name, count in rows}
