"""The workspace (`--out`): where runs, snapshots and caches lie, and its one lock.

runs/<city>/<as_of>-<first 12 of run_id>/   published runs; never change
snapshots/  inputs by content hash          cache/  safe to delete
building/   what is being built             spill/  the engine's temporary files
published/  which run of a city is newest   lock    held while a run is running
prefect/    the orchestrator's own records (no personal data)

Files are made for the owner alone (umask 077). `building/` and `spill/` are
emptied by the next run, so a killed run leaves nothing half published.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import ClassVar

from zhaoren.aside import remove_abandoned
from zhaoren.durable import sync_folder, sync_tree, write_whole
from zhaoren.errors import LockedError, UsageError, ZhaorenError

_PRIVATE = 0o077


@dataclass(frozen=True)
class Workspace:
    """The folders below one `--out`."""

    root: Path
    _locked: ClassVar[set[Path]] = set()

    @property
    def snapshots(self) -> Path:
        """Copies of the inputs, named by their SHA-256."""
        return self.root / "snapshots"

    @property
    def cache(self) -> Path:
        """Typed rows of files that were read before."""
        return self.root / "cache"

    @property
    def spill(self) -> Path:
        """The engine's temporary files."""
        return self.root / "spill"

    def run_dir(self, city: str, as_of: date, run_id: str) -> Path:
        """Where a run is published."""
        return self.root / "runs" / city / f"{as_of.isoformat()}-{run_id[:12]}"

    def building_dir(self, city: str, run_id: str) -> Path:
        """Where a run is built: on the same file system, empty."""
        return self.root / "building" / f"{city}-{run_id[:12]}"

    def last_run_dir(self, city: str) -> Path | None:
        """The run of the city that was published last, if any.

        The pointer names the new run and the one before, because it is
        written just before the new run appears.
        """
        pointer = self.root / "published" / f"{city}.json"
        if not pointer.is_file():
            return None
        names = _names_in(pointer)
        found = (self.root / "runs" / city / name for name in names)
        return next((path for path in found if path.is_dir()), None)

    @contextmanager
    def locked(self, *, clean: bool = True) -> Iterator[None]:
        """Hold the workspace's lock; within one process it may be taken again.

        `clean`: remove what a killed run left.

        Raises:
            UsageError: databases cannot lie in a folder of that name.
            LockedError: another process holds it.
        """
        check_place(self.root)
        if self.root.resolve() in self._locked:
            yield
            return
        with private_files():
            make_private(self.root)
            with _flock(self.root / "lock"):
                self._locked.add(self.root.resolve())
                try:
                    if clean:
                        self._clean()
                    yield
                finally:
                    self._locked.discard(self.root.resolve())

    def publish(self, building: Path, run_dir: Path, *, newest: bool = True) -> None:
        """Make a finished run durable and let it appear in one step.

        `newest`: whether it is the city's newest from then on; a replay is not.
        """
        sync_tree(building)
        make_private(run_dir.parent)
        if newest:
            self.make_newest(run_dir)
        building.rename(run_dir)
        sync_folder(run_dir.parent)

    def make_newest(self, run_dir: Path) -> None:
        """Let a run, that is there or about to appear, be the newest of its city."""
        city = run_dir.parent.name
        before = self.last_run_dir(city)
        if before == run_dir:
            return
        names = [run_dir.name, *([before.name] if before else [])]
        make_private(self.root / "published")
        write_whole(self.root / "published" / f"{city}.json", json.dumps(names).encode())

    def _clean(self) -> None:
        """Remove what a killed run left, and make the folders."""
        remove_abandoned()
        for name in ("building", "spill"):
            shutil.rmtree(self.root / name, ignore_errors=True)
        for name in ("building", "spill", "snapshots", "cache", "runs"):
            make_private(self.root / name)


def _names_in(pointer: Path) -> list[str]:
    try:
        names = json.loads(pointer.read_text(encoding="utf-8"))
    except ValueError:
        names = None
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ZhaorenError(
            f"{pointer}, which names the newest run, is damaged. Put it back from the backup, or "
            "delete it and run the night again."
        )
    return names


def check_place(folder: Path) -> None:
    """Refuse a workspace in which no database can lie: a `?` ends the path in its URL.

    Raises:
        UsageError: there is one in its path.
    """
    if "?" in str(folder.absolute()):
        raise UsageError(
            f"The path of the workspace {folder} holds a question mark, behind which a database's "
            "address has its options. Name a folder without one (--out)."
        )


def make_private(folder: Path) -> None:
    """Make a folder, and those above it, for the owner alone."""
    with private_files():
        folder.mkdir(parents=True, exist_ok=True)


@contextmanager
def private_files() -> Iterator[None]:
    """Files made meanwhile can be read by their owner alone."""
    before = os.umask(_PRIVATE)
    try:
        yield
    finally:
        os.umask(before)


@contextmanager
def _flock(path: Path) -> Iterator[None]:
    with path.open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LockedError(_held_by(path)) from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)


def _held_by(path: Path) -> str:
    holder = path.read_text(encoding="ascii").strip()
    who = f"process {holder}" if holder else "another process"
    return (
        f"The workspace {path.parent} is in use: {who} holds its lock. "
        "Nothing was read or written; wait until that run has ended, or choose another --out."
    )
