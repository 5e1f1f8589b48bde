"""Commands that are imported when they are called, and listed without being imported."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from typer.core import TyperCommand, TyperGroup
from typer.main import get_group

from zhaoren.cli.commands import COMMANDS, Listed


class Deferred(TyperCommand):
    """Stands for a command, under its name and first line, until somebody calls it."""

    def __init__(self, name: str, listed: Listed) -> None:
        super().__init__(name, short_help=listed.summary)
        self.module = f"zhaoren.cli.{listed.module}"

    def loaded(self) -> Any:
        """The command itself, which its module registers as it is imported."""
        group = get_group(import_module(self.module).app)
        assert isinstance(group, CommandsOnDemand)  # noqa: S101 # so is the app made
        return group.registered[str(self.name)]

    def make_context(self, *words: Any, **more: Any) -> Any:
        """Let the command itself read its words; it is the one that is invoked then."""
        return self.loaded().make_context(*words, **more)


class CommandsOnDemand(TyperGroup):
    """The commands of `COMMANDS`, in that order; `registered`: those whose module is imported."""

    def __init__(self, *, commands: Any = None, **attributes: Any) -> None:
        self.registered = dict(commands or {})
        listed = {name: Deferred(name, one) for name, one in COMMANDS.items()}
        super().__init__(commands=dict(listed), **attributes)
