"""The run with which a new one is compared: the city's newest run until then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from zhaoren.errors import ZhaorenError
from zhaoren.manifest import read_manifest
from zhaoren.runs import Run, open_run
from zhaoren.workspace import Workspace


@dataclass(frozen=True)
class Earlier:
    """Which run a new one is compared with.

    `run_id` None: it is the first. `run` None although there is an id: that run
    is gone, so nothing can be said of what changed.
    """

    run_id: str | None = None
    run: Run | None = None


def newest_until_now(workspace: Workspace, city: str) -> Earlier:
    """The city's newest run.

    Raises:
        ZhaorenError: its manifest is damaged.
    """
    folder = workspace.last_run_dir(city)
    if folder is None:
        return Earlier()
    run = open_run(folder)
    return Earlier(run.run_id, run)


def compared_before(workspace: Workspace, city: str, as_of: date, run_id: str) -> Earlier | None:
    """What a published run was compared with; None: there is no such run, or it does not say.

    A replay asks so: it is compared with the same run as the night that it repeats.
    """
    manifest = _manifest(workspace.run_dir(city, as_of, run_id))
    if manifest.get("run_id") != run_id or "compared_with" not in manifest:
        return None
    wanted = manifest["compared_with"]
    if wanted is None:
        return Earlier()
    folders = sorted((workspace.root / "runs" / city).glob(f"*-{wanted[:12]}"))
    found = [run for run in (Run(folder, _manifest(folder)) for folder in folders) if run.manifest]
    return Earlier(wanted, next((run for run in found if run.run_id == wanted), None))


def _manifest(folder: Path) -> Mapping[str, Any]:
    """The manifest of a run; empty if it is gone or cannot be read."""
    try:
        return read_manifest(folder)
    except ZhaorenError:
        return {}
