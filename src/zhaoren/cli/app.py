"""The command's frame, and the options that several commands share."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from zhaoren.cli.on_demand import CommandsOnDemand
from zhaoren.errors import UsageError
from zhaoren.messages import Language

_FIRST_YEAR, _LAST_YEAR = 1900, 2999

app = typer.Typer(
    name="zhaoren",
    cls=CommandsOnDemand,
    help="Policy finds people: find who is owed money by the data, decide by the rules, and "
    "write what is to be reviewed and paid.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def frame(
    lang: Annotated[
        Language | None, typer.Option("--lang", help="Language of help, progress and errors.")
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option(
            "--config",
            exists=True,
            dir_okay=False,
            help="Settings; default zhaoren.toml in this folder or above.",
        ),
    ] = None,
) -> None:
    """What stands before every command; both are heeded before words are parsed."""


City = Annotated[str, typer.Option(help="City whose rules apply, e.g. zibo.")]
Inbox = Annotated[
    Path, typer.Option(exists=True, file_okay=False, help="Folder that holds the exports.")
]
Out = Annotated[Path, typer.Option(file_okay=False, help="Workspace; made if it is missing.")]
AsOf = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="Date as of which is decided; default today."),
]
Project = Annotated[
    Path | None,
    typer.Option(
        exists=True,
        file_okay=False,
        help="Folder with rules, transforms and contracts of your own.",
    ),
]
Memory = Annotated[str, typer.Option(help="Memory limit of the SQL engine, e.g. 2GB.")]
Threads = Annotated[int | None, typer.Option(min=1, help="Threads; default one a processor.")]
RunNamed = Annotated[
    str | None,
    typer.Option(
        "--run", help="A published run: its folder, its id or how that begins; default the newest."
    ),
]
OfCity = Annotated[
    str | None, typer.Option("--city", help="City whose run is meant, where there are several.")
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on the last line.")]


def day_of(as_of: datetime | None) -> date:
    """The day that was asked for, or today's in the bureau's time zone."""
    return calendar_day(as_of) if as_of else datetime.now(ZoneInfo("Asia/Shanghai")).date()


def calendar_day(typed: datetime) -> date:
    """A day that was typed.

    Raises:
        UsageError: its year is none of a bureau's; months before or after it may not exist.
    """
    if not _FIRST_YEAR <= typed.year <= _LAST_YEAR:
        raise UsageError(
            f"The year {typed.year:04} is not between {_FIRST_YEAR} and {_LAST_YEAR}; "
            "look at the day that you typed."
        )
    return typed.date()
