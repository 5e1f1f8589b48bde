"""Snapshots by their id: the inputs of a night that was run before, without its inbox."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from zhaoren.errors import UsageError
from zhaoren.manifest import NAME, InputFile, canonical_json, read_manifest
from zhaoren.workspace import Workspace


@dataclass(frozen=True)
class Recalled:
    """A set of inputs of a published run.

    `folder` holds their copies by content hash; `heads`: on which heads of the
    ledger a run of the day asked for rested.
    """

    id: str
    inputs: Sequence[InputFile]
    folder: Path
    heads: Sequence[str]


def snapshot_id(inputs: Sequence[InputFile]) -> str:
    """SHA-256 of which files, of which source, with which content a run read."""
    files = sorted((one.source, one.name, one.sha256, one.total_line) for one in inputs)
    return hashlib.sha256(canonical_json(files)).hexdigest()


def inputs_of(manifest: Mapping[str, Any]) -> list[InputFile]:
    """The inputs that a manifest names."""
    return [
        InputFile(one["source"], one["name"], one["sha256"], one["total_line"])
        for one in manifest["inputs"]
    ]


def recall(workspace: Workspace, city: str, as_of: date, named: str) -> Recalled:
    """The snapshot of that id, or of the run of that id (or of a unique beginning of either).

    `named` may also be the folder of a run in another workspace.

    Raises:
        UsageError: none or several are called so.
    """
    folder, name = workspace.root / "runs" / city, named
    if named and (Path(named) / NAME).is_file():
        folder, name = Path(named).resolve().parent, read_manifest(Path(named))["run_id"]
    runs = [read_manifest(path) for path in sorted(folder.glob("*-*/"))]
    runs = [run for run in runs if run["city"] == city]
    ids = [snapshot_id(inputs_of(run)) for run in runs]
    chosen = [
        (one, run)
        for one, run in zip(ids, runs, strict=True)
        if name and (one.startswith(name) or run["run_id"].startswith(name))
    ]
    found = {one for one, _ in chosen}
    if len(found) != 1:
        raise _not_one(named, city, found)
    (wanted,) = found
    named_runs = [run for _, run in chosen if run["run_id"].startswith(name)]
    same = named_runs or [run for one, run in chosen if one == wanted]
    heads = [run["ledger_head"] for run in same if run["as_of"] == as_of.isoformat()]
    inputs = inputs_of(chosen[0][1])
    return Recalled(wanted, inputs, folder.parents[1] / "snapshots", heads)


def _not_one(named: str, city: str, found: set[str]) -> UsageError:
    if not found:
        return UsageError(
            f"No published run of {city} has the snapshot {named} or is called so. "
            "manifest.json of a run names its snapshot; expired ones cannot be replayed."
        )
    known = ", ".join(sorted(one[:12] for one in found))
    return UsageError(f"--snapshot {named} is the beginning of several: {known}. Say more of it.")
