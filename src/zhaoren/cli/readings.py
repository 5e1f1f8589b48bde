"""`zhaoren readings`: what another reading of the documents would change."""

from __future__ import annotations

import json
from dataclasses import asdict

import typer
from rich.console import Console
from rich.table import Table

from zhaoren.cli.app import AsOf, City, Inbox, Json, Project, app, day_of
from zhaoren.content import find_content
from zhaoren.readings import price_readings
from zhaoren.readings.describe import price_said


@app.command()
def readings(
    city: City,
    inbox: Inbox,
    as_of: AsOf = None,
    project: Project = None,
    as_json: Json = False,
) -> None:
    """Price every interpretation: who would gain or lose under the other reading. Writes nothing.

    Example: zhaoren readings --city zibo --inbox exports --as-of 2026-11-20
    """
    found = price_readings(find_content(project), city, inbox, day_of(as_of))
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
    table = Table("政策", "事项", "采用的读法", "另一读法", "影响")
    for one in found:
        head = (one.reading.policy_id, one.reading.label, one.reading.grounds.reading)
        for what, price in one.prices.items():
            table.add_row(*head, what, price_said(price))
        if not one.prices:
            table.add_row(*head, "", "")
    Console().print(table)
