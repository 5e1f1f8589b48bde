"""Published runs, for those who ask of them later: which run is meant, and its tables.

Nothing here computes: what is asked is answered from what the run wrote.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from zhaoren.errors import UsageError
from zhaoren.manifest import NAME, damaged, parquet_relation, read_manifest, verify_run
from zhaoren.workspace import Workspace

_NAMED = ("run_id", "city", "as_of")


@dataclass(frozen=True)
class Run:
    """A published run: its folder and its manifest."""

    folder: Path
    manifest: Mapping[str, Any]

    @property
    def run_id(self) -> str:
        """The whole id."""
        return str(self.manifest["run_id"])

    @property
    def city(self) -> str:
        """Whose run it is."""
        return str(self.manifest["city"])

    @property
    def as_of(self) -> date:
        """The date as of which was decided."""
        return date.fromisoformat(self.manifest["as_of"])

    def table(self, name: str) -> Path:
        """The Parquet file of a published table."""
        return self.folder / f"{name}.parquet"

    @property
    def tables(self) -> list[str]:
        """The names of its published tables."""
        return sorted(path.stem for path in self.folder.glob("*.parquet"))

    @contextmanager
    def opened(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection of its own in which every table of the run is a view."""
        with duckdb.connect() as db:
            db.execute("set enable_progress_bar = false")
            self.show(db)
            yield db

    def show(self, db: duckdb.DuckDBPyConnection, schema: str = "main") -> None:
        """Let every table of the run be a view in `schema`.

        Raises:
            ZhaorenError: a table cannot be read.
        """
        db.execute(f'create schema if not exists "{schema}"')
        for name in self.tables:
            relation = parquet_relation(self.table(name))
            try:
                db.execute(f'create or replace view "{schema}"."{name}" as from {relation}')
            except duckdb.Error:
                raise damaged(self.folder, self.table(name).name) from None


def open_run(folder: Path) -> Run:
    """The run in a folder.

    Raises:
        ZhaorenError: its manifest is missing or damaged.
    """
    manifest = read_manifest(folder)
    named = all(isinstance(manifest.get(name), str) for name in _NAMED)
    if not (named and _is_day(manifest["as_of"])):
        raise damaged(folder, NAME)
    return Run(folder, manifest)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


@contextmanager
def reading(*runs: Run) -> Iterator[None]:
    """While runs are read: a table that is gone, or that cannot be read, is told as damage.

    Raises:
        ZhaorenError: a table that a manifest names is missing, or reading
            failed and a file is not as it was published.
    """
    for run in runs:
        paths = [str(file["path"]) for file in run.manifest.get("outputs") or ()]
        for name in paths:
            if name.endswith(".parquet") and not (run.folder / name).is_file():
                raise damaged(run.folder, name)
    try:
        yield
    except (duckdb.Error, ValueError, LookupError):
        for run in runs:
            verify_run(run.folder, run.run_id)
        raise


def find_run(workspace: Workspace, city: str | None = None, named: str | None = None) -> Run:
    """The run that is meant.

    `named`: its folder, its folder's name, its id, the beginning of either, or
    its date; None: the city's newest. `city` None: the only one that has runs.

    Raises:
        UsageError: none or several are meant; the message says which there are.
    """
    if named is not None and (Path(named) / NAME).is_file():
        return open_run(Path(named))
    cities = [city] if city else _cities(workspace)
    if named is None:
        return open_run(_newest(workspace, cities))
    folders = [path for name in cities for path in sorted(_runs(workspace, name).glob("*-*/"))]
    exactly = [path for path in folders if path.name == named]
    if len(exactly) == 1:  # another that is damaged does not stand in its way
        return open_run(exactly[0])
    runs = [open_run(path) for path in folders]
    meant = [run for run in runs if run.folder.name.startswith(named) or _has_id(run, named)]
    if len(meant) == 1:
        return meant[0]
    several = len({run.city for run in meant or runs}) > 1
    names = [str(run.folder) if several else run.folder.name for run in meant or runs]
    there = ", ".join(names) or "none"
    which = "Several runs are called so" if meant else f"No run is called {named}"
    raise UsageError(f"{which}; there are: {there}. Name one by its folder or more of its id.")


def find_snapshot(workspace: Workspace, snapshot: str, city: str | None = None) -> Run:
    """The newest run (by day, then by name) whose inputs are that snapshot, or begin so.

    Raises:
        UsageError: no run has them, or several snapshots or cities are meant.
    """
    cities = [city] if city else _cities(workspace)
    folders = [path for name in cities for path in sorted(_runs(workspace, name).glob("*-*/"))]
    runs = [open_run(path) for path in folders]
    meant = [
        run
        for run in runs
        if snapshot and str(run.manifest.get("snapshot", "")).startswith(snapshot)
    ]
    if len({(run.city, run.manifest["snapshot"]) for run in meant}) != 1:
        found = "Several snapshots begin" if meant else "No run has a snapshot that begins"
        raise UsageError(
            f"{found} with {snapshot}. manifest.json of a run names its snapshot; say more of it, "
            "and the city (--city)."
        )
    return max(meant, key=lambda run: (run.as_of, run.folder.name))


def _has_id(run: Run, named: str) -> bool:
    return bool(named) and run.run_id.startswith(named)


def _newest(workspace: Workspace, cities: list[str]) -> Path:
    if len(cities) != 1:
        known = ", ".join(cities) or "none"
        raise UsageError(
            f"Say which city is meant (--city); with runs in {workspace.root}: {known}."
        )
    folder = workspace.last_run_dir(cities[0])
    if folder is None:
        raise UsageError(
            f"There is no published run of {cities[0]} in {workspace.root}. "
            "Run the night first (zhaoren run), or name another workspace with --out."
        )
    return folder


def _cities(workspace: Workspace) -> list[str]:
    return sorted(path.name for path in (workspace.root / "runs").glob("*/"))


def _runs(workspace: Workspace, city: str) -> Path:
    return workspace.root / "runs" / city
