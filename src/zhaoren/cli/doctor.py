"""`zhaoren doctor`: is this machine ready, and what is missing."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated

import typer

from zhaoren.cli.app import Json, Memory, Project, app, day_of
from zhaoren.cli.frame import settings
from zhaoren.cli.staff import LedgerUrl
from zhaoren.cli.wrapping import width_of, wrapped
from zhaoren.content import find_content
from zhaoren.doctor import Finding, State, check_machine, check_place, check_project
from zhaoren.doctor.findings import doubtful, well
from zhaoren.engine import MEMORY_LIMIT
from zhaoren.messages import say, say_piece
from zhaoren.settings import holds_password

_WIDTH = 78
_MARKS = {State.ok: "✓", State.warning: "!", State.missing: "✗"}


@app.command("doctor")
def doctor(
    out: Annotated[
        Path, typer.Option(file_okay=False, help="Workspace that is meant; need not be there.")
    ] = Path("out"),
    ledger: LedgerUrl = None,
    key: Annotated[Path | None, typer.Option("--key", help="Private key to look at.")] = None,
    memory: Memory = MEMORY_LIMIT,
    project: Project = None,
    as_json: Json = False,
) -> None:
    """Tell whether this machine is ready for nights, what is missing, and what to do about it.

    Ends with 1 where something is missing. Changes nothing and needs no network.

    Example: zhaoren doctor --out out
    """
    content = find_content(project)
    found = [
        *check_machine(content.root, memory, os.environ),
        _settings(ledger),
        *check_place(out, ledger, key),
        *check_project(content, day_of(None)),
    ]
    _tell(found, as_json=as_json)
    if any(one.state == State.missing for one in found):
        raise typer.Exit(1)


def _settings(ledger: str | None) -> Finding:
    """The settings file, which `begin` has read already."""
    path = settings().path
    if path is not None and holds_password(settings().shared.get("ledger")):
        do = "Take the password out of it: ~/.pgpass or ZHAOREN_LEDGER keep it from its readers."
        return doubtful("Settings", f"{path} holds a password", do)
    if holds_password(ledger):
        do = "On a command line every user of this machine can read it; use ZHAOREN_LEDGER."
        return doubtful("Settings", "the ledger's URL holds a password", do)
    return well("Settings", str(path) if path else "no zhaoren.toml here or above")


def _tell(found: Sequence[Finding], *, as_json: bool) -> None:
    ready = not any(one.state == State.missing for one in found)
    if as_json:
        checks = [asdict(one) for one in found]
        typer.echo(json.dumps({"ready": ready, "checks": checks}, ensure_ascii=False))
        return
    told = [
        replace(one, name=say_piece(one.name), found=say_piece(one.found), do=say_piece(one.do))
        for one in found
    ]
    column = max(width_of(one.name) for one in told) + 2
    for one in told:
        for line in _lines(one, column):
            typer.echo(line)
    typer.echo(say("This machine is ready.") if ready else say("Something is missing; see ✗."))


def _lines(one: Finding, column: int) -> Iterator[str]:
    """A check: its mark, name and finding, and below it what to do."""
    found, *more = wrapped(one.found, _WIDTH - column - 2)
    yield f"{_MARKS[one.state]} {one.name}{' ' * (column - width_of(one.name))}{found}"
    todo = wrapped(one.do, _WIDTH - column - 4) if one.do else []
    more += [("→ " if line == todo[0] else "  ") + line for line in todo]
    yield from (" " * (column + 2) + line for line in more)
