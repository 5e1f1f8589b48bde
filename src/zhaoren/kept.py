"""Files of the cache that say in their name what they are: `<key>.<sha256><suffix>`.

A file whose bytes are not those of its name is removed, so that it is made
again. The key is the hash of everything that the content depends on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb

from zhaoren.durable import sha256_of
from zhaoren.manifest import canonical_json
from zhaoren.workspace import make_private

_HASHERS = 2  # threads; hashing leaves the interpreter's lock


class KeptFiles:
    """The sound files of one folder."""

    def __init__(self, folder: Path) -> None:
        make_private(folder)
        self._folder = folder
        self._found: dict[str, Path] = {}
        paths = sorted(folder.iterdir())
        with ThreadPoolExecutor(_HASHERS) as pool:
            hashes = list(pool.map(sha256_of, paths))
        for path, sha256 in zip(paths, hashes, strict=True):
            key, _, rest = path.name.partition(".")
            if rest == sha256 + path.suffix:
                self._found[key] = path
            else:
                path.unlink()

    def get(self, key: str) -> Path | None:
        """The file of that key, if there is one."""
        return self._found.get(key)

    def unfinished(self, key: str) -> Path:
        """Where to write what `finish` then lets appear."""
        return self._folder / f"{key}.part"

    def finish(self, key: str, suffix: str) -> Path:
        """Let a file appear whole."""
        written = self.unfinished(key)
        self._found[key] = written.rename(self._folder / f"{key}.{sha256_of(written)}{suffix}")
        return self._found[key]

    def forget(self, key: str) -> None:
        """Remove the file of that key, if there is one."""
        if key in self._found:
            self._found.pop(key).unlink()

    def forget_all_but(self, keys: Collection[str]) -> None:
        """Remove what nobody asks for any longer."""
        for key in sorted(self._found.keys() - set(keys)):
            self.forget(key)


def key_of(*parts: object) -> str:
    """A key from JSON values."""
    return hashlib.sha256(canonical_json(parts)).hexdigest()


def exclusions(db: duckdb.DuckDBPyConnection, source: str) -> dict[str, str]:
    """File → a hash of the rows that are excluded from it."""
    rows = db.execute(
        "select file, sha256(string_agg(cast(row as varchar), ',' order by row)) "
        "from intake.excluded where source = ? group by file order by file",
        [source],
    )
    return dict(rows.fetchall())
