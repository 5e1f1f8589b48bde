"""The ledger's database: SQLite embedded by default, PostgreSQL by URL.

One writer a city at a time: SQLite takes the write lock at the beginning
(BEGIN IMMEDIATE), PostgreSQL an advisory lock a city. What a transaction
records is there whole once `transaction` ends, or not at all.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import rfc8785
import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine, make_url

from zhaoren.errors import LedgerError
from zhaoren.ledger import schema
from zhaoren.ledger.book import Book, book_of
from zhaoren.ledger.events import EMPTY_HEAD, Draft, Event, hash_of, read_event, sealed

FILE = "ledger.db"
_BUSY_SECONDS = 60


def default_url(workspace: Path) -> str:
    """The embedded ledger of a workspace."""
    return URL.create("sqlite", database=str(workspace / FILE)).render_as_string()


class Ledger:
    """A ledger that is open; `close` it, or use it in a `with`."""

    def __init__(self, url: str) -> None:
        """Open, and make the tables of, the ledger at an SQLAlchemy URL."""
        self.url = make_url(url)
        self._engine = _engine(self.url)
        with self._engine.begin() as db:
            _lock(db, "tables")
            schema.metadata.create_all(db)

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @contextmanager
    def transaction(self, city: str) -> Iterator[Transaction]:
        """The city's only writer; what is recorded stands once this ends without an error."""
        with self._engine.begin() as db:
            _lock(db, city)
            yield Transaction(db, city)

    @contextmanager
    def reading(self, city: str) -> Iterator[Transaction]:
        """A view of the city's events that does not change meanwhile."""
        with self._engine.connect() as db:
            yield Transaction(db, city)

    def book(self, city: str, upto: str | None = None) -> Book:
        """The city's book now, or as it stood at the head `upto`.

        Raises:
            LedgerError: there was never such a head.
        """
        with self.reading(city) as found:
            return found.book(upto)

    def head(self, city: str) -> str:
        """The hash of the city's newest event."""
        with self.reading(city) as found:
            return found.head()

    def cities(self) -> list[str]:
        """The cities that have events."""
        with self._engine.connect() as db:
            found = db.execute(sa.select(schema.event.c.city).distinct().order_by("city"))
            return [row[0] for row in found]


