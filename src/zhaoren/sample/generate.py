"""A whole inbox of an invented city, from three thousand to a million people.

The same settings, people, seed and date give the same files, byte for byte
(with the same pyarrow and XlsxWriter). Tables are made one after the other and
contributions a month at a time, so that a million people need little memory.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet

from zhaoren.content import Content
from zhaoren.contracts import Contract, load_contracts
from zhaoren.errors import UsageError
from zhaoren.sample.contributions import month_table
from zhaoren.sample.dirt import misspell, soil
from zhaoren.sample.layout import Layout, headers_of, load_layouts
from zhaoren.sample.settings import load_settings
from zhaoren.sample.world import World, draw_world, stream
from zhaoren.sample.writers import as_text, write_parquet, write_text, write_xlsx

MIXED_UP_TO = 20_000  # people; more are written as Parquet unless asked otherwise
FEWEST = 100


class Formats(StrEnum):
    """What the files are written as."""

    MIXED = "mixed"  # CSV, text, XLSX and Parquet, headers and codes in every style
    PARQUET = "parquet"  # canonical Parquet throughout


@dataclass(frozen=True)
class SampleSummary:
    """What was written: rows by source, and the files."""

    inbox: Path
    rows: Mapping[str, int] = field(default_factory=dict)
    files: tuple[str, ...] = ()


@dataclass
class _Writing:
    """One inbox while it is written."""

    inbox: Path
    contracts: Mapping[str, Contract]
    layouts: Mapping[str, Layout]
    world: World
    formats: Formats
    report: Callable[[str], None]
    rows: dict[str, int] = field(default_factory=dict)

    def add(
        self, source: str, table: pa.Table, layout: Layout | None, name: str, part: int
    ) -> None:
        """One file; `layout` None is canonical Parquet."""
        self.rows[source] = self.rows.get(source, 0) + table.num_rows
        if layout is None:
            write_parquet(table, self.inbox / name)
            return
        contract = self.contracts[source]
        table = misspell(stream(self.world.seed, part), table, self.world.settings)
        if name.endswith(".xlsx"):
            _write_sheet(table, contract, layout, self.inbox / name)
            return
        text = as_text(table, contract, layout)
        write_text(text, contract, layout, self.inbox / name, self.world.as_of)


def write_sample(
    content: Content,
    *,
    city: str,
    people: int,
    seed: int,
    out: Path,
    as_of: date,
    formats: Formats | None = None,
    report: Callable[[str], None] = lambda message: None,
) -> SampleSummary:
    """Writes the exports of `people` invented people into the folder `out`.

    `as_of` is the date of the export: contributions end in its month, the
    newest two partly in transit. Contributions are one file a month.

    Raises:
        UsageError: too few people, an unknown city, or `out` is not empty.
    """
    if people < FEWEST:
        raise UsageError(f"A sample needs at least {FEWEST} people; ask for more than {people}.")
    out.mkdir(parents=True, exist_ok=True)
    if any(out.iterdir()):
        raise UsageError(f"The folder {out.name} is not empty; name a new folder for the sample.")
    world = draw_world(load_settings(content, city), people, seed, as_of)
    chosen = formats or (Formats.MIXED if people <= MIXED_UP_TO else Formats.PARQUET)
    contracts, layouts = load_contracts(content).inputs, load_layouts(content)
    writing = _Writing(out, contracts, layouts, world, chosen, report)
    _write_registers(writing)
    _write_contributions(writing)
    files = tuple(sorted(path.name for path in out.iterdir()))
    return SampleSummary(out, writing.rows, files)


def _write_registers(writing: _Writing) -> None:
    world = writing.world
    for part, (source, table) in enumerate(world.tables()):
        writing.report(f"{source}: {table.num_rows} rows")
        mixed = writing.formats is Formats.MIXED
        layout = writing.layouts[source] if mixed else None
        dirty = soil(stream(world.seed, 30 + part), table, world.settings)
        writing.add(
            source, dirty, layout, layout.file if layout else f"{source}.parquet", 50 + part
        )


def _write_contributions(writing: _Writing) -> None:
    """Canonical Parquet by the month; of a mixed inbox one month as CSV, one as text."""
    world = writing.world
    newest = world.payroll.newest
    months = range(newest - world.settings.city["contributions"]["months"] + 1, newest + 1)
    for month in months:
        name = f"contributions-{1970 + month // 12}{month % 12 + 1:02}"
        kind = {newest - 2: "csv", newest - 1: "txt"}.get(month, "parquet")
        kind = kind if writing.formats is Formats.MIXED else "parquet"
        layout = None if kind == "parquet" else writing.layouts[f"contributions_{kind}"]
        table = month_table(stream(world.seed, 1000 + month), world.payroll, month)
        writing.report(f"{name}: {table.num_rows} rows")
        writing.add("contributions", table, layout, f"{name}.{kind}", 2000 + month)


def _write_sheet(table: pa.Table, contract: Contract, layout: Layout, path: Path) -> None:
    columns = []
    for column in contract.columns:
        values = table[column.name].to_pylist()
        columns.append([layout.text(v, column) if isinstance(v, str) else v for v in values])
    write_xlsx(list(zip(*columns, strict=True)), headers_of(layout, contract), path)


def write_month_csv(content: Content, parquet: Path, out: Path, as_of: date) -> int:
    """A canonical monthly contribution file again as GB18030 CSV with Chinese headers.

    Returns the number of rows.
    """
    layout = replace(load_layouts(content)["contributions_csv"], file=out.name)
    contract = load_contracts(content).inputs["contributions"]
    table = pa.parquet.read_table(parquet)
    write_text(as_text(table, contract, layout), contract, layout, out, as_of)
    return int(table.num_rows)
