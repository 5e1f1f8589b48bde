"""The snapshot of an inbox: whole, checked copies of the exports, named by their hash.

Everything is hashed and compared with the control files before the first byte
is written. What is read afterwards is the copy, never the inbox.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from zhaoren.contracts.load import Contracts
from zhaoren.contracts.model import Contract
from zhaoren.durable import sha256_of, sync_file, sync_folder
from zhaoren.errors import InputError
from zhaoren.hashed import Hashed
from zhaoren.inputs.control import Control, read_control
from zhaoren.inputs.inbox import Export, look_into

_HASHERS = 2  # threads; hashing leaves the interpreter's lock
PART = ".part"


@dataclass(frozen=True)
class SnapshotFile:
    """One export: `path` is its copy, `size` its bytes, `rows` what its control file promises."""

    source: str
    name: str
    sha256: str
    size: int
    path: Path
    total_line: bool = False
    rows: int | None = None


@dataclass(frozen=True)
class Snapshot:
    """Files in the order of (source, name); `ignored` names what was not recognised."""

    files: tuple[SnapshotFile, ...]
    ignored: tuple[str, ...]


def take_snapshot(
    inbox: Path,
    snapshots: Path,
    contracts: Contracts,
    *,
    cache: Path | None = None,
    without: frozenset[str] = frozenset(),
) -> Snapshot:
    """Recognise, check and copy the exports of an inbox.

    Copies that lie in `snapshots` are hashed unless the cache knows them.

    Raises:
        InputError: a required source is absent, a control file disagrees, or a
            file changed while it was copied.
    """
    sources = contracts.inputs
    found = look_into(inbox, sources.keys(), without)
    _check_present({e.source for e in found.exports}, sources.values(), without)
    controls = [read_control(e.control) if e.control else Control() for e in found.exports]
    with ThreadPoolExecutor(_HASHERS) as pool:
        hashes = list(pool.map(sha256_of, [export.path for export in found.exports]))
        for export, control, sha256 in zip(found.exports, controls, hashes, strict=True):
            control.check_hash(sha256, export.path.name)
            _check_not_empty(export)
        snapshots.mkdir(parents=True, exist_ok=True)
        for left_over in snapshots.glob(f"*{PART}"):
            left_over.unlink()
        by_hash, hashed = dict(zip(hashes, found.exports, strict=True)), Hashed(cache)

        def copy(sha256: str, export: Export) -> None:
            to = snapshots / sha256
            if not _is_whole(to, hashed):
                _copy_whole(export.path, to, export.path.name)
                hashed.note(to, sha256)

        list(pool.map(copy, by_hash.keys(), by_hash.values()))
    sync_folder(snapshots)
    hashed.keep()
    files = (
        SnapshotFile(
            export.source,
            export.path.name,
            sha256,
            (snapshots / sha256).stat().st_size,
            snapshots / sha256,
            control.total_line,
            control.rows,
        )
        for export, control, sha256 in zip(found.exports, controls, hashes, strict=True)
    )
    return Snapshot(tuple(files), found.ignored)


def recall_snapshot(
    files: Iterable[tuple[str, str, str, bool]],
    folder: Path,
    snapshots: Path,
    contracts: Contracts,
    *,
    without: frozenset[str] = frozenset(),
) -> Snapshot:
    """A snapshot that was taken before, from its copies in `folder`, without the inbox.

    `files`: source, name, SHA-256 and whether there is a line of totals.

    Raises:
        InputError: a copy is gone or damaged, or a required source is absent.
    """
    wanted = sorted(files)
    _check_present({source for source, *_ in wanted}, contracts.inputs.values(), without)
    hashed = Hashed(None)
    for _, name, sha256, _ in wanted:
        if not _is_whole(folder / sha256, hashed):
            raise InputError(
                "The copy that was taken of it is gone or damaged.",
                file=name,
                next_step="Put it back into snapshots/ from a copy, or run with --inbox.",
            )
        if not _is_whole(snapshots / sha256, hashed):
            _copy_whole(folder / sha256, snapshots / sha256, name)
    sync_folder(snapshots)
    found = (
        SnapshotFile(
            source, name, sha256, (snapshots / sha256).stat().st_size, snapshots / sha256, total
        )
        for source, name, sha256, total in wanted
    )
    return Snapshot(tuple(found), ())


def _check_present(
    found: Collection[str], contracts: Iterable[Contract], without: frozenset[str]
) -> None:
    present = {*found, *without}
    for contract in contracts:
        if contract.required and contract.name not in present:
            waive = f", or go on with --without {contract.name}" if contract.may_be_waived else ""
            raise InputError(
                f"No export of the required source {contract.name} ({contract.title}) is in the "
                f"inbox. {contract.absence}",
                next_step=f"Put {contract.name}.csv, .txt, .xlsx or .parquet there{waive}.",
            )


def _check_not_empty(export: Export) -> None:
    if export.path.stat().st_size == 0:
        raise InputError(
            "The file is empty (0 bytes).", file=export.path.name, next_step="Export it again."
        )


def _is_whole(copy: Path, hashed: Hashed) -> bool:
    return copy.is_file() and hashed.of(copy) == copy.name


def _copy_whole(source: Path, to: Path, name: str) -> None:
    """Copy a file, whose hash is the name of its copy; it appears whole, by rename."""
    beside = to.with_name(to.name + PART)
    shutil.copyfile(source, beside)
    if sha256_of(beside) != to.name:
        beside.unlink()
        raise InputError(
            "The file changed while it was being copied.",
            file=name,
            next_step="Wait until the export is finished, then run again.",
        )
    sync_file(beside)
    beside.replace(to)
