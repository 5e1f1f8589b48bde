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

    `files`: source → file → all that its accepted rows depend on, as JSON values; beside it
    only the exclusions count, which are looked up. `rest`: what else a source depends on.
    """

    def __init__(
        self,
        db: duckdb.DuckDBPyConnection,
        folder: Path,
        files: Mapping[str, Mapping[str, object]],
        rest: Mapping[str, object],
    ) -> None:
        self._kept = KeptFiles(folder)
        about = {source: [version("great-expectations"), source, rest[source]] for source in files}
        self._passed = {source: key_of("passed", *about[source]) for source in files}
        self._keys: dict[str, str] = {}
        self._files: dict[str, dict[str, str]] = {}
        for source, own in files.items():
            excluded = exclusions(db, source)
            self._keys[source] = key_of(*about[source], own, excluded)
            self._files[source] = {
                key_of(file, what, excluded.get(file)): file for file, what in own.items()
            }

    def of(self, source: str) -> tuple[CheckResult, ...] | None:
        """The results that were kept of a source, if any."""
        path = self._kept.get(self._keys[source])
        if path is None:
            return None
        return tuple(CheckResult(**item) for item in json.loads(path.read_bytes()))

    def new_files(self, source: str) -> tuple[str, ...]:
        """The files of a source that are other than when it passed: all, if it never did."""
        path = self._kept.get(self._passed[source])
        passed = set(json.loads(path.read_bytes())) if path else set()
        return tuple(file for key, file in self._files[source].items() if key not in passed)

    def keep(self, source: str, results: Iterable[CheckResult]) -> None:
        """Keep the results of a source, which passed."""
        self._write(self._keys[source], [asdict(result) for result in results])
        self._write(self._passed[source], list(self._files[source]))

    def forget_others(self) -> None:
        """Remove what was kept of sources as they are no longer."""
        self._kept.forget_all_but({*self._keys.values(), *self._passed.values()})

    def _write(self, key: str, what: object) -> None:
        self._kept.forget(key)
        self._kept.unfinished(key).write_text(json.dumps(what), encoding="utf-8")
        self._kept.finish(key, ".json")
