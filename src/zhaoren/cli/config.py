"""`zhaoren config`: which settings hold, what each is for, and where it comes from."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Annotated, Any

import typer

from zhaoren.cli.app import Json, app
from zhaoren.cli.commands import COMMANDS
from zhaoren.cli.frame import check_table, check_values, settings
from zhaoren.cli.on_demand import Deferred
from zhaoren.cli.wrapping import width_of, wrapped
from zhaoren.engine import MEMORY_LIMIT
from zhaoren.errors import UsageError
from zhaoren.messages import say, spoken
from zhaoren.messages.language import VARIABLE as LANG_VARIABLE
from zhaoren.settings import CONFIG, FILE, LANG, SHARED, holds_password, typed
from zhaoren.settings import VARIABLE as CONFIG_VARIABLE

_WIDTH = 78
_INDENT = 10
_VARIABLES = {"lang": LANG_VARIABLE, "ledger": "ZHAOREN_LEDGER", "config": CONFIG_VARIABLE}
_FLAGS = {"lang": LANG, "config": CONFIG}
_PATHS = {"out", "inbox", "project", "key"}


@dataclass(frozen=True)
class Shown:
    """A setting as it holds: its value (None: not set), where that is from, and its meaning."""

    name: str
    value: str | None
    source: str
    meaning: str


@app.command("config")
def config(
    command: Annotated[
        str | None, typer.Argument(help="Only what holds for this command, e.g. run.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Show every setting: its value, where it comes from, and what it does.

    What is typed comes first, then the environment, then zhaoren.toml, then the default.

    Example: zhaoren config
    """
    _check(command)
    shown = [*_shared(), *_of_commands(command)]
    if as_json:
        path = settings().path
        told = {"file": str(path) if path else None, "settings": [asdict(one) for one in shown]}
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    path = settings().path
    typer.echo(say(f"Settings: {path}") if path else say(f"There is no {FILE} here or above."))
    for one in shown:
        for line in _lines(one):
            typer.echo(line)


def _check(command: str | None) -> None:
    """See that the file's tables are commands, with options of theirs and values for these.

    Raises:
        UsageError: one is not.
    """
    if command is not None and command.split()[0] not in COMMANDS:
        raise UsageError(f"There is no command {command}; there are: {', '.join(COMMANDS)}.")
    for words, _ in settings().tables():
        name, *below = words.split()
        found: Any = _command(name) if name in COMMANDS else None
        for one in below:
            found = getattr(found, "commands", {}).get(one)
        if found is None:
            place = settings().place(words, "")
            raise UsageError(f"{place}: there is no command {words}.")
        check_table(words, found)
        check_values(words, found)


def _command(name: str) -> Any:
    return Deferred(name, COMMANDS[name]).loaded()


def _shared() -> Iterator[Shown]:
    """The settings that hold for all commands, and the file itself."""
    for name, meaning in SHARED.items():
        value, source = _held(name)
        if holds_password(value):
            value = say("(set; not shown, it holds a password)")
        yield Shown(name, value, source, meaning)


def _held(name: str) -> tuple[str | None, str]:
    """Value and source of a shared setting, by who comes first."""
    flag, variable = _FLAGS.get(name, ""), _VARIABLES.get(name, "")
    if flag and (value := typed(sys.argv[1:], flag)):
        return value, say(f"flag {flag}")
    if variable and (value := os.environ.get(variable)):
        return value, say(f"environment {variable}")
    if name in settings().shared:
        value = str(settings().shared[name])
        return settings().in_folder(value) if name in _PATHS else value, settings().place("", name)
    if name == "lang":
        return spoken().value, say("environment LANG") if os.environ.get("LANG") else say("default")
    return (MEMORY_LIMIT if name == "memory" else None), say("default")


def _of_commands(command: str | None) -> Iterator[Shown]:
    """The settings that single commands have in the file."""
    for words, table in settings().tables():
        if command is not None and not f"{words} ".startswith(f"{command} "):
            continue
        for key, value in table.items():
            place = settings().place(words, key)
            yield Shown(f"{words} --{key}", str(value), place, say(f"Default of zhaoren {words}."))


def _lines(one: Shown) -> Iterator[str]:
    """Name and value, where it is from on the same line if there is room, and its meaning."""
    head = f"{one.name:<{_INDENT - 1}} " + (say("(not set)") if one.value is None else one.value)
    gap = _WIDTH - width_of(head) - width_of(one.source)
    if gap > 1:
        yield head + " " * gap + one.source
    else:
        yield head
        yield " " * _INDENT + one.source
    for line in wrapped(say(one.meaning), _WIDTH - _INDENT):
        yield " " * _INDENT + line
