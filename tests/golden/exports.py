"""The exports of the sample inbox as somebody sees them who opens them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from unicodedata import normalize

import pyarrow.parquet as pq
from openpyxl import load_workbook


@dataclass
class Files:
    """The exports as somebody sees them who opens them."""

    inbox: Path
    seen: dict[str, list[str]] = field(default_factory=dict)

    def row(self, file: str, row: int) -> str:
        """The row as text: half width, without white space."""
        if file not in self.seen:
            self.seen[file] = self._rows(self.inbox / file)
        return "".join(normalize("NFKC", self.seen[file][row - 1]).split()).upper()

    def _rows(self, path: Path) -> list[str]:
        if path.suffix == ".parquet":
            return [str(row) for row in pq.read_table(path).to_pylist()]
        if path.suffix == ".xlsx":
            (sheet,) = load_workbook(path)
            return [str(row) for row in sheet.iter_rows(values_only=True)]
        content = path.read_bytes()
        try:
            return content.decode("utf-8").splitlines()
        except UnicodeDecodeError:
            return content.decode("gb18030").splitlines()


def as_fifteen(number: str) -> str:
    """A person's number as it was before 1999."""
    return number[:6] + number[8:17]