@dataclass
class Transaction:
    """A city's part of the ledger within one database transaction."""

    db: Connection
    city: str

    def bodies(self) -> Iterator[tuple[int, str, bytes]]:
        """(seq, hash, body) of every event, in order, as kept."""
        columns = (schema.event.c.seq, schema.event.c.hash, schema.event.c.body)
        chosen = sa.select(*columns).where(schema.event.c.city == self.city)
        for row in self.db.execute(chosen.order_by(schema.event.c.seq)):
            yield row.seq, row.hash, bytes(row.body)

    def events(self, upto: str | None = None) -> Iterator[Event]:
        """The city's events, up to and with the one whose hash is `upto`."""
        if upto == EMPTY_HEAD:
            return
        for _, hash_, body in self.bodies():
            yield read_event(body)
            if hash_ == upto:
                return
        if upto is not None:
            raise LedgerError(
                f"The ledger of {self.city} never had the head {upto}. It is another ledger, or an "
                "old copy was put back; run `zhaoren ledger verify --head` with the head you kept."
            )

    def book(self, upto: str | None = None) -> Book:
        """The book after these events."""
        return book_of(self.city, self.events(upto))

    def head(self) -> str:
        """The hash of the newest event."""
        newest = sa.select(schema.event.c.hash).where(schema.event.c.city == self.city)
        found = self.db.scalar(newest.order_by(schema.event.c.seq.desc()).limit(1))
        return found or EMPTY_HEAD

    def append(self, book: Book, draft: Draft, by: str, recorded_at: datetime) -> Event:
        """Seal a draft as the event after the book's newest, take it into the book and keep it.

        Raises:
            LedgerError: the book does not allow it; nothing is recorded.
        """
        body = sealed(draft, self.city, book.seq + 1, book.head, by, recorded_at)
        event = read_event(body)
        book.apply(event)
        values = {"city": self.city, "seq": event.seq, "hash": hash_of(body), "body": body}
        self.db.execute(sa.insert(schema.event).values(values))
        if draft.kind == "found":
            keys = [
                {"city": self.city, "grant_id": one["grant"], "key": self._key_of(book, one)}
                for one in draft.data["grants"]
            ]
            self.db.execute(sa.insert(schema.grant_key), keys)
        return event

    @staticmethod
    def _key_of(book: Book, found: Any) -> str:
        return rfc8785.dumps(list(book.full_key(book.grant(found["grant"])))).decode()

    # ---- beside the chain ----

    def digest(self, content: dict[str, Any]) -> str:
        """What stands in the chain for these particulars: an HMAC under the city's secret."""
        return hmac.new(self._salt(), rfc8785.dumps(content), hashlib.sha256).hexdigest()

    def keep(self, content: dict[str, Any]) -> str:
        """Keep particulars beside the chain, once; returns their digest."""
        return self.keep_all([content])[0]

    def keep_all(self, contents: Sequence[dict[str, Any]]) -> list[str]:
        """Keep many particulars; returns their digests, in order."""
        texts = {self.digest(one): rfc8785.dumps(one).decode() for one in contents}
        known = self._known_digests()
        rows = [
            {"city": self.city, "digest": digest, "content": text}
            for digest, text in texts.items()
            if digest not in known
        ]
        if rows:
            self.db.execute(sa.insert(schema.particulars), rows)
        return [self.digest(one) for one in contents]

    def particulars(self, digests: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Digest → the particulars kept under it; what was erased is left out."""
        table = schema.particulars
        found: dict[str, dict[str, Any]] = {}
        for start in range(0, len(digests), 500):
            some = list(digests[start : start + 500])
            chosen = sa.select(table.c.digest, table.c.content).where(
                table.c.city == self.city, table.c.digest.in_(some), table.c.content.is_not(None)
            )
            found |= {row.digest: json.loads(row.content) for row in self.db.execute(chosen)}
        return found

    def numbers(self) -> dict[str, str]:
        """Number (of a person or an organisation) → the party that it was recorded under."""
        table = schema.number
        chosen = sa.select(table.c.number, table.c.party).where(table.c.city == self.city)
        return {row.number: row.party for row in self.db.execute(chosen)}

    def keep_numbers(self, numbers: dict[str, str], since: date) -> None:
        """Keep number → party from a day on."""
        rows = [
            {"city": self.city, "number": number, "party": party, "since": since.isoformat()}
            for number, party in numbers.items()
        ]
        if rows:
            self.db.execute(sa.insert(schema.number), rows)

    def _known_digests(self) -> set[str]:
        chosen = sa.select(schema.particulars.c.digest)
        found = self.db.execute(chosen.where(schema.particulars.c.city == self.city))
        return {row[0] for row in found}

    def _salt(self) -> bytes:
        chosen = sa.select(schema.secret.c.salt).where(schema.secret.c.city == self.city)
        salt = self.db.scalar(chosen)
        if salt is None:
            salt = secrets.token_hex(32)
            self.db.execute(sa.insert(schema.secret).values(city=self.city, salt=salt))
        return bytes.fromhex(salt)


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return sa.create_engine(url, isolation_level="REPEATABLE READ", hide_parameters=True)
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(url, connect_args={"timeout": _BUSY_SECONDS}, hide_parameters=True)
    sa.event.listen(engine, "connect", _set_up_sqlite)
    sa.event.listen(engine, "begin", lambda db: db.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _set_up_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we begin transactions ourselves
    cursor = connection.cursor()
    for pragma in ("journal_mode = DELETE", "synchronous = EXTRA", "foreign_keys = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _lock(db: Connection, name: str) -> None:
    if db.dialect.name == "postgresql":
        number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
        db.execute(sa.text("select pg_advisory_xact_lock(:number)"), {"number": number})
