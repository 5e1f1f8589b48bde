"""What is cached of one file: typed rows or a reference, faults, repeats, counts, months.

An entry is a folder that appears whole, by rename, under
`cache/<reader version>/<contract>/<key>`. It says the SHA-256 of each of its
files; one that does not hold is rebuilt.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from zhaoren.contracts.model import Contract, Kind
from zhaoren.durable import sha256_of
from zhaoren.inputs.inbox import suffix_of
from zhaoren.inputs.snapshot import SnapshotFile

READER_VERSION = "5"  # raise it whenever the same bytes would be read differently
_ENTRY = "entry.json"


@dataclass(frozen=True)
class Entry:
    """The reading of one file, whatever its name.

    `columns` are the physical columns and types of a referenced file, empty
    where `rows` are typed; `months` occur in its good rows (sources without a
    key only); `keys_differ` says that its good rows have no key twice; `hashes`
    are of the entry's own files.
    """

    encoding: str
    rows_read: int
    quarantined: int
    repeated: int
    columns: Mapping[str, str]
    rows: tuple[str, ...]
    months: tuple[str, ...]
    keys_differ: bool
    unknown: tuple[str, ...]
    hashes: Mapping[str, str]

    @property
    def good(self) -> int:
        """Rows that stand, as far as this file tells."""
        return self.rows_read - self.quarantined - self.repeated


def entry_folder(
    cache: Path, file: SnapshotFile, contract: Contract, benefits: Mapping[str, str]
) -> Path:
    """Where the entry of a file lies: a new place whenever it would be read differently."""
    parts = [file.sha256, suffix_of(file.name), str(file.total_line)]
    if any(column.kind is Kind.BENEFIT for column in contract.columns):
        parts.append(json.dumps(dict(benefits), sort_keys=True, ensure_ascii=False))
    key = hashlib.sha256("\0".join(parts).encode()).hexdigest()
    return cache / f"reader-{READER_VERSION}" / contract.sha256 / key


def load_entry(folder: Path, hash_of: Callable[[Path], str] = sha256_of) -> Entry | None:
    """A whole entry; None if there is none or something of it is not as it was written."""
    try:
        said = json.loads((folder / _ENTRY).read_text(encoding="utf-8"))
        sealed = said.pop("sha256")
        if sealed != _seal(said):
            return None
        lists = {name: tuple(said[name]) for name in ("rows", "months", "unknown")}
        entry = Entry(**{**said, **lists})
        sound = all(hash_of(folder / name) == sha for name, sha in entry.hashes.items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return entry if sound else None


def save_entry(building: Path, entry: Entry, folder: Path) -> None:
    """Let a finished entry appear."""
    said = asdict(entry)
    said["sha256"] = _seal(json.loads(json.dumps(said)))
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, indent=1)
    (building / _ENTRY).write_text(text, encoding="utf-8")
    if folder.exists():
        shutil.rmtree(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    building.rename(folder)


def _seal(said: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
