"""The hashes of files of the workspace, which are read again only where they may have changed.

Nobody but this program writes there, and whoever does leaves another inode, size or time.
What the medium itself loses is not seen here; `zhaoren verify` reads every byte.
"""

from __future__ import annotations

import json
from pathlib import Path

from zhaoren.durable import sha256_of, write_whole
from zhaoren.workspace import make_private

NAME = "hashed.json"
"""Where it lies in the cache: path → inode, size, times of content and of the inode, SHA-256."""

_TICK = 2_000_000_000  # nanoseconds: no file system's clock is coarser


class Hashed:
    """What is known of the files of a workspace.

    `cache`: where it is noted, in a folder that may be deleted; None: nowhere.
    """

    def __init__(self, cache: Path | None) -> None:
        self._note = cache / NAME if cache else None
        self._settled = 0  # what changed later may have changed again within the clock's tick
        self._known = self._read()
        self._changed = False

    def of(self, path: Path) -> str:
        """The SHA-256 of a file, which is read unless it is as it was when it was noted.

        Raises:
            OSError: there is none.
        """
        now, (*then, sha256) = _state(path), self._known.get(str(path), [""])
        if now == then and now[-1] < self._settled:
            return str(sha256)
        self._note_as(path, now, sha256_of(path))
        return str(self._known[str(path)][-1])

    def note(self, path: Path, sha256: str) -> None:
        """Take over the hash of a file that was just written."""
        self._note_as(path, _state(path), sha256)

    def keep(self) -> None:
        """Write down what is known of the files that there are."""
        if self._note and self._changed:
            there = {path: known for path, known in self._known.items() if Path(path).is_file()}
            make_private(self._note.parent)
            write_whole(self._note, json.dumps(there, indent=0).encode())

    def _note_as(self, path: Path, state: list[int], sha256: str) -> None:
        self._known[str(path)] = [*state, sha256]
        self._changed = True

    def _read(self) -> dict[str, list[int | str]]:
        if self._note is None:
            return {}
        try:
            found = json.loads(self._note.read_bytes())
            self._settled = self._note.stat().st_mtime_ns - _TICK
            return {
                str(path): [*map(int, state), str(sha)] for path, (*state, sha) in found.items()
            }
        except (OSError, ValueError, TypeError, AttributeError):
            return {}  # none yet, or damaged: then everything is read


def _state(path: Path) -> list[int]:
    stat = path.stat()
    return [stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns]
