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
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import rfc8785

EMPTY_HEAD = "0" * 64
"""The head of a chain without events."""

VERSION = 1
Data = Mapping[str, Any]

UPCASTERS: Mapping[tuple[str, int], Callable[[Data], Data]] = {}
"""(kind, version of an old body) → its data in the next version's form."""


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


def sealed(draft: Draft, city: str, seq: int, prev: str, by: str, recorded_at: datetime) -> bytes:
    """The canonical JSON (RFC 8785) of an event, as it is hashed and kept."""
    return rfc8785.dumps(
        {
            "by": by,
            "city": city,
            "data": dict(draft.data),
            "effective_on": draft.effective_on.isoformat(),
            "kind": draft.kind,
            "prev": prev,
            "recorded_at": recorded_at.isoformat(timespec="seconds"),
            "seq": seq,
            "version": VERSION,
        }
    )


def hash_of(body: bytes) -> str:
    """The SHA-256 of an event's body, hexadecimal: the head of the chain that ends with it."""
    return hashlib.sha256(body).hexdigest()


def read_event(body: bytes) -> Event:
    """The event that a body tells of, lifted to the newest version."""
    content = json.loads(body)
    kind, version, data = content["kind"], content["version"], content["data"]
    while version < VERSION:
        data = UPCASTERS[kind, version](data)
        version += 1
    return Event(
        city=content["city"],
        seq=content["seq"],
        kind=kind,
        effective_on=date.fromisoformat(content["effective_on"]),
        recorded_at=datetime.fromisoformat(content["recorded_at"]),
        by=content["by"],
        data=data,
        hash=hash_of(body),
    )
