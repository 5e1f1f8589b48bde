"""Which particulars an event names, and whose they are.

A digest stands in an event under `basis`, `payee` or `note`, in `notes`
(grant → digest), or as a party's `digest`. What is called otherwise (a file's
SHA-256, the evidence of an answer, a certificate) has no particulars.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from zhaoren.ledger.events import Event

_NAMES = ("basis", "payee", "note")


def named_digests(event: Event) -> Iterator[tuple[str, str]]:
    """(owner, digest) of every particulars that the event names.

    The owner is a grant (G…) or a party (P…, O…), or empty where it is neither's.
    """
    whole = event.data.get("grants") or [event.data.get("grant")]
    alone = whole[0] if len(whole) == 1 and isinstance(whole[0], str) else ""
    yield from _of(event.data, alone)


def _of(value: Any, owner: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for one in value:
            if isinstance(one, Mapping | list):
                yield from _of(one, owner)
        return
    owner = _owner(value) or owner
    for name, one in value.items():
        if isinstance(one, str):
            if name in _NAMES or (name == "digest" and "party" in value):
                yield owner, one
        elif name == "notes" and isinstance(one, Mapping):
            yield from one.items()
        elif isinstance(one, Mapping | list):
            yield from _of(one, owner)


def _owner(item: Mapping[str, Any]) -> str:
    """The grant or the party that an item of an event is about."""
    found = item.get("grant") or item.get("party")
    if isinstance(found, str):
        return found
    parties = [one[1:] for one in item.get("candidate", ()) if one.startswith("@P")]
    return parties[0] if parties else ""
