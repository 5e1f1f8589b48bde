"""What the ledger holds: events, each canonical JSON exactly as hashed.

An event names the hash of the one before it in its city's chain, so a changed,
deleted, moved or appended event changes every hash after it. Bodies never
change; what an old version meant is told by the upcaster of its kind.

Bodies hold no personal data beside the actor's name: people and organisations
are parties (P0000001, O0000001), all else that names somebody are digests of
particulars that stand beside the chain and can be erased.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson

from zhaoren.errors import LedgerError
from zhaoren.ledger.canonical import canonical

EMPTY_HEAD = "0" * 64
"""The head of a chain without events."""

Data = Mapping[str, Any]
Upcaster = Callable[[Data], Data]

UPCASTERS: dict[str, tuple[Upcaster, ...]] = {}
"""Kind → what lifts its data from version 1 to 2, from 2 to 3 …; the kind's version is one more."""


@dataclass(frozen=True)
class Draft:
    """What a command wants to record: kind, data, and the day on which it takes effect."""

    kind: str
    effective_on: date
    data: Data


@dataclass(frozen=True)
class Event:
    """One link of a city's chain; `data` is in the newest version's form."""

    city: str
    seq: int
    kind: str
    effective_on: date
    recorded_at: datetime
    by: str
    data: Data
    hash: str
    prev: str = EMPTY_HEAD


def version_of(kind: str) -> int:
    """The version in which events of a kind are recorded now."""
    return 1 + len(UPCASTERS.get(kind, ()))


def sealed(draft: Draft, city: str, seq: int, prev: str, by: str, recorded_at: datetime) -> bytes:
    """The canonical JSON (RFC 8785) of an event, as it is hashed and kept.

    Raises:
        LedgerError: it cannot be written so.
    """
    return canonical(
        {
            "by": by,
            "city": city,
            "data": dict(draft.data),
            "effective_on": draft.effective_on.isoformat(),
            "kind": draft.kind,
            "prev": prev,
            "recorded_at": recorded_at.isoformat(timespec="seconds"),
            "seq": seq,
            "version": version_of(draft.kind),
        }
    )


def hash_of(body: bytes) -> str:
    """The SHA-256 of an event's body, hexadecimal: the head of the chain that ends with it."""
    return hashlib.sha256(body).hexdigest()


def read_event(body: bytes) -> Event:
    """The event that a body tells of, lifted to the newest version.

    Raises:
        LedgerError: it is no event, or one of a newer program.
    """
    try:
        content = orjson.loads(body)
        return Event(
            city=content["city"],
            seq=content["seq"],
            kind=content["kind"],
            effective_on=date.fromisoformat(content["effective_on"]),
            recorded_at=datetime.fromisoformat(content["recorded_at"]),
            by=content["by"],
            data=_lifted(content["kind"], content["version"], content["data"]),
            hash=hash_of(body),
            prev=content["prev"],
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    raise LedgerError("it cannot be read as an event")


def _lifted(kind: str, version: int, data: Data) -> Data:
    """The data in the newest version's form."""
    if not 1 <= version <= version_of(kind):
        raise LedgerError("it was recorded by a newer version of this program")
    for upcaster in UPCASTERS.get(kind, ())[version - 1 :]:
        data = upcaster(data)
    return data
