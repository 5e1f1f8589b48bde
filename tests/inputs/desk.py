"""A small inbox to break, source by source."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from zhaoren.contracts.load import Contracts
from zhaoren.inputs import Intake, Snapshot, read_snapshot, take_snapshot

PEOPLE = ("370303198001011234", "37030319800102123X", "370303199912319875", "370303198001031235")
FIRM, OTHER_FIRM = "91370303000000001J", "91370303000000002M"


@dataclass
class Desk:
    """An inbox and a workspace, and the engine after `read`."""

    folder: Path
    contracts: Contracts
    benefits: dict[str, str] = field(default_factory=lambda: {"技师补贴": "zibo/technician"})
    threads: int = 2

    def __post_init__(self) -> None:
        self.inbox.mkdir(parents=True, exist_ok=True)
        self.db = duckdb.connect(config={"threads": str(self.threads)})

    @property
    def inbox(self) -> Path:
        return self.folder / "inbox"

    def write(self, name: str, content: str | bytes, encoding: str = "utf-8") -> Path:
        path = self.inbox / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    def write_rows(
        self, name: str, rows: Sequence[Sequence[object]], encoding: str = "utf-8", sep: str = ","
    ) -> Path:
        text = io.StringIO()
        csv.writer(text, delimiter=sep, lineterminator="\n").writerows(rows)
        return self.write(name, text.getvalue(), encoding)

    def write_parquet(self, name: str, columns: Mapping[str, object], **options: object) -> Path:
        pq.write_table(pa.table(dict(columns)), self.inbox / name, **options)
        return self.inbox / name

    def control(self, name: str, **said: object) -> Path:
        return self.write(f"{name}.ctl.json", json.dumps(said))

    def snapshot(self, **options: object) -> Snapshot:
        return take_snapshot(self.inbox, self.folder / "snapshots", self.contracts, **options)

    def read(self, **options: object) -> Intake:
        without = frozenset(options.get("without", ()))
        arguments = {"cache": self.folder / "cache", "benefits": self.benefits, **options}
        return read_snapshot(self.db, self.snapshot(without=without), self.contracts, **arguments)

    def rows(self, query: str) -> list[tuple[object, ...]]:
        return self.db.execute(query).fetchall()

    def books(self) -> list[tuple[object, ...]]:
        return self.rows(
            "select file, rows_read, rows_accepted, rows_quarantined, rows_duplicate "
            "from intake.reconciliation order by file"
        )

    def faults(self) -> list[tuple[object, ...]]:
        return self.rows(
            'select row, reason, "column", value from intake.quarantine order by file, row'
        )


def only(contracts: Contracts, *names: str, **changes: object) -> Contracts:
    """These sources alone, with figures of their contracts changed."""
    inputs = {name: replace(contracts.inputs[name], **changes) for name in names}
    return Contracts(inputs=inputs, outputs={})
