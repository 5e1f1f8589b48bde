"""DuckDB for Great Expectations: rows are read at once, columns come from DuckDB's catalogue.

Importing this module registers the dialect as `zhaoren_duckdb` with SQLAlchemy.
"""

from __future__ import annotations

from typing import Any

import duckdb
from duckdb_engine import ConnectionWrapper, Dialect
from sqlalchemy import Connection, TryCast, text
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg2 import PGExecutionContext_psycopg2
from sqlalchemy.engine.cursor import FullyBufferedCursorFetchStrategy
from sqlalchemy.engine.interfaces import ReflectedColumn, ReflectedPrimaryKeyConstraint
from sqlalchemy.types import NullType

URL = "zhaoren_duckdb:///:memory:"

# The catalogue's own list of columns would look into every view of the night.
COLUMNS = "select name from pragma_table_info(:table) order by cid"


class BufferedExecutionContext(PGExecutionContext_psycopg2):
    """Reads every row before the statement returns.

    Great Expectations fetches after it has closed the connection; DuckDB's
    lazy result is gone by then.
    """

    def post_exec(self) -> None:
        """Replace the lazy cursor by its rows."""
        super().post_exec()  # type: ignore[no-untyped-call]
        if self.cursor.description:
            self.cursor_fetch_strategy = FullyBufferedCursorFetchStrategy(
                self.cursor, initial_buffer=self.cursor.fetchall()
            )


class BufferedDialect(Dialect):
    """The duckdb dialect with buffered results and working reflection of views."""

    execution_ctx_cls = BufferedExecutionContext
    supports_statement_cache = False

    def get_columns(
        self, connection: Connection, table_name: str, schema: str | None = None, **_: Any
    ) -> list[ReflectedColumn]:
        """Names of the columns; types are checked by SQL and not told here."""
        name = f'"{schema or "main"}"."{table_name}"'
        rows = connection.execute(text(COLUMNS), {"table": name})
        return [
            {"name": name, "type": NullType(), "nullable": True, "default": None}
            for (name,) in rows
        ]

    def get_pk_constraint(
        self, connection: Connection, table_name: str, schema: str | None = None, **_: Any
    ) -> ReflectedPrimaryKeyConstraint:
        """No table has one: keys are checked by SQL."""
        return {"constrained_columns": [], "name": None}


class Connector:
    """A SQLAlchemy `creator` that opens connections to the database of `db`.

    They see what is committed, and not the temporary tables of `db`. Great
    Expectations keeps its last context for ever; `release` lets the database go.
    """

    def __init__(self, db: duckdb.DuckDBPyConnection) -> None:
        self._db: duckdb.DuckDBPyConnection | None = db

    def __call__(self) -> Any:
        """A new connection to the same database."""
        if self._db is None:
            raise duckdb.ConnectionException("the validation is over")
        return ConnectionWrapper(self._db.cursor())

    def release(self) -> None:
        """Forget the database."""
        self._db = None


# duckdb_engine hangs a compiler for TRY_CAST on a class of SQLAlchemy. Under Great Expectations
# that class outlives the interpreter's tear-down, keeps DuckDB alive, and DuckDB then fills
# stderr with "leaked" lines at exit. Nothing here uses TRY_CAST.
TryCast._compiler_dispatcher.specs.pop("duckdb", None)  # type: ignore[attr-defined]
registry.register("zhaoren_duckdb", __name__, "BufferedDialect")
