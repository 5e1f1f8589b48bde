"""`zhaoren sample`: the exports of an invented city."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from zhaoren.cli.app import City, Project, app, calendar_day
from zhaoren.content import find_content
from zhaoren.sample import Formats, write_sample


@app.command()
def sample(
    city: City,
    people: Annotated[int, typer.Option(min=1, help="How many insured people.")],
    out: Annotated[Path, typer.Option(file_okay=False, help="New folder for the exports.")],
    seed: Annotated[int, typer.Option(help="The same seed gives the same exports.")] = 1,
    as_of: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%d"], help="Date of the exports.")
    ] = datetime(2026, 11, 20),  # noqa: DTZ001 # a civil date
    formats: Annotated[
        Formats | None, typer.Option(help="Default: mixed for a small city, else Parquet.")
    ] = None,
    project: Project = None,
) -> None:
    """Invent the exports of a city: people, employers, contributions, and the usual dirt.

    Example: zhaoren sample --city zibo --people 3000 --seed 7 --out exports
    """
    summary = write_sample(
        find_content(project),
        city=city,
        people=people,
        seed=seed,
        out=out,
        as_of=calendar_day(as_of),
        formats=formats,
        report=lambda message: typer.echo(message, err=True),
    )
    for source, rows in summary.rows.items():
        typer.echo(f"{source}: {rows}")
    typer.echo(f"{out}")
