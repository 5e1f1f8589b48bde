"""A city's part of the ledger within one database transaction: its chain, and what stands beside.

Particulars and numbers hold personal data; the chain names them by digest
alone, so that they can be erased.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from zhaoren.errors import LedgerError
from zhaoren.heap import no_collection
from zhaoren.ledger import database, schema
from zhaoren.ledger.book import Book, book_of
from zhaoren.ledger.canonical import canonical
from zhaoren.ledger.events import EMPTY_HEAD, Draft, Event, hash_of, read_event, sealed

_AT_ONCE = 500  # digests in one question


@dataclass
class Transaction:
    """A city's part of the ledger within one database transaction."""

    db: Connection
    city: str
    _secret: bytes | None = field(default=None, repr=False)

    def bodies(self, after: int = 0) -> Iterator[tuple[int, str, bytes]]:
        """(seq, hash, body) of every event after one, in order, as kept."""
        columns = (schema.event.c.seq, schema.event.c.hash, schema.event.c.body)
        chosen = sa.select(*columns).where(
            schema.event.c.city == self.city, schema.event.c.seq > after
        )
        ordered = chosen.order_by(schema.event.c.seq).execution_options(yield_per=200)
        with self.db.execute(ordered) as found:
            for seq, hash_, body in found:
                yield seq, hash_, bytes(body)

    def events(
        self, upto: str | None = None, after: tuple[str, int] = (EMPTY_HEAD, 0)
    ) -> Iterator[Event]:
        """The city's events, up to and with the one whose hash is `upto`; the chain is checked.

        `after`: hash and number of the event after which to begin.

        Raises:
            LedgerError: an event is damaged, or there was never such a head.
        """
        if upto == EMPTY_HEAD:
            return
        last, seq = after
        for _, hash_, body in self.bodies(seq):
            event = self._read(body, seq + 1)
            found = (event.city, event.seq, event.prev, event.hash)
            if found != (self.city, seq + 1, last, hash_):
                raise self._damaged(seq + 1, "it is not the next link of the chain")
            yield event
            last, seq = hash_, seq + 1
            if hash_ == upto:
                return
        if upto is not None:
            raise LedgerError(
                f"The ledger of {self.city} never had the head {upto}. It is another ledger, or an "
                "old copy was put back; run `zhaoren ledger verify --head` with the head you kept."
            )

    def _read(self, body: bytes, seq: int) -> Event:
        try:
            return read_event(body)
        except LedgerError as error:
            why = str(error)
        raise self._damaged(seq, why)

    def _damaged(self, seq: int, why: str) -> LedgerError:
        return LedgerError(
            f"Event {seq} of the ledger of {self.city} is damaged: {why}. Nothing was recorded; "
            "run `zhaoren ledger verify`, and put the newest sound copy of the ledger back."
        )

    def book(self, upto: str | None = None) -> Book:
        """The book after these events."""
        with no_collection():
            return book_of(self.city, self.events(upto))

    def brought_up(self, book: Book) -> Book:
        """A book with all that was recorded since; one of another chain is made anew.

        What the book holds was checked as it was read, and is not read again.

        Raises:
            LedgerError: an event is damaged.
        """
        if self.place_of(book.head) != book.seq:
            return self.book()
        with no_collection():
            for event in self.events(after=(book.head, book.seq)):
                book.apply(event)
        return book

    def head(self) -> str:
        """The hash of the newest event."""
        newest = sa.select(schema.event.c.hash).where(schema.event.c.city == self.city)
        found = self.db.scalar(newest.order_by(schema.event.c.seq.desc()).limit(1))
        return found or EMPTY_HEAD

    def place_of(self, head: str) -> int | None:
        """After how many events the chain has a head; None: it never had it."""
        event = schema.event
        chosen = sa.select(event.c.seq).where(event.c.city == self.city, event.c.hash == head)
        return 0 if head == EMPTY_HEAD else self.db.scalar(chosen.limit(1))

    def has_head(self, head: str) -> bool:
        """Whether a head is in the chain; that of an empty one always is."""
        return self.place_of(head) is not None

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
            self._insert(sa.insert(schema.grant_key), self._keys_of(book, event.data))
        return event

    def _keys_of(self, book: Book, found: Mapping[str, Any]) -> list[dict[str, str]]:
        ids = [item["grant"] for item in found["grants"]]
        return [{"city": self.city, "grant_id": one, "key": key_text(book, one)} for one in ids]

    # ---- beside the chain ----

    def digest(self, content: dict[str, Any]) -> str:
        """What stands in the chain for these particulars: an HMAC under the city's secret."""
        return self.digest_of(canonical(content))

    def digest_of(self, text: bytes) -> str:
        """The same of particulars that are canonical JSON already."""
        return hmac.digest(self._salt(), text, "sha256").hex()

    def keep(self, content: dict[str, Any]) -> str:
        """Keep particulars beside the chain, once; returns their digest."""
        return self.keep_all([content])[0]

    def keep_all(self, contents: Sequence[dict[str, Any]]) -> list[str]:
        """Keep many particulars, what was erased again too; returns their digests, in order."""
        salt = self._salt()
        texts = [canonical(one) for one in contents]
        digests = [hmac.digest(salt, text, "sha256").hex() for text in texts]
        wanted = dict(zip(digests, texts, strict=True))
        rows = [
            {"city": self.city, "digest": digest, "content": text.decode()}
            for digest, text in wanted.items()
        ]
        table = schema.particulars
        insert = self._dialect.insert(table)
        self._insert(
            insert.on_conflict_do_update(
                index_elements=table.primary_key.columns.keys(),
                set_={"content": insert.excluded.content},
                where=table.c.content.is_(None),
            ),
            rows,
        )
        return digests

    def particulars(self, digests: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Digest → the particulars kept under it; what was erased is left out."""
        table = schema.particulars
        wanted = list(dict.fromkeys(digests))
        found: dict[str, dict[str, Any]] = {}
        for start in range(0, len(wanted), _AT_ONCE):
            chosen = sa.select(table.c.digest, table.c.content).where(
                table.c.city == self.city,
                table.c.digest.in_(wanted[start : start + _AT_ONCE]),
                table.c.content.is_not(None),
            )
            found |= {row.digest: orjson.loads(row.content) for row in self.db.execute(chosen)}
        return found

    def numbers(self) -> dict[str, str]:
        """Number (of a person or an organisation) → the party that it was first recorded under."""
        table = schema.number
        chosen = sa.select(table.c.number, table.c.party).where(table.c.city == self.city)
        ordered = chosen.order_by(table.c.since.desc(), table.c.party.desc())
        return {row.number: row.party for row in self.db.execute(ordered)}

    def keep_numbers(self, numbers: Mapping[str, str], since: date) -> None:
        """Keep number → party from a day on; one that is kept already stays as it is."""
        rows = [
            {"city": self.city, "number": number, "party": party, "since": since.isoformat()}
            for number, party in numbers.items()
        ]
        self._insert(self._dialect.insert(schema.number).on_conflict_do_nothing(), rows)

    def erase(self, parties: Sequence[str], digests: Sequence[str]) -> None:
        """Erase the numbers of parties and the content of particulars; their digests stay."""
        number, kept = schema.number, schema.particulars
        for start in range(0, len(parties), _AT_ONCE):
            some = number.c.party.in_(parties[start : start + _AT_ONCE])
            self.db.execute(sa.delete(number).where(number.c.city == self.city, some))
        for start in range(0, len(digests), _AT_ONCE):
            some = kept.c.digest.in_(digests[start : start + _AT_ONCE])
            chosen = sa.update(kept).where(kept.c.city == self.city, some)
            self.db.execute(chosen.values(content=None))

    def erased(self) -> set[str]:
        """The digests whose content was erased."""
        table = schema.particulars
        chosen = sa.select(table.c.digest).where(table.c.city == self.city)
        return {row[0] for row in self.db.execute(chosen.where(table.c.content.is_(None)))}

    @property
    def _dialect(self) -> Any:
        """The dialect's own `insert`, which knows conflicts."""
        return postgresql if self.db.dialect.name == "postgresql" else sqlite

    def _insert(self, insert: sa.Insert, rows: Sequence[Mapping[str, str]]) -> None:
        """Insert many rows of text, handed to the driver as they are."""
        if not rows:
            return
        made = insert.compile(dialect=self.db.dialect, column_keys=[*rows[0]])
        if made.positional:
            names = made.positiontup or ()
            self.db.exec_driver_sql(str(made), [tuple(row[one] for one in names) for row in rows])
        else:
            self.db.exec_driver_sql(str(made), [dict(row) for row in rows])

    def _salt(self) -> bytes:
        """The city's secret; made by the first who writes, of no use to those who only read."""
        if self._secret is None:
            table = schema.secret
            salt = self.db.scalar(sa.select(table.c.salt).where(table.c.city == self.city))
            if salt is None:
                salt = secrets.token_hex(32)
                if not database.only_reads(self.db):
                    self.db.execute(sa.insert(table).values(city=self.city, salt=salt))
            self._secret = bytes.fromhex(salt)
        return self._secret


def key_text(book: Book, grant_id: str) -> str:
    """A grant's key as it is kept, unique for ever."""
    return canonical(list(book.full_key(book.grant(grant_id)))).decode()
