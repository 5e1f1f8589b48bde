"""Inputs: an inbox to a snapshot, a snapshot to accepted rows and quarantine.

`take_snapshot` recognises, checks and copies; `read_snapshot` types, sets
aside what is at fault, drops repeats, and keeps the books.
"""

from zhaoren.inputs.read import Intake, read_snapshot
from zhaoren.inputs.snapshot import Snapshot, SnapshotFile, recall_snapshot, take_snapshot

__all__ = [
    "Intake",
    "Snapshot",
    "SnapshotFile",
    "read_snapshot",
    "recall_snapshot",
    "take_snapshot",
]
