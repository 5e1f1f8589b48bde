"""One batch of raw rows: the good ones to Parquet, the others to quarantine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from zhaoren.contracts.model import Contract
from zhaoren.inputs import normalise
from zhaoren.inputs.blocks import Malformed
from zhaoren.inputs.engine import literal, one_row
from zhaoren.inputs.repeats import Hashed, hash_keys
from zhaoren.inputs.rows import (
    MALFORMED,
    column_sql,
    person_sql,
    raw_value_sql,
    reason_sql,
    type_batch,
)

PARQUET = "(format parquet, compression snappy)"
FAULTS = pa.schema(
    [
        ("row", pa.int64()),
        ("reason", pa.string()),
        ("column", pa.string()),
        ("value", pa.string()),
        ("person_id", pa.string()),
    ]
)


@dataclass(frozen=True)
class Batch:
    """What became of a batch: its faults, and the keys of its good rows."""

    faults: pa.Table
    keys: Hashed


def write_batch(
    db: duckdb.DuckDBPyConnection,
    contract: Contract,
    benefits: Mapping[str, str],
    rows: int,
    path: Path,
) -> Batch:
    """Type the rows of `raw` and write the good ones to `path`."""
    type_batch(db, contract, benefits)
    good = "(select * exclude (fault) from typed where fault is null)"
    (written,) = one_row(db, f"copy {good} to {literal(str(path))} {PARQUET}")
    keys = hash_keys(db, good, contract)
    return Batch(FAULTS.empty_table() if written == rows else _faults(db, contract), keys)


def _faults(db: duckdb.DuckDBPyConnection, contract: Contract) -> pa.Table:
    columns = contract.columns
    found = db.sql(
        f"select source_row as row, {reason_sql(columns)} as reason, "
        f'{column_sql(columns)} as "column", {raw_value_sql(columns, "raw.")} as value, '
        f"{person_sql(contract, 'typed.')} as person_id "
        "from typed join raw on typed.source_row = raw.row where fault is not null"
    )
    return found.to_arrow_table().cast(FAULTS)


def malformed_faults(malformed: Sequence[Malformed], person: int | None) -> pa.Table:
    """The faults of records of the wrong width; `person` is the place of person_id."""
    count = len(malformed)
    columns = {
        "row": [bad.line for bad in malformed],
        "reason": [MALFORMED] * count,
        "column": [None] * count,
        "value": [None] * count,
        "person_id": [_readable_person(bad, person) for bad in malformed],
    }
    return pa.table(columns, FAULTS)


def _readable_person(bad: Malformed, place: int | None) -> str | None:
    """The person number of a malformed row: where it should stand, else the first there is."""
    first = bad.fields[place : place + 1] if place is not None else ()
    for value in (*first, *bad.fields):
        if (number := normalise.person_id(value)) is not None:
            return number
    return None
