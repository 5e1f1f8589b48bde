"""What the shell offers for a value: cities, policies, published runs, names that stand in files.

Asked for at every press of the tabulator key, so names of folders are all
that is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from zhaoren.content import Content, find_content
from zhaoren.errors import UsageError, ZhaorenError
from zhaoren.workspace import Workspace

ASKING = "_ZHAOREN_COMPLETE"
"""The variable by which a shell asks for what may follow, instead of running a command."""


def check_asked(environment: Mapping[str, str]) -> None:
    """See that who asks for completions is a shell that says of which words.

    Raises:
        UsageError: the variable is set, and those that belong to it are not.
    """
    asked = environment.get(ASKING) == "complete_bash"
    if asked and not ("COMP_WORDS" in environment and environment.get("COMP_CWORD", "").isdigit()):
        raise UsageError(
            f"{ASKING} is for the shell, which sets COMP_WORDS and COMP_CWORD with it. Unset it to "
            "run a command; zhaoren --install-completion lets the shell complete."
        )


def cities(ctx: Any, _parameter: Any, incomplete: str) -> list[str]:
    """The cities that have rules."""
    return _beginning(incomplete, (path.parent.name for path in _rules(ctx).glob("*/city.yaml")))


def policies(ctx: Any, _parameter: Any, incomplete: str) -> list[str]:
    """The policies of the city that was typed, or of all."""
    rules = _rules(ctx)
    city = _typed(ctx, "city") or "*"
    folders = (path.parent for path in rules.glob(f"{city}/*/policy.yaml"))
    return _beginning(incomplete, (path.relative_to(rules).as_posix() for path in folders))


def runs(ctx: Any, _parameter: Any, incomplete: str) -> list[str]:
    """The published runs of the workspace, newest first."""
    workspace = Workspace(Path(_typed(ctx, "out") or "out"))
    city = _typed(ctx, "city") or "*"
    found = workspace.root.glob(f"runs/{city}/*-*/")
    return _beginning(incomplete, (path.name for path in found))[::-1]


def sources(ctx: Any, _parameter: Any, incomplete: str) -> list[str]:
    """The sources that have a contract."""
    files = _content(ctx).data_contracts.glob("inputs/*.odcs.yaml")
    return _beginning(incomplete, (path.name.removesuffix(".odcs.yaml") for path in files))


def _rules(ctx: Any) -> Path:
    return _content(ctx).rules


def _content(ctx: Any) -> Content:
    """The content of the project that was typed; the program's own if that is none."""
    project = _typed(ctx, "project")
    try:
        return find_content(Path(project) if project else None)
    except ZhaorenError:
        return find_content()


def _typed(ctx: Any, name: str) -> str | None:
    """What was typed for another option, or stands in the settings."""
    value = ctx.params.get(name)
    if value is None and any(one.name == name for one in ctx.command.params):
        value = ctx.lookup_default(name)
    return None if value is None else str(value)


def _beginning(incomplete: str, names: Iterator[str]) -> list[str]:
    return sorted({name for name in names if name.startswith(incomplete)})


COMPLETED = {
    "city": cities,
    "policy": policies,
    "run": runs,
    "snapshot": runs,
    "without": sources,
    "allow_shrink": sources,
}
"""Options, by the names of their parameters, whose values can be completed."""
