"""A city's chain walked from its first event to its last, and every fault in it named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from zhaoren.errors import LedgerError
from zhaoren.heap import no_collection
from zhaoren.ledger.book import Book
from zhaoren.ledger.canonical import canonical
from zhaoren.ledger.digests import named_digests
from zhaoren.ledger.events import EMPTY_HEAD, Event, hash_of, read_event
from zhaoren.ledger.transaction import Transaction, key_text

_FIELDS = {
    "by", "city", "data", "effective_on", "kind", "prev", "recorded_at", "seq", "version",
}  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """What is wrong, and with which event (None: with the ledger, or beside the chain)."""

    city: str
    seq: int | None
    what: str

    def __str__(self) -> str:
        where = f"{self.city} event {self.seq}" if self.seq is not None else self.city
        return f"{where}: {self.what}"


@dataclass
class Chain:
    """What a walk along the chain gathers.

    `last`: the hash of the last body; `heads`: hash → seq; `keys`: grant →
    its key; `named`: digest → the event that first names it; `since`: party
    and digest of its number → the day from which it is known; `book` stands
    as far as the chain is sound (`sound`).
    """

    city: str
    book: Book
    count: int = 0
    seq: int = 0
    last: str = EMPTY_HEAD
    sound: bool = True
    heads: dict[str, int] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    named: dict[str, int] = field(default_factory=dict)
    since: dict[tuple[str, str], str] = field(default_factory=dict)
    erased: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)

    def find(self, seq: int | None, what: str) -> None:
        """Note a fault."""
        self.findings.append(Finding(self.city, seq, what))
        self.sound = False


def walk_chain(transaction: Transaction) -> Chain:
    """Walk the whole chain, also beyond what is damaged."""
    city = transaction.city
    chain = Chain(city, Book(city))
    with no_collection():
        for seq, hash_, body in transaction.bodies():
            _step(chain, seq, hash_, body)
    return chain


def _step(chain: Chain, seq: int, hash_: str, body: bytes) -> None:
    if seq != chain.seq + 1:
        chain.find(seq, f"comes after event {chain.seq}; what stood between is missing")
    own = hash_of(body)
    if hash_ != own:
        chain.find(seq, "its body is not what its hash says; body or hash was altered")
    event = None
    try:
        event = read_event(body)
    except LedgerError as error:
        chain.find(seq, str(error))
    if event is not None:
        for what in _faults(chain, seq, event, body):
            chain.find(seq, what)
        _take(chain, event)
    chain.count, chain.seq, chain.last = chain.count + 1, seq, own
    chain.heads[own] = seq


def _faults(chain: Chain, seq: int, event: Event, body: bytes) -> Iterator[str]:
    """What is wrong with an event that can be read."""
    content = json.loads(body)
    if content.keys() != _FIELDS:
        yield "it has not the fields of an event"
    if not _is_canonical(content, body):
        yield "its body is not canonical JSON"
    if event.city != chain.city:
        yield "it is an event of another city"
    if event.seq != seq:
        yield f"it was event {event.seq}; events were moved"
    if event.prev != chain.last:
        yield "the event before it is not the one that it followed"
    if not isinstance(event.by, str) or not event.by.strip() or event.recorded_at.tzinfo is None:
        yield "it does not say who recorded it, or when"


def _is_canonical(content: object, body: bytes) -> bool:
    try:
        return canonical(content) == body
    except LedgerError:
        return False


def _take(chain: Chain, event: Event) -> None:
    """Take an event into the book, as long as all before it is sound."""
    if not chain.sound:
        return
    try:
        chain.book.apply(event)
        _gather(chain, event)
    except LedgerError as error:
        chain.find(event.seq, f"the lifecycle does not allow it: {error}")
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        chain.find(event.seq, f"its data are not those of an event of kind {event.kind}")


def _gather(chain: Chain, event: Event) -> None:
    for _, digest in named_digests(event):
        chain.named.setdefault(digest, event.seq)
    for item in event.data.get("parties", ()):
        day = event.effective_on.isoformat()
        chain.since.setdefault((item["party"], item["digest"]), day)
    if event.kind == "erased":
        chain.erased.update(event.data["digests"])
    if event.kind == "found":
        for item in event.data["grants"]:
            chain.keys[item["grant"]] = key_text(chain.book, item["grant"])
