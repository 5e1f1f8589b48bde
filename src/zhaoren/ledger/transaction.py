"""A city's part of the ledger within one database transaction: its chain, and what stands beside.

Particulars and numbers hold personal data; the chain names them by digest
alone, so that they can be erased.
"""

from __future__ import annotations

import gc
import hmac
import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from zhaoren.errors import LedgerError
from zhaoren.ledger import database, schema
from zhaoren.ledger.book import Book, book_of
from zhaoren.ledger.canonical import canonical
from zhaoren.ledger.events import EMPTY_HEAD, Draft, Event, hash_of, read_event, sealed

_AT_ONCE = 500  # digests in one question
_MANY = 5_000  # from here on the whole table is read instead


@dataclass
class Transaction:
    """A city's part of the ledger within one database transaction."""

    db: Connection
    city: str
    _secret: bytes | None = field(default=None, repr=False)

    def bodies(self) -> Iterator[tuple[int, str, bytes]]:
        """(seq, hash, body) of every event, in order, as kept."""
        columns = (schema.event.c.seq, schema.event.c.hash, schema.event.c.body)
        chosen = sa.select(*columns).where(schema.event.c.city == self.city)
        ordered = chosen.order_by(schema.event.c.seq).execution_options(yield_per=200)
        with self.db.execute(ordered) as found:
            for seq, hash_, body in found:
                yield seq, hash_, bytes(body)

    def events(self, upto: str | None = None) -> Iterator[Event]:
        """The city's events, up to and with the one whose hash is `upto`; the chain is checked.

        Raises:
            LedgerError: an event is damaged, or there was never such a head.
        """
        if upto == EMPTY_HEAD:
            return
        last, seq = EMPTY_HEAD, 0
        for _, hash_, body in self.bodies():
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

    def head(self) -> str:
        """The hash of the newest event."""
        newest = sa.select(schema.event.c.hash).where(schema.event.c.city == self.city)
        found = self.db.scalar(newest.order_by(schema.event.c.seq.desc()).limit(1))
        return found or EMPTY_HEAD

    def has_head(self, head: str) -> bool:
        """Whether a head is in the chain; that of an empty one always is."""
        event = schema.event
        chosen = sa.select(event.c.seq).where(event.c.city == self.city, event.c.hash == head)
        return head == EMPTY_HEAD or self.db.scalar(chosen.limit(1)) is not None

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
            self.db.execute(sa.insert(schema.grant_key), self._keys_of(book, event.data))
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
        known = self._kept_digests(list(wanted))
        rows = [
            {"city": self.city, "digest": digest, "content": text.decode()}
            for digest, text in wanted.items()
            if digest not in known
        ]
        self._insert(schema.particulars, rows, renew="content")
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
            found |= {row.digest: json.loads(row.content) for row in self.db.execute(chosen)}
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
        self._insert(schema.number, rows)

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

    def _insert(self, table: sa.Table, rows: list[dict[str, str]], renew: str = "") -> None:
        """Insert what is not there; a row that is has its column `renew` filled if it is null."""
        if not rows:
            return
        dialect = postgresql if self.db.dialect.name == "postgresql" else sqlite
        insert = dialect.insert(table)
        if renew:
            filled = {renew: insert.excluded[renew]}
            chosen = insert.on_conflict_do_update(
                index_elements=table.primary_key.columns.keys(),
                set_=filled,
                where=table.c[renew].is_(None),
            )
        else:
            chosen = insert.on_conflict_do_nothing()
        self.db.execute(chosen, rows)

    def _kept_digests(self, digests: Sequence[str]) -> set[str]:
        """Those of the digests whose content is kept."""
        table = schema.particulars
        chosen = sa.select(table.c.digest).where(
            table.c.city == self.city, table.c.content.is_not(None)
        )
        if len(digests) > _MANY:
            return {row[0] for row in self.db.execute(chosen)}
        found: set[str] = set()
        for start in range(0, len(digests), _AT_ONCE):
            some = chosen.where(table.c.digest.in_(digests[start : start + _AT_ONCE]))
            found |= {row[0] for row in self.db.execute(some)}
        return found

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


@contextmanager
def no_collection() -> Iterator[None]:
    """No search for circles meanwhile: a book is large and has none."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
