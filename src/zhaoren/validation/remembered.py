"""Results of the gate that are kept while nothing changes on which they depend."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

import duckdb

from zhaoren.kept import KeptFiles, exclusions, key_of
from zhaoren.validation.summary import CheckResult


class Remembered:
    """What was found of the sources as they are tonight.

    `depends_on`: source → all that its accepted rows and its contract depend
    on, as JSON values; beside it only the exclusions count, which are looked up.
    """

    def __init__(
        self, db: duckdb.DuckDBPyConnection, folder: Path, depends_on: Mapping[str, object]
    ) -> None:
        self._files = KeptFiles(folder)
        library = version("great-expectations")
        self._keys = {
            source: key_of(library, source, what, exclusions(db, source))
            for source, what in depends_on.items()
        }

    def of(self, source: str) -> tuple[CheckResult, ...] | None:
        """The results that were kept of a source, if any."""
        path = self._files.get(self._keys[source])
        if path is None:
            return None
        return tuple(CheckResult(**item) for item in json.loads(path.read_bytes()))

    def keep(self, source: str, results: Iterable[CheckResult]) -> None:
        """Keep the results of a source."""
        key = self._keys[source]
        text = json.dumps([asdict(result) for result in results])
        self._files.unfinished(key).write_text(text, encoding="utf-8")
        self._files.finish(key, ".json")

    def forget_others(self) -> None:
        """Remove what was kept of sources as they are no longer."""
        self._files.forget_all_but(self._keys.values())
