"""A published night's inputs, facts and ledger once more, beside its workspace.

The copies that the run read and what is cached of them are linked into a
folder of its own; the workspace, its runs and its ledger are only read.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from zhaoren.engine import MEMORY_LIMIT, connect
from zhaoren.errors import UsageError
from zhaoren.incumbents import load_ledger
from zhaoren.ledger.store import default_url
from zhaoren.manifest import NAME
from zhaoren.nightly import Night, NightOptions
from zhaoren.progress import current_listener
from zhaoren.runs import Run
from zhaoren.workspace import Workspace, make_private, private_files


@dataclass(frozen=True)
class Means:
    """What a recomputation may use.

    `ledger`: its URL; None: the one of the run's workspace. `project`: the
    content, None: that of this program. `threads` None: one a processor.
    """

    ledger: str | None = None
    project: Path | None = None
    memory_limit: str = MEMORY_LIMIT
    threads: int | None = None


def workspace_of(run: Run) -> Path:
    """The workspace in which a run was published.

    Raises:
        UsageError: its folder was taken out of one.
    """
    _, runs, *above = run.folder.resolve().parents
    if runs.name != "runs" or not above:
        raise UsageError(
            f"{run.folder} does not stand in a workspace, where the copies of its inputs and its "
            "ledger are. Name a run below runs/ of a workspace."
        )
    return above[0]


def lay_out(run: Run, folder: Path) -> None:
    """Make `folder` a workspace that holds the run's manifest and inputs, and what is cached."""
    base, here = Workspace(workspace_of(run)), Workspace(folder)
    own = folder / "runs" / run.city / f"base-{run.run_id[:12]}"  # never the place of a run
    for made in (own, here.snapshots, here.cache, here.spill):
        make_private(made)
    shutil.copyfile(run.folder / NAME, own / NAME)
    with private_files():
        for sha256 in sorted({str(one["sha256"]) for one in run.manifest["inputs"]}):
            _link(base.snapshots / sha256, here.snapshots / sha256)
        for part in (*base.cache.glob("reader-*"), base.cache / "extracts" / run.city):
            for path in part.rglob("*"):
                _link(path, here.cache / path.relative_to(base.cache))


def _link(path: Path, to: Path) -> None:
    """Another name for a file; a night that runs meanwhile may take the first one away."""
    if not path.is_file() or path.suffix == ".part":
        return
    to.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileNotFoundError):
        try:
            os.link(path, to)
        except OSError:  # another file system, or another owner
            to.symlink_to(path.resolve())


@contextmanager
def once_more(
    run: Run, folder: Path, means: Means, *, as_of: date | None = None, project: Path | None = None
) -> Iterator[Night]:
    """The night with its facts made and its ledger loaded, nothing decided yet.

    `folder`: what `lay_out` made. `as_of` and `project` may be others than the run's.

    Raises:
        ZhaorenError: the inputs, the rules or the ledger are not there any more.
    """
    night = Night(
        NightOptions(
            city=run.city,
            inbox=None,
            out=folder,
            as_of=as_of or run.as_of,
            without=frozenset(run.manifest["waived"]),
            project=project or means.project,
            ledger=means.ledger or default_url(workspace_of(run)),
            snapshot=run.run_id,
            dry_run=True,
        )
    )
    night.snapshot()
    head = run.manifest["ledger_head"]
    night.books.check_has(head, run.folder.name)
    listener, threads = current_listener(), means.threads or os.cpu_count() or 1
    with connect(
        night.workspace.spill, memory_limit=means.memory_limit, threads=threads
    ) as night.db:
        listener.step_started("read")
        night.read()
        listener.step_started("facts")
        night.facts()
        known = night.books.incumbents(head)
        load_ledger(night.db, known.book, known.numbers, known.bases)
        yield night
