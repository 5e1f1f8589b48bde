"""The committed inbox: the cases among ordinary people, in every format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhaoren.content import Content
from zhaoren.contracts import Contract, load_contracts
from zhaoren.sample.case_events import SOURCES
from zhaoren.sample.case_rows import CaseWriter, Row, months
from zhaoren.sample.cases import Cases, load_cases
from zhaoren.sample.contributions import month_table
from zhaoren.sample.expected import write_expected
from zhaoren.sample.layout import Layout, headers_of, load_layouts
from zhaoren.sample.settings import Settings, load_settings
from zhaoren.sample.world import World, draw_world
from zhaoren.sample.writers import write_parquet, write_text, write_xlsx

CSV_MONTH, TXT_MONTH = "2026-09", "2026-10"


def build_case_inbox(content: Content, city: str, out: Path) -> Path:
    """Writes `inbox/`, `expected.csv` and `expected_quarantine.csv` into `out`.

    The same content gives the same bytes. Returns the inbox.

    Raises:
        UsageError: the city has no cases, or a case is not well formed.
    """
    cases = load_cases(content, city)
    settings = _ordinary(load_settings(content, city), cases)
    contracts = load_contracts(content).inputs
    layouts = load_layouts(content)
    world = draw_world(settings, cases.ordinary["people"], cases.ordinary["seed"], cases.as_of)
    writer = CaseWriter(settings)
    for case in cases.cases:
        writer.add(case)
    inbox = out / "inbox"
    inbox.mkdir(parents=True, exist_ok=True)
    tables = _tables(world, cases)
    for source in sorted(tables.keys() | writer.rows.keys() - {"contributions"}):
        ordinary = tables[source].to_pylist() if source in tables else []
        rows = [*writer.rows[source], *ordinary]
        if rows:
            _write(rows, contracts[source], layouts[source], inbox, cases.as_of)
    _write_contributions(writer.rows["contributions"], world, cases, contracts, layouts, inbox)
    write_expected(cases, settings, out)
    return inbox


def _ordinary(settings: Settings, cases: Cases) -> Settings:
    """The settings, with the shares that the case file wants for ordinary people."""
    wanted = cases.ordinary
    paid = {"share_of_technicians": wanted["share_of_technicians"]}
    city = {
        **settings.city,
        "payments": {**settings.city["payments"], **paid},
        "persons": {**settings.city["persons"], "share_retired": wanted["share_retired"]},
    }
    occupations = {**settings.occupations, "share_of_people": wanted["share_of_people"]}
    return replace(settings, city=city, occupations=occupations)


def _tables(world: World, cases: Cases) -> Mapping[str, pa.Table]:
    """What ordinary people have; no certificate of a level that a measure judges."""
    tables = {source: table for source, table in world.tables() if source not in SOURCES.values()}
    tables.pop("org_accounts", None)
    certificates = tables["certificates"]
    judged = pc.is_in(certificates["level"], pa.array(cases.ordinary["levels_of_cases"]))
    return {**tables, "certificates": certificates.filter(pc.invert(judged))}


def _write(rows: Sequence[Row], contract: Contract, layout: Layout, inbox: Path, day: date) -> None:
    if layout.file.endswith(".xlsx"):
        names = [column.name for column in contract.columns]
        cells = [[_cell(row[name], name, contract, layout) for name in names] for row in rows]
        write_xlsx(cells, headers_of(layout, contract), inbox / layout.file)
        return
    table = pa.table(
        {
            column.name: [layout.text(row[column.name], column) for row in rows]
            for column in contract.columns
        },
        schema=pa.schema([(column.name, pa.string()) for column in contract.columns]),
    )
    write_text(table, contract, layout, inbox / layout.file, day)


def _cell(value: object, name: str, contract: Contract, layout: Layout) -> object:
    return layout.text(value, contract.column(name)) if isinstance(value, str) else value


def _write_contributions(
    rows: list[Row],
    world: World,
    cases: Cases,
    contracts: Mapping[str, Contract],
    layouts: Mapping[str, Layout],
    inbox: Path,
) -> None:
    """Two Parquet files, one month as GB18030 CSV, one as text with field codes."""
    contract = contracts["contributions"]
    random = np.random.default_rng([cases.ordinary["seed"], 1])
    files: dict[str, list[pa.Table]] = {}
    for month in months(cases.first_month, cases.newest_month):
        since_1970 = (int(month[:4]) - 1970) * 12 + int(month[5:]) - 1
        ordinary = month_table(random, world.payroll, since_1970)
        of_month = [row for row in rows if row["period"].isoformat()[:7] == month]
        if month in (CSV_MONTH, TXT_MONTH):
            kind = "csv" if month == CSV_MONTH else "txt"
            layout = layouts[f"contributions_{kind}"]
            layout = replace(layout, file=f"contributions-{month.replace('-', '')}.{kind}")
            _write([*of_month, *ordinary.to_pylist()], contract, layout, inbox, cases.as_of)
            continue
        name = (
            "contributions-2026.parquet"
            if month >= "2026"
            else f"contributions-{cases.first_month[:4]}-2025.parquet"
        )
        files.setdefault(name, []).extend(
            [pa.Table.from_pylist(of_month, schema=ordinary.schema), ordinary]
        )
    for name, tables in files.items():
        write_parquet(pa.concat_tables(tables), inbox / name)
