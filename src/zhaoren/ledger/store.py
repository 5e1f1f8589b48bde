"""The ledger's database: SQLite embedded by default, PostgreSQL by URL.

One writer a city at a time: SQLite takes the write lock at the beginning
(BEGIN IMMEDIATE), PostgreSQL an advisory lock a city. What a transaction
records is there whole once `transaction` ends, or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import URL

from zhaoren.errors import LedgerError
from zhaoren.ledger import database, schema
from zhaoren.ledger.book import Book
from zhaoren.ledger.transaction import Transaction
from zhaoren.workspace import check_place

__all__ = ["BUSY_SECONDS", "FILE", "Ledger", "Transaction", "default_url"]

FILE = "ledger.db"
BUSY_SECONDS = 60.0
"""How long a writer waits for another one before it gives up."""


def default_url(workspace: Path) -> str:
    """The embedded ledger of a workspace.

    Raises:
        UsageError: it cannot lie in a folder of that name.
    """
    check_place(workspace)
    return URL.create("sqlite", database=str(workspace / FILE)).render_as_string()


class Ledger:
    """A ledger that is open; `close` it, or use it in a `with`."""

    def __init__(
        self, url: str, *, busy_seconds: float = BUSY_SECONDS, must_exist: bool = False
    ) -> None:
        """Open the ledger at an SQLAlchemy URL, and make its tables where there are none.

        Raises:
            UsageError: the URL is none.
            LedgerError: it cannot be opened, or is not there although it must.
            LockedError: it is in use for longer than `busy_seconds`.
        """
        self.url = database.ledger_url(url)
        self.place = database.place_of(self.url)
        if must_exist and self.url.get_backend_name() == "sqlite" and not self._file_exists():
            raise self._missing()
        self._engine = database.open_engine(self.url, busy_seconds)
        try:
            self._make_tables(must_exist=must_exist)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @contextmanager
    def transaction(self, city: str) -> Iterator[Transaction]:
        """The city's only writer; what is recorded stands once this ends without an error.

        Raises:
            LockedError: another one writes for too long.
            LedgerError: the database refuses; nothing was recorded.
        """
        with database.writing(self._engine, city) as db:
            yield Transaction(db, city)

    @contextmanager
    def reading(self, city: str) -> Iterator[Transaction]:
        """A view of the city's events that does not change meanwhile; keeps no writer out."""
        with database.reading(self._engine) as db:
            yield Transaction(db, city)

    def book(self, city: str, upto: str | None = None) -> Book:
        """The city's book now, or as it stood at the head `upto`.

        Raises:
            LedgerError: there was never such a head, or the ledger is damaged.
        """
        with self.reading(city) as found:
            return found.book(upto)

    def head(self, city: str) -> str:
        """The hash of the city's newest event."""
        with self.reading(city) as found:
            return found.head()

    def has_head(self, city: str, head: str) -> bool:
        """Whether the city's newest event is, or once was, the one with this hash."""
        with self.reading(city) as found:
            return found.has_head(head)

    def cities(self) -> list[str]:
        """The cities of which the ledger holds anything, in order."""
        with database.reading(self._engine) as db:
            names = (sa.select(table.c.city) for table in schema.metadata.sorted_tables)
            return sorted(row[0] for row in db.execute(sa.union(*names)))

    def _make_tables(self, *, must_exist: bool) -> None:
        """Make the tables that are missing; where none is, nothing is locked."""
        with database.reading(self._engine) as db:
            found = set(sa.inspect(db).get_table_names())
        if schema.metadata.tables.keys() <= found:
            return
        if must_exist:
            raise self._missing()
        with database.writing(self._engine, "tables") as db:
            schema.metadata.create_all(db)

    def _file_exists(self) -> bool:
        return bool(self.url.database) and Path(str(self.url.database)).is_file()

    def _missing(self) -> LedgerError:
        return LedgerError(
            f"There is no ledger at {self.place}. If there should be one, it was moved or "
            "deleted: put the newest copy back and compare it with the head that you kept."
        )
