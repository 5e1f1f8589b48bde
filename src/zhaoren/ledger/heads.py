"""Heads of the ledger that published runs have kept in their manifests."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from zhaoren.errors import LedgerError
from zhaoren.ledger.events import EMPTY_HEAD
from zhaoren.ledger.verify import KnownHead
from zhaoren.manifest import read_manifest
from zhaoren.workspace import Workspace


def published_heads(
    workspace: Workspace, city: str | None = None
) -> Mapping[str, Sequence[KnownHead]]:
    """City → the heads at which its published runs began, by run; empty ones left out.

    Raises:
        ZhaorenError: a manifest cannot be read.
        LedgerError: a manifest's head is none.
    """
    found: defaultdict[str, list[KnownHead]] = defaultdict(list)
    for path in sorted((workspace.root / "runs").glob(f"{city or '*'}/*/manifest.json")):
        run = path.parent
        head = read_manifest(run).get("ledger_head", EMPTY_HEAD)
        if not isinstance(head, str):
            raise LedgerError(f"The manifest of run {run.name} names no head of the ledger.")
        if head != EMPTY_HEAD:
            found[run.parent.name].append(KnownHead(head, f"run {run.name}"))
    return found
