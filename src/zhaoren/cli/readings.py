"""`zhaoren readings`: what another reading of the documents would change."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from zhaoren.again import Means
from zhaoren.cli.app import AsOf, Json, OfCity, Project, RunNamed, app, day_of
from zhaoren.cli.staff import LedgerUrl
from zhaoren.cli.terminal import Terminal
from zhaoren.cli.wrapping import block
from zhaoren.content import find_content
from zhaoren.errors import UsageError
from zhaoren.progress import listening
from zhaoren.readings import price_readings, price_run
from zhaoren.readings.describe import price_said
from zhaoren.readings.inbox import PricedReading
from zhaoren.runs import find_run
from zhaoren.workspace import Workspace

_COLUMNS = ("事项", "采用的读法", "另一读法", "影响")
_WIDE = 100  # columns from which a table of five is readable


@app.command()
def readings(
    city: OfCity = None,
    inbox: Annotated[
        Path | None,
        typer.Option(
            exists=True, file_okay=False, help="Folder that holds the exports, instead of a run."
        ),
    ] = None,
    as_of: AsOf = None,
    out: Annotated[
        Path, typer.Option(file_okay=False, help="Workspace that holds the run.")
    ] = Path("out"),
    run: RunNamed = None,
    ledger: LedgerUrl = None,
    project: Project = None,
    as_json: Json = False,
) -> None:
    """Price every interpretation: who would gain or lose under the other reading. Writes nothing.

    Over the exports of an inbox, or over the inputs and the ledger of a published run.

    Example: zhaoren readings --city zibo --inbox exports --as-of 2026-11-20
    """
    if inbox is None:
        if as_of is not None:
            raise UsageError("A run has its day; --as-of goes with --inbox.")
        meant = find_run(Workspace(out), city, run)
        found = _watched(lambda: price_run(meant, Means(ledger, project)))
    elif city is None or run is not None:
        raise UsageError("With --inbox say whose rules apply (--city), and name no run.")
    else:
        named, folder = city, inbox
        found = _watched(
            lambda: price_readings(find_content(project), named, folder, day_of(as_of))
        )
    if as_json:
        rows = [
            {
                "policy_id": one.reading.policy_id,
                "part": one.reading.part,
                "name": one.reading.name,
                "reading": one.reading.grounds.reading,
                "otherwise": {what: asdict(price) for what, price in one.prices.items()},
            }
            for one in found
        ]
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    console = Console(highlight=False)
    if console.width < _WIDE:
        for line in _blocks(found, console.width):
            typer.echo(line)
    else:
        console.print(_table(found))


def _watched(priced: Callable[[], list[PricedReading]]) -> list[PricedReading]:
    """Price while somebody who watches sees that it goes on."""
    terminal = Terminal()
    terminal.waiting("Deciding again under each other reading")
    try:
        with listening(terminal):
            return priced()
    finally:
        terminal.stop()


def _rows(found: Iterable[PricedReading]) -> Iterator[tuple[str, ...]]:
    for one in found:
        head = (one.reading.policy_id, one.reading.label, one.reading.grounds.reading)
        for what, price in one.prices.items():
            yield *head, what, price_said(price)
        if not one.prices:
            yield *head, "", ""


def _table(found: Iterable[PricedReading]) -> Table:
    table = Table("政策", *_COLUMNS)
    for row in _rows(found):
        table.add_row(*(escape(cell) for cell in row))
    return table


def _blocks(found: Iterable[PricedReading], width: int) -> Iterator[str]:
    """The same for a narrow terminal."""
    for policy, *cells in _rows(found):
        yield from block(policy, zip(_COLUMNS, cells, strict=True), width)
        yield ""
