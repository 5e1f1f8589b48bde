"""Commands that are imported when they are called, and listed without being imported."""

from __future__ import annotations

from copy import copy
from difflib import get_close_matches
from importlib import import_module
from typing import Any

from typer.core import TyperCommand, TyperGroup
from typer.main import get_group

from zhaoren.cli.commands import COMMANDS, Listed
from zhaoren.cli.frame import Frame, prepare
from zhaoren.messages import say


class Deferred(TyperCommand):
    """Stands for a command, under its name and first line, until somebody calls it."""

    def __init__(self, name: str, listed: Listed) -> None:
        super().__init__(name, short_help=listed.summary)
        self.module = f"zhaoren.cli.{listed.module}"

    def get_short_help_str(self, limit: int = 45) -> str:  # Typer's words
        """The first line of its help, whole, in the language that is spoken."""
        return say(self.short_help or "")

    def loaded(self) -> Any:
        """The command itself, which its module registers as it is imported."""
        group = get_group(import_module(self.module).app)
        assert isinstance(group, CommandsOnDemand)  # noqa: S101 # so is the app made
        shared = [copy(one) for one in group.params if one.name == "lang"]
        for one in shared:
            one.expose_value = False  # no command takes it; it was heeded before
        return prepare(group.registered[str(self.name)], str(self.name), shared)

    def make_context(self, *words: Any, **more: Any) -> Any:
        """Let the command itself read its words; it is the one that is invoked then."""
        return self.loaded().make_context(*words, **more)


class CommandsOnDemand(TyperGroup):
    """The commands of `COMMANDS`, in that order; `registered`: those whose module is imported."""

    context_class = Frame

    def __init__(self, *, commands: Any = None, **attributes: Any) -> None:
        self.registered = dict(commands or {})
        listed = {name: Deferred(name, one) for name, one in COMMANDS.items()}
        super().__init__(commands=dict(listed), **attributes)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is meant; of a wrong word those that look like it."""
        if args[0] in self.commands or ctx.resilient_parsing or args[0].startswith("-"):
            return super().resolve_command(ctx, args)
        near = get_close_matches(args[0], self.commands)
        hint = f" Did you mean {', '.join(near)}?" if near else ""
        ctx.fail(f"There is no command {args[0]}.{hint}")
