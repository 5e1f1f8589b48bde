"""`zhaoren policies`: every measure of the documents, and what became of it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from itertools import groupby
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from zhaoren.catalogue import Entry, entries
from zhaoren.catalogue.describe import COLUMNS, cells, counts_said, squeezed
from zhaoren.cli.app import Json, Project, app
from zhaoren.cli.wrapping import block, wrapped
from zhaoren.content import Content, find_content
from zhaoren.contracts import Contracts, load_contracts
from zhaoren.rules import Ruleset, city_ids, load_rules
from zhaoren.rules.catalogue import load_catalogue

_WIDTH = 120  # where nobody watches
_WIDE = 100  # columns from which a table of eight is readable
_RATIOS = (5, 6, 10, None, 8, 6, None, None)  # of the columns; None: as wide as its words


@app.command()
def policies(
    city: Annotated[str | None, typer.Option(help="Only this city; default all.")] = None,
    project: Project = None,
    as_json: Json = False,
) -> None:
    """List every measure of the documents: its policy, amount and status, or why it pays nobody.

    Example: zhaoren policies --city zibo
    """
    content = find_content(project)
    contracts = load_contracts(content)
    rulesets = [load_rules(content, name) for name in ([city] if city else city_ids(content))]
    found = {item.city_id: list(entries(content, contracts, item)) for item in rulesets}
    if as_json:
        rows = [asdict(entry) for listed in found.values() for entry in listed]
        typer.echo(json.dumps({"entries": rows}, ensure_ascii=False))
        return
    console = Console(width=None if sys.stdout.isatty() else _WIDTH, highlight=False)
    for ruleset in rulesets:
        listed = found[ruleset.city_id]
        if console.width < _WIDE:
            for line in _blocks(content, contracts, ruleset, listed, console.width):
                typer.echo(line)
        else:
            for table in _tables(content, contracts, ruleset, listed):
                console.print(table)
        console.print(f"{ruleset.city.title}：{counts_said(listed)}\n")


def _blocks(
    content: Content, contracts: Contracts, ruleset: Ruleset, listed: list[Entry], width: int
) -> Iterator[str]:
    """The same for a narrow terminal: a block for each measure."""
    listings = load_catalogue(content, ruleset)
    for name, of_document in groupby(listed, key=lambda entry: entry.document):
        yield f"《{ruleset.documents[name].title}》"
        yield from wrapped(squeezed(listings[name].note), width)
        for entry in of_document:
            measure, *more = cells(entry, contracts, between="；")
            yield ""
            yield from block(measure, zip(COLUMNS[1:], more, strict=True), width)
        yield ""


def _tables(
    content: Content, contracts: Contracts, ruleset: Ruleset, listed: list[Entry]
) -> Iterator[Table]:
    """A table for each document."""
    listings = load_catalogue(content, ruleset)
    for name, of_document in groupby(listed, key=lambda entry: entry.document):
        table = Table(
            title=f"《{ruleset.documents[name].title}》",
            caption=squeezed(listings[name].note),
            show_lines=True,
            expand=True,
        )
        for heading, ratio in zip(COLUMNS, _RATIOS, strict=True):
            table.add_column(heading, ratio=ratio, overflow="fold", no_wrap=ratio is None)
        for entry in of_document:
            table.add_row(*(escape(cell) for cell in cells(entry, contracts, between="\n")))
        yield table
