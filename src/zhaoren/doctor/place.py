"""The workspace: disk, rights, lock, ledger, keys."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from zhaoren.doctor.findings import Finding, absent, doubtful, well
from zhaoren.errors import LedgerError, LockedError, UsageError
from zhaoren.ledger.book import Book
from zhaoren.ledger.store import FILE, Ledger, default_url
from zhaoren.office.keys import ROLES

ENOUGH, LEAST = 5.0, 0.5
"""GB of free disk: with which a city's night is not likely to stop, without which none begins."""
_OTHERS = 0o077
_BUSY_SECONDS = 2.0
_SIGNERS = 2  # of a batch


def check_place(out: Path, ledger_url: str | None, key: Path | None) -> Iterator[Finding]:
    """The checks of a workspace, its ledger and a private key; nothing is made or changed."""
    yield _disk(out)
    yield from _workspace(out)
    yield from _ledger(out, ledger_url)
    yield _key(key, out)


def _disk(out: Path) -> Finding:
    there = next(one for one in (out.absolute(), *out.absolute().parents) if one.exists())
    disk = os.statvfs(there)
    full = disk.f_files > 0 and disk.f_favail == 0  # some count no files
    return check_space(disk.f_bavail * disk.f_frsize / 1e9, names_left=not full)


def check_space(free: float, *, names_left: bool = True) -> Finding:
    """Whether a night has room: `free` in GB, and whether the disk can take one more file."""
    name, told = "Disk", f"{free:.1f} GB free"
    do = "Make room: `zhaoren gc` deletes what nothing rests on; the folder cache may go too."
    if not names_left:
        return absent(name, f"{told}, but no more files (inodes)", do)
    if free < LEAST:
        return absent(name, told, do)
    return doubtful(name, told, do) if free < ENOUGH else well(name, told)


def _workspace(out: Path) -> Iterator[Finding]:
    name = "Workspace"
    if not out.exists():
        yield doubtful(name, f"{out} is not there yet", "The first night makes it (zhaoren run).")
        return
    if not os.access(out, os.R_OK | os.W_OK | os.X_OK):
        yield absent(name, f"{out} cannot be written", "Give this user the folder (chown, chmod).")
        return
    if out.stat().st_mode & _OTHERS:
        do = f"Others can read personal data: chmod 700 {out}."
        yield doubtful(name, f"{out} is open to others", do)
    else:
        yield well(name, f"{out}, for its owner alone")
    yield _lock(out / "lock")


def _lock(path: Path) -> Finding:
    """Whether a run is running, by the process that the lock names: trying it might stop one."""
    holder = path.read_text(encoding="ascii").strip() if path.is_file() else ""
    if holder.isdigit() and Path("/proc", holder).exists():
        do = "Wait until that run has ended; it holds the workspace."
        return doubtful("Lock", f"held by process {holder}", do)
    return well("Lock", "free")


def _ledger(out: Path, url: str | None) -> Iterator[Finding]:
    """Whether the ledger can be reached, its heads, and who may sign in each city."""
    name = "Ledger"
    if url is None and not (out / FILE).is_file():
        yield well(name, "none yet; the first night makes it")
        return
    try:
        with Ledger(
            url or default_url(out.absolute()), must_exist=True, busy_seconds=_BUSY_SECONDS
        ) as ledger:
            books = [ledger.book(city) for city in ledger.cities()]
            place = str(ledger.place)
    except (LedgerError, LockedError, UsageError) as error:
        yield absent(name, str(error), "Put the newest copy back, or name the right one.")
        return
    told = ", ".join(f"{book.city} {book.head[:12]}…" for book in books) or "no events yet"
    yield well(name, f"{place}: {told}")
    yield from (_signers(book) for book in books)


def _signers(book: Book) -> Finding:
    """Whether two people can sign a batch: one prepares it, another one releases it."""
    name = f"Signers of {book.city}"
    holders = {
        role: {key.name for key in book.keys.values() if role in key.roles and not key.revoked}
        for role in ROLES
    }
    if not all(holders.values()) or len(set().union(*holders.values())) < _SIGNERS:
        told = f"{len(set().union(*holders.values()))} registered; a batch needs two people"
        return doubtful(name, told, "Register their keys with `zhaoren keys register`.")
    return well(name, f"{len(set().union(*holders.values()))} registered")


def _key(key: Path | None, out: Path) -> Finding:
    name = "Key"
    if key is None:
        return well(name, "none is set; who signs batches names one by --key")
    if not key.is_file():
        do = "Make one with `zhaoren keys make`, or correct the setting key."
        return absent(name, f"there is none at {key}", do)
    if key.stat().st_mode & _OTHERS:
        return absent(name, f"others can read {key}", f"chmod 600 {key}")
    if out.resolve() in key.resolve().parents:
        do = "Move it out of the workspace, so that a copy of the data does not hold it."
        return absent(name, f"{key} lies in the workspace", do)
    return well(name, f"{key}, for its owner alone")
