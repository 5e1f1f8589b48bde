"""How a ledger's database is opened, locked and read, and what its errors say.

SQLite: journal mode DELETE, synchronous EXTRA (what was recorded survives a
power cut), a writer begins IMMEDIATE, a reader DEFERRED; content that is erased
is overwritten. PostgreSQL: a writer holds an advisory lock of its city and
begins to read once it has it, a reader sees one snapshot.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine, make_url

from zhaoren.errors import LedgerError, LockedError, UsageError, ZhaorenError
from zhaoren.workspace import make_private

_CONNECT_SECONDS = 10
_READS = "zhaoren_only_reads"
_PRAGMAS = ("journal_mode = DELETE", "synchronous = EXTRA", "foreign_keys = ON",
            "recursive_triggers = ON", "secure_delete = ON")  # fmt: skip
_LOCK = sa.text(
    "select pg_advisory_xact_lock("
    "hashtextextended(coalesce(current_schema(), '') || ' ' || :name, 0))"
)
_DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg"}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, "55P03", "40001", "40P01"}
_FAULTS: dict[int | str, str] = {
    sqlite3.SQLITE_FULL: "the disk that holds it is full; make room",
    "53100": "the disk that holds it is full; make room",
    sqlite3.SQLITE_READONLY: "it may not be written; see who owns the file and its folder",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened; see who owns the file and its folder",
    sqlite3.SQLITE_PERM: "it may not be opened; see who owns the file and its folder",
    sqlite3.SQLITE_CORRUPT: "its file is damaged; put the newest copy back and verify it",
    sqlite3.SQLITE_NOTADB: "its file is no ledger; see that the URL names the right one",
    sqlite3.SQLITE_CONSTRAINT: "the database refuses what would break it; run `ledger verify`",
    "28000": "the server refuses the user; see the user and the server's pg_hba.conf",
    "28P01": "the server refuses the password; see the user and the password of the URL",
    "3D000": "the server has no such database; create it",
    "3F000": "its schema is missing; create it",
    "42501": "the user may not do that there; grant it the rights to its schema",
    "42P01": "its tables are missing; see that the URL names the right one",
}


def ledger_url(text: str) -> URL:
    """An SQLAlchemy URL of a database that can hold a ledger, with the driver that is used.

    Raises:
        UsageError: it is none; the message never shows it, because it may hold a password.
    """
    try:
        url = make_url(text)
        return url.set(drivername=_DRIVERS[url.get_backend_name()])
    except (sa.exc.ArgumentError, ValueError, KeyError):
        pass
    raise UsageError(
        "--ledger (or ZHAOREN_LEDGER) is no URL of a ledger. It reads sqlite:////folder/ledger.db "
        "or postgresql://user@host/database."
    )


def place_of(url: URL) -> str:
    """Where a ledger is, without user, password or options."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    server = url.host or url.query.get("host") or "the local socket"
    return f"PostgreSQL at {server}{f':{url.port}' if url.port else ''}, database {url.database}"


