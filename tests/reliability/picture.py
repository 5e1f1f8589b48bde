"""What a workspace holds, in a form that two runs can be compared in.

Moments, hashes and the salt of digests differ between two runs of the same
commands; what the events say, and every published byte, may not.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhaoren.ledger import Event, Ledger
from zhaoren.ledger.book import Book, book_of
from zhaoren.ledger.store import default_url

PUBLISHED = ("documents", "payments", "runs", "snapshots", "published")
OWN = ("building", "spill", "cache", "prefect", "lock")
"""Where a killed run may leave something: nobody reads it, and the next run takes it away."""

_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Picture:
    """The events of a city without moments, and the published files: path → SHA-256."""

    events: tuple[str, ...]
    files: dict[str, str]
    states: dict[str, str]

    def kept(self, *folders: str) -> dict[str, str]:
        """The files below some of the folders."""
        return {name: found for name, found in self.files.items() if name.startswith(folders)}


def picture_of(out: Path, city: str = "zibo") -> Picture:
    """Look at a workspace without touching it."""
    events, particulars = events_of(out, city)
    book = book_of(city, events)
    return Picture(
        tuple(_plain(events, particulars)),
        {str(path.relative_to(out)): _sha256(path) for path in published(out)},
        {grant.id: str(grant.state) for grant in book.grants.values()},
    )


def book_in(out: Path, city: str = "zibo") -> Book:
    """The book of a workspace, looked at without touching it."""
    return book_of(city, events_of(out, city)[0])


def events_of(out: Path, city: str = "zibo") -> tuple[list[Event], dict[str, Any]]:
    """Events and particulars, read from a copy: what a kill left there stays as it is."""
    aside = out.parent / "aside"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    for path in out.glob("ledger.db*"):
        shutil.copyfile(path, aside / path.name)
    if not (aside / "ledger.db").exists():
        return [], {}
    with Ledger(default_url(aside)) as ledger, ledger.reading(city) as found:
        events = list(found.events())
        named = sorted({one for event in events for one in _DIGEST.findall(json.dumps(event.data))})
        return events, found.particulars(named)


def published(out: Path) -> list[Path]:
    """Every file in a place where somebody looks."""
    found = (path for name in PUBLISHED for path in (out / name).rglob("*"))
    return sorted(path for path in found if path.is_file())


def leftovers(out: Path) -> list[str]:
    """Files that no finished command leaves: half written ones, journals."""
    return sorted(
        str(path.relative_to(out))
        for path in out.rglob("*")
        if path.relative_to(out).parts[0] not in ("cache", "prefect", "lock")
        and (
            path.relative_to(out).parts[0] in ("building", "spill")
            or path.name.startswith(".")
            or path.name.endswith((".part", "-journal", "-wal", "-shm", ".tmp"))
        )
        and not path.is_dir()
    )


def open_to_others(out: Path) -> list[str]:
    """Files that are not 0600 and folders that are not 0700."""
    return sorted(
        str(path.relative_to(out.parent))
        for path in (out, *out.rglob("*"))
        if not path.is_socket()
        and stat.S_IMODE(path.stat().st_mode) != (0o700 if path.is_dir() else 0o600)
    )


def _plain(events: list[Event], particulars: dict[str, Any]) -> list[str]:
    texts = {key: json.dumps(found, ensure_ascii=False) for key, found in particulars.items()}
    runs: dict[str, str] = {}
    told = []
    for event in events:
        if run := event.data.get("run"):
            runs.setdefault(run, f"run {len(runs) + 1}")
        data = json.dumps(dict(event.data), ensure_ascii=False, sort_keys=True)
        data = _DIGEST.sub(lambda found: runs.get(found[0], texts.get(found[0], "…")), data)
        told.append(f"{event.seq} {event.effective_on} {event.kind} {event.by} {data}")
    return told


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
