"""What stands before every command: its language, its settings, its help."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import typer

from zhaoren.cli.boundary import complain
from zhaoren.cli.completing import COMPLETED
from zhaoren.cli.fitting import see_that_it_fits
from zhaoren.cli.helping import HelpPage
from zhaoren.errors import UsageError
from zhaoren.messages import language_of, speak
from zhaoren.settings import (
    LANG,
    Settings,
    find_settings,
    holds_password,
    read_settings,
    typed,
)

ONLY = "Only this "
"""How the help of an option begins that narrows a command; no setting shall do that unseen."""

NEVER_SET = {"certificate", "confirm", "grant", "organisation", "party", "person"}
"""Options that name a person, an organisation or a grant: they stand in no file of settings."""

_TAKE_OUT = (
    "holds a password. Take it out: ~/.pgpass or the variable ZHAOREN_LEDGER keep it from "
    "those who can read this file."
)
_in_force = Settings()


def begin(words: Sequence[str]) -> None:
    """Take the language and the settings that hold for these words of the command line.

    Raises:
        UsageError: the settings file does not stand.
    """
    global _in_force  # noqa: PLW0603 # one process runs one command
    _in_force = Settings()
    asked = typed(words, LANG)
    speak(language_of(os.environ, asked, None))
    _in_force = read_settings(find_settings(words, os.environ, _folder()))
    speak(language_of(os.environ, asked, _in_force.shared.get("lang")))
    if holds_password(_in_force.shared.get("ledger")):
        complain(f"{_in_force.place('', 'ledger')}: the ledger's URL {_TAKE_OUT}")


def _folder() -> Path:
    """The working folder; the topmost one where it was deleted meanwhile."""
    try:
        return Path.cwd()
    except FileNotFoundError:
        return Path("/")


def settings() -> Settings:
    """The settings in force."""
    return _in_force


class Frame(typer.Context):
    """The context of a command: defaults come from the settings, help is a `HelpPage`."""

    formatter_class = HelpPage

    def lookup_default(self, name: str, call: bool = True) -> Any:  # Click's
        """What the settings say of one of the command's parameters; None if nothing."""
        parameter = next((one for one in self.command.params if one.name == name), None)
        if parameter is None:
            return None
        value, place = setting_of(words_of(self), parameter)
        if value is not None and not self.resilient_parsing:
            see_that_it_fits(self, parameter, value, place)
        return value


def words_of(context: Any) -> str:
    """The words that call a context's command, without the program's name."""
    names: list[str] = []
    while context.parent is not None:
        names.insert(0, context.info_name)
        context = context.parent
    return " ".join(names)


def setting_of(words: str, parameter: Any) -> tuple[Any, str]:
    """What the settings say of a command's parameter, and where; None if nothing."""
    own = _in_force.of_command(words)
    for option in (one.removeprefix("--") for one in parameter.opts if one.startswith("--")):
        narrows = (getattr(parameter, "help", "") or "").startswith(ONLY)
        if option in own:
            return _value(own[option], parameter), _in_force.place(words, option)
        if option in _in_force.shared and not narrows:
            return _value(_in_force.shared[option], parameter), _in_force.place("", option)
    return None, ""


def _value(value: Any, parameter: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    path = parameter.type_descriptor.is_path and isinstance(value, str)
    return _in_force.in_folder(value) if path else value


def check_table(words: str, command: Any) -> None:
    """See that each key of a command's own table is one of its options, and may be set there.

    Raises:
        UsageError: one is not; the message names its line.
    """
    known = {one.removeprefix("--") for parameter in command.params for one in parameter.opts}
    for key in _in_force.of_command(words):
        place = _in_force.place(words, key)
        if key not in known:
            raise UsageError(f"{place}: zhaoren {words} has no option --{key}.")
        if key in NEVER_SET:
            raise UsageError(
                f"{place}: --{key} names somebody or a grant, which stands in no file of "
                "settings; take it out and type it."
            )


def check_values(words: str, command: Any) -> None:
    """See that each value of a command's own table is one that its option takes.

    Raises:
        UsageError: one is not; the message names its line.
    """
    context = Frame(command, info_name=words, resilient_parsing=True)
    own = {f"--{key}" for key in _in_force.of_command(words)}
    for parameter in (one for one in command.params if own & set(one.opts)):
        see_that_it_fits(context, parameter, *setting_of(words, parameter))


def prepare(command: Any, words: str, shared: Sequence[Any]) -> Any:
    """Let a command and those below it have this frame and the shared options."""
    command.context_class = Frame
    check_table(words, command)
    for name, below in getattr(command, "commands", {}).items():
        prepare(below, f"{words} {name}", shared)
    for parameter in command.params:
        if parameter.name in COMPLETED:  # Typer takes a completer only where options are declared
            parameter._custom_shell_complete = COMPLETED[parameter.name]
    named = {option for parameter in command.params for option in parameter.opts}
    command.params.extend(one for one in shared if not named & set(one.opts))
    return command