def open_engine(url: URL, busy_seconds: float) -> Engine:
    """An engine whose connections are set up for a ledger; a new SQLite file is private."""
    if url.get_backend_name() == "sqlite":
        if url.database:
            _private_file(url)
        engine = sa.create_engine(url, connect_args={"timeout": busy_seconds}, hide_parameters=True)
        sa.event.listen(engine, "connect", _set_up_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
        return engine
    engine = sa.create_engine(
        url,
        connect_args={"connect_timeout": _CONNECT_SECONDS, "client_encoding": "utf8"},
        isolation_level="READ COMMITTED",
        hide_parameters=True,
    )
    wait = f"set lock_timeout = {max(1, round(busy_seconds * 1000))}"
    sa.event.listen(engine, "connect", lambda connection, _: _set_up_postgresql(connection, wait))
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A view that does not change meanwhile, and keeps no writer waiting for long.

    Raises:
        ZhaorenError: the database cannot be read.
    """
    with plain_errors(engine.url), engine.connect() as db:
        if engine.dialect.name == "postgresql":
            db.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        db.execution_options(**{_READS: True})
        with db.begin():
            yield db


def only_reads(db: Connection) -> bool:
    """Whether a connection is one of `reading`."""
    return bool(db.get_execution_options().get(_READS, False))


@contextmanager
def writing(engine: Engine, name: str) -> Iterator[Connection]:
    """The only writer under a name; what it writes stands once this ends without an error.

    Raises:
        LockedError: another one writes for longer than we wait.
        ZhaorenError: the database cannot be written.
    """
    with plain_errors(engine.url), engine.begin() as db:
        if engine.dialect.name == "postgresql":
            db.execute(_LOCK, {"name": name})
        yield db


@contextmanager
def plain_errors(url: URL) -> Iterator[None]:
    """Turn the database's errors into ours: one paragraph, without any value.

    Raises:
        LockedError: it is in use.
        LedgerError: it cannot be opened, read or written.
    """
    try:
        yield
    except (sa.exc.DBAPIError, sqlite3.Error, psycopg.Error) as error:
        plain = _plain(error, url)
        _empty(error)
        raise plain from None


def _plain(error: BaseException, url: URL) -> ZhaorenError:
    own = error.orig if isinstance(error, sa.exc.DBAPIError) else error
    code: int | str | None = getattr(own, "sqlite_errorcode", None)
    code = code & 0xFF if isinstance(code, int) else getattr(own, "sqlstate", None)
    place = place_of(url)
    if code in _BUSY:
        return LockedError(
            f"The ledger ({place}) is in use: another command has been recording for too long. "
            "Nothing was recorded; wait until it has ended and give the command again."
        )
    if code is None and isinstance(own, psycopg.OperationalError):
        why = _unreachable(str(own))
    else:
        why = _FAULTS.get(code or "", f"its database reports {type(own).__name__} ({code})")
    return LedgerError(
        f"The ledger ({place}) cannot be used: {why}. Then give the command again; what was "
        "recorded already is not recorded twice."
    )


def _empty(error: BaseException) -> None:
    """Take the words out of an error: a server's name the values of the row that it refused."""
    if isinstance(error, sa.exc.DBAPIError):
        error.orig, error.statement, error.params = None, None, None
    error.args = (type(error).__name__,)
    error.__cause__ = error.__context__ = None


def _unreachable(said: str) -> str:
    """Why there is no connection, where the client library gives no code."""
    for code in ("28P01", "28000", "3D000"):
        words = {"28P01": "password", "28000": "pg_hba", "3D000": "does not exist"}[code]
        if words in said:
            return _FAULTS[code]
    return "the server cannot be reached, or the connection was lost; see that it is running"


def _private_file(url: URL) -> None:
    """Make an empty file for the owner alone, or take others' rights away from the one there."""
    path = Path(str(url.database))
    try:
        make_private(path.parent)
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        found = path.stat()
        if found.st_mode & 0o077 and found.st_uid == os.geteuid():
            path.chmod(0o600)
    except (PermissionError, FileExistsError, NotADirectoryError):
        why = _FAULTS[sqlite3.SQLITE_CANTOPEN]
        raise LedgerError(f"The ledger ({place_of(url)}) cannot be used: {why}.") from None


def _set_up_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we begin transactions ourselves
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(db: Connection) -> None:
    reads = only_reads(db)
    db.exec_driver_sql(f"PRAGMA query_only = {'on' if reads else 'off'}")
    db.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _set_up_postgresql(connection: Any, wait: str) -> None:
    """How long a lock is waited for; a server that does not wait for its disk does for us."""
    with connection.cursor() as cursor:
        cursor.execute(wait)
        cursor.execute(
            "select set_config('synchronous_commit', 'on', false) "
            "where current_setting('synchronous_commit') = 'off'"
        )
    connection.commit()
