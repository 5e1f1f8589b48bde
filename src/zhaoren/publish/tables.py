"""All published tables of a run, each as its output contract says."""

from __future__ import annotations

from pathlib import Path

import duckdb

from zhaoren.contracts import Contracts
from zhaoren.contracts.labels import table_labels
from zhaoren.publish.parquet import Stamp, write_table

_OF_THE_READER = {"quarantine", "reconciliation"}


def publish_tables(
    db: duckdb.DuckDBPyConnection, contracts: Contracts, stamp: Stamp, folder: Path
) -> dict[str, int]:
    """Write `<table>.parquet` for every output contract; file name → rows."""
    rows = {}
    for name, contract in contracts.outputs.items():
        schema = "intake" if name in _OF_THE_READER else "output"
        path = folder / f"{name}.parquet"
        labels = table_labels(contract, contracts)
        rows[path.name] = write_table(db, f"{schema}.{name}", contract, stamp, path, labels)
    return rows
