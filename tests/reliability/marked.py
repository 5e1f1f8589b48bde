"""Where a search finds somebody's identifiers, in whatever form they were left."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path


class Search:
    """Finds any of the identifiers in bytes, however they were encoded."""

    def __init__(self, marks: Iterable[str]) -> None:
        forms = {
            form: mark
            for mark in marks
            for form in (
                mark.encode(),
                mark.encode("gb18030"),
                mark.encode("utf-16-le"),
                json.dumps(mark)[1:-1].encode(),
                repr(mark.encode())[2:-1].encode(),
            )
        }
        self._marks = forms
        ordered = sorted(forms, key=len, reverse=True)
        self._pattern = re.compile(b"|".join(re.escape(form) for form in ordered))

    def found_in(self, content: bytes) -> set[str]:
        """The identifiers that stand in some bytes, or in what they hold in base64."""
        return {
            self._marks[found[0]]
            for part in (content, *_unpacked(content))
            for found in self._pattern.finditer(part)
        }

    def found_below(self, folder: Path, *, skip: Iterable[str] = ()) -> dict[str, set[str]]:
        """File (or `name of` a file) below a folder → the identifiers that stand in it."""
        skipped, told = tuple(skip), {}
        for path in sorted(folder.rglob("*")):
            name = str(path.relative_to(folder))
            told[f"name of {name}"] = self.found_in(name.encode())
            if path.is_file() and not name.startswith(skipped):
                told[name] = self.found_in(path.read_bytes())
        return {name: found for name, found in told.items() if found}


def _unpacked(content: bytes) -> Iterator[bytes]:
    """What stands in base64 in JSON and text, at least forty characters of it."""
    for found in re.finditer(rb"[A-Za-z0-9+/]{40,}={0,2}", content):
        text = found[0][: len(found[0]) // 4 * 4]
        try:
            yield base64.b64decode(text, validate=True)
        except ValueError:
            continue
