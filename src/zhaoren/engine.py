"""The SQL engine of a run: DuckDB in memory, spilling into the workspace."""

from __future__ import annotations

from pathlib import Path

import duckdb

from zhaoren.errors import UsageError

MEMORY_LIMIT = "3GB"


def connect(spill: Path, *, memory_limit: str, threads: int) -> duckdb.DuckDBPyConnection:
    """A connection that never downloads and writes nowhere but into `spill`.

    `memory_limit` as DuckDB writes it (3GB, 700MB).

    Raises:
        UsageError: it is written otherwise.
    """
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory_limit,
        "threads": str(threads),
        "temp_directory": str(spill),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "preserve_insertion_order": "false",
        # compacting tables that live for one run costs seconds and gives nothing
        "checkpoint_threshold": "1TB",
    }
    try:
        db = duckdb.connect(config=config)
    except duckdb.ParserException as error:
        raise UsageError(
            f"The memory limit {memory_limit} is none. Write it (--memory, memory =) as 3GB or "
            "700MB."
        ) from error
    db.execute("set enable_progress_bar = false")  # stdout is for the result
    # what a night reads is a copy that nobody writes; its files are asked dozens of times
    db.execute("set global parquet_metadata_cache = true")
    return db
