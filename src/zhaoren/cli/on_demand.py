"""Commands that are imported when they are called, and listed without being imported."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from importlib import import_module
from typing import Any

from typer.core import TyperCommand, TyperGroup
from typer.main import (
    get_command_from_info,
    get_command_name,
    get_group,
    get_group_from_info,
)

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
        app = import_module(self.module).app
        return prepare(_built(app, str(self.name)), str(self.name), _shared(app))

    def make_context(self, *words: Any, **more: Any) -> Any:
        """Let the command itself read its words; it is the one that is invoked then."""
        return self.loaded().make_context(*words, **more)


@cache
def _shared(app: Any) -> list[Any]:
    """The options of the frame that every command takes too; they are heeded before."""
    shared = [one for one in get_group(app).params if one.name == "lang"]
    for one in shared:
        one.expose_value = False
    return shared


def _built(app: Any, name: str) -> Any:
    """The group or command that is registered under a name."""
    how: Any = {"pretty_exceptions_short": False, "rich_markup_mode": None}
    for group in app.registered_groups:
        if group.name == name:
            return get_group_from_info(group, suggest_commands=True, **how)
    return next(
        get_command_from_info(one, **how)
        for one in app.registered_commands
        if (one.name or get_command_name(one.callback.__name__)) == name
    )


class CommandsOnDemand(TyperGroup):
    """The commands of `COMMANDS`, in that order, none of them imported."""

    context_class = Frame

    def __init__(self, *, commands: Any = None, **attributes: Any) -> None:  # Typer's
        listed = {name: Deferred(name, one) for name, one in COMMANDS.items()}
        super().__init__(commands=dict(listed), **attributes)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is meant; of a wrong word those that look like it."""
        if args[0] in self.commands or ctx.resilient_parsing or args[0].startswith("-"):
            return super().resolve_command(ctx, args)
        near = get_close_matches(args[0], self.commands)
        hint = f" Did you mean {', '.join(near)}?" if near else ""
        ctx.fail(f"There is no command {args[0]}.{hint}")
