"""The engine as the reader uses it."""

from __future__ import annotations

from typing import Any

import duckdb

_NOT_DAMAGE = tuple(
    getattr(duckdb, name)
    for name in (
        "BinderException",
        "CatalogException",
        "InterruptException",
        "OutOfMemoryException",
        "ParserException",
        "ResourceInUseException",  # not in 1.5, with which the decisions are tested too
    )
    if hasattr(duckdb, name)
)


def is_damage(error: duckdb.Error) -> bool:
    """Whether an error can come from a damaged file, and not from our own SQL or a limit."""
    return not isinstance(error, _NOT_DAMAGE)


def one_row(db: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    """The only row of a result, which is then complete (an open one holds the connection)."""
    (row,) = db.execute(query).fetchall()
    return tuple(row)


def quoted(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def own_engine(db: duckdb.DuckDBPyConnection, users: int) -> duckdb.DuckDBPyConnection:
    """An engine for so many threads at a time, with the limits of the night's own.

    Each of them works in it itself: more of the engine's own would be in their way.
    """
    threads, memory, spill = one_row(
        db,
        "select current_setting('threads'), current_setting('memory_limit'), "
        "current_setting('temp_directory')",
    )
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": str(max(int(threads) // max(users, 1), 1)),
        "memory_limit": str(memory),
        "temp_directory": str(spill or ""),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "preserve_insertion_order": "true",
    }
    return duckdb.connect(":memory:", config=config)
