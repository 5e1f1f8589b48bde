"""What of a workspace is kept, and what expires (4-lifecycle: people, knowledge, time).

Kept: every run that a grant rests on, with the copies of its inputs; the
newest run of each city; runs that are younger than a number of days; what the
newest runs need of the cache. The ledger, documents and payment files are
never touched.

expired/   what expires lies here until it is deleted: a kill in between leaves
           no run half deleted where runs are looked for
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from zhaoren.content import Content
from zhaoren.contracts import load_contracts
from zhaoren.durable import sync_folder
from zhaoren.errors import LedgerError, ZhaorenError
from zhaoren.inputs import SnapshotFile
from zhaoren.inputs.entry import entry_folder
from zhaoren.ledger import EMPTY_HEAD, Event
from zhaoren.manifest import read_manifest
from zhaoren.rules import city_ids, load_rules
from zhaoren.workspace import Workspace, make_private

DAYS = 90
"""A run that nothing rests on is kept so long."""

RESTS = frozenset({"found", "rebased", "conflict_found", "held", "hold_changed", "recovery_opened"})
"""Kinds of events that a grant rests on, and so their run."""


@dataclass(frozen=True)
class Run:
    """A published run; `manifest` None: it cannot be read, so nobody knows what it is."""

    path: Path
    manifest: dict[str, Any] | None


@dataclass(frozen=True)
class Expiring:
    """Paths that expire, by what they are; nothing is deleted yet."""

    runs: tuple[Path, ...]
    snapshots: tuple[Path, ...]
    cache: tuple[Path, ...]
    leftovers: tuple[Path, ...]
    kept_runs: int
    damaged_runs: tuple[Path, ...]

    def counts(self) -> dict[str, dict[str, int]]:
        """Kind → how many paths and how many bytes."""
        return {
            name: {"count": len(paths), "bytes": sum(map(size_of, paths))}
            for name, paths in (
                ("runs", self.runs),
                ("snapshots", self.snapshots),
                ("cache", self.cache),
                ("leftovers", self.leftovers),
            )
        }


def find_expiring(
    workspace: Workspace, content: Content, events: Iterable[Event], today: date, days: int = DAYS
) -> Expiring:
    """What expires today.

    Raises:
        LedgerError: a published run rests on events that are not among `events`.
    """
    heads, rested_on = {EMPTY_HEAD}, set[str]()
    for event in events:
        heads.add(event.hash)
        if event.kind in RESTS and "run" in event.data:
            rested_on.add(event.data["run"])
    runs = list(_runs(workspace))
    _check_heads(runs, heads)
    kept = [run for run in runs if _is_kept(workspace, run, rested_on, today - timedelta(days))]
    inputs = [one for run in kept if run.manifest for one in run.manifest["inputs"]]
    whole = {one["sha256"] for one in inputs}
    needed = set(_needed_entries(workspace, content, runs))
    return Expiring(
        runs=tuple(run.path for run in runs if run not in kept),
        snapshots=tuple(path for path in _files(workspace.snapshots) if path.name not in whole),
        cache=tuple(path for path in _entries(workspace.cache) if path not in needed),
        leftovers=tuple(_leftovers(workspace)),
        kept_runs=len(kept),
        damaged_runs=tuple(run.path for run in runs if run.manifest is None),
    )


def expire(workspace: Workspace, expiring: Expiring) -> None:
    """Delete what expires: runs first, and out of sight before their files go."""
    aside = workspace.root / "expired"
    make_private(aside)
    for path in expiring.runs:
        path.rename(aside / f"{path.parent.name}-{path.name}")
        sync_folder(path.parent)
    sync_folder(aside)
    shutil.rmtree(aside)
    for path in (*expiring.snapshots, *expiring.cache, *expiring.leftovers):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def size_of(path: Path) -> int:
    """The bytes of a file, or of all files in a folder."""
    if path.is_dir():
        return sum(file.lstat().st_size for file in path.rglob("*") if not file.is_dir())
    return path.lstat().st_size


def _runs(workspace: Workspace) -> Iterator[Run]:
    for path in sorted((workspace.root / "runs").glob("*/*/")):
        try:
            yield Run(path, read_manifest(path))
        except ZhaorenError:
            yield Run(path, None)


def _check_heads(runs: Iterable[Run], heads: set[str]) -> None:
    for run in runs:
        if run.manifest and run.manifest["ledger_head"] not in heads:
            raise LedgerError(
                f"The published run {run.path.name} rests on events that this ledger does not "
                "have, so nobody can say what may expire. Nothing was deleted; name the right "
                "ledger by --ledger, or put the newest copy back."
            )


def _is_kept(workspace: Workspace, run: Run, rested_on: set[str], since: date) -> bool:
    if run.manifest is None or run.manifest["run_id"] in rested_on:
        return True
    if date.fromisoformat(run.manifest["as_of"]) >= since:
        return True
    return run.path == workspace.last_run_dir(run.path.parent.name)


def _needed_entries(workspace: Workspace, content: Content, runs: Iterable[Run]) -> Iterator[Path]:
    """The cache entries of the files that the newest runs read."""
    contracts, known = load_contracts(content), city_ids(content)
    for run in runs:
        city = run.path.parent.name
        if run.manifest is None or city not in known or run.path != workspace.last_run_dir(city):
            continue
        benefits = load_rules(content, city).benefits
        for one in run.manifest["inputs"]:
            if one["source"] in contracts.inputs:
                path = workspace.snapshots / one["sha256"]
                file = SnapshotFile(
                    one["source"], one["name"], one["sha256"], 0, path, one["total_line"]
                )
                contract = contracts.inputs[one["source"]]
                yield entry_folder(workspace.cache, file, contract, benefits)


def _entries(cache: Path) -> Iterator[Path]:
    """Every entry of a file that was read; what is kept beside them expires by itself."""
    yield from sorted(cache.glob("reader-*/*/*/"))


def _leftovers(workspace: Workspace) -> Iterator[Path]:
    """What killed runs, and a killed deletion, left."""
    for name in ("building", "spill", "expired"):
        yield from sorted((workspace.root / name).glob("*"))
    yield from sorted(workspace.cache.glob("building"))


def _files(folder: Path) -> Iterator[Path]:
    yield from sorted(path for path in folder.glob("*") if path.is_file())
