"""All published tables of a run, each as its output contract says."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb

from zhaoren.contracts import Contracts
from zhaoren.contracts.labels import table_labels
from zhaoren.publish.parquet import Stamp, write_table

_OF_THE_READER = {"quarantine", "reconciliation"}
_AT_ONCE = 2  # a file is written by one thread, however many find and sort its rows


def publish_tables(
    db: duckdb.DuckDBPyConnection, contracts: Contracts, stamp: Stamp, folder: Path
) -> dict[str, int]:
    """Write `<table>.parquet` for every output contract; file name → rows."""

    def publish(name: str) -> int:
        contract = contracts.outputs[name]
        schema = "intake" if name in _OF_THE_READER else "output"
        labels = table_labels(contract, contracts)
        path = folder / f"{name}.parquet"
        with db.cursor() as own:
            return write_table(own, f"{schema}.{name}", contract, stamp, path, labels)

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        rows = pool.map(publish, contracts.outputs)
        return {f"{name}.parquet": n for name, n in zip(contracts.outputs, rows, strict=True)}
