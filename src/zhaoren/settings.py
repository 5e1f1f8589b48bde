"""zhaoren.toml: defaults of options, so that they need not be typed each time.

    city = "zibo"                 # for every command that has --city
    out = "/srv/zhaoren"          # a path is taken from the file's own folder

    [command.serve]               # for one command, as in [command.batch.prepare]
    cron = "30 1 * * *"

It is looked for in the working folder and those above it, or named by --config
or ZHAOREN_CONFIG. What is typed, and then the environment, comes first.
"""

from __future__ import annotations

import re
import stat
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from zhaoren.errors import UsageError

FILE = "zhaoren.toml"
TABLES = "command"
CONFIG = "--config"
LANG = "--lang"
VARIABLE = "ZHAOREN_CONFIG"

SHARED = {
    "city": "City whose rules apply, where a command needs one.",
    "out": "Workspace: where runs, snapshots, documents and the ledger lie.",
    "inbox": "Folder that holds the exports.",
    "ledger": "URL of the ledger; without it ledger.db in the workspace.",
    "project": "Folder with rules, transforms and contracts of your own.",
    "memory": "Memory limit of the SQL engine, e.g. 2GB.",
    "threads": "Threads; without it one a processor.",
    "by": "Who takes the steps of staff; stands in the ledger.",
    "key": "Your private key; lies outside the workspace.",
    "lang": "Language of help, progress and errors: zh or en.",
}
"""Settings that hold for every command that has an option of that name."""

_TABLE = re.compile(r"^\s*\[\s*([\w.\"'-]+)\s*\]")
_KEY = re.compile(r"^\s*[\"']?([\w-]+)[\"']?\s*=")
_AT_LINE = re.compile(r"\(at line (\d+)")


@dataclass(frozen=True)
class Settings:
    """What a settings file says; `lines`: table and key → the line on which it stands."""

    path: Path | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    lines: Mapping[tuple[str, str], int] = field(default_factory=dict)

    @property
    def shared(self) -> dict[str, Any]:
        """The settings that hold for all commands."""
        return {name: value for name, value in self.values.items() if name in SHARED}

    def tables(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """The words of each command that has settings of its own (`batch prepare`), and these."""
        for name, table in self.values.get(TABLES, {}).items():
            yield name, {key: one for key, one in table.items() if not isinstance(one, Mapping)}
            for inner, values in table.items():
                if isinstance(values, Mapping):
                    yield f"{name} {inner}", values

    def of_command(self, words: str) -> Mapping[str, Any]:
        """The settings of a command's own table."""
        return dict(self.tables()).get(words, {})

    def place(self, table: str, key: str) -> str:
        """Where a key stands: the file and its line."""
        line = self.lines.get((table, key))
        return f"{self.path}, line {line}" if line else str(self.path)

    def in_folder(self, value: str) -> str:
        """A path as it is meant: from the folder of the file."""
        assert self.path is not None  # noqa: S101 # who has a value has a file
        return str(self.path.parent / Path(value).expanduser())


def read_settings(path: Path | None) -> Settings:
    """The settings in a file; none without one.

    Raises:
        UsageError: it cannot be read, is no TOML, or has a key that is no setting.
    """
    if path is None:
        return Settings()
    try:
        if path.stat().st_mode & stat.S_IWOTH:
            raise UsageError(f"Everybody can change the settings {path}; chmod o-w it first.")
        text = path.read_text(encoding="utf-8")
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = found.group(1) if (found := _AT_LINE.search(str(error))) else "?"
        raise UsageError(
            f"{path}, line {line}: this is not TOML. A setting is written name = "
            '"value", with quotation marks around text.'
        ) from None
    except FileNotFoundError:
        raise UsageError(
            f"There is no settings file {path}; it was named by {CONFIG} or {VARIABLE}. Name one "
            "that is there, or none."
        ) from None
    except (OSError, UnicodeDecodeError):
        raise UsageError(f"The settings {path} cannot be read as UTF-8 text.") from None
    settings = Settings(path.absolute(), values, dict(_lines(text)))
    for name, value in values.items():
        _check(settings, name, value)
    return settings


def _check(settings: Settings, name: str, value: object) -> None:
    """A setting has a value of its kind; the settings of single commands are tables."""
    if name == TABLES and isinstance(value, Mapping):
        for command, table in value.items():
            if not isinstance(table, Mapping):
                place = settings.place(TABLES, command)
                raise UsageError(f"{place}: settings of a command are a table [command.{command}].")
        return
    place = settings.place("", name)
    if name not in SHARED:
        raise UsageError(
            f"{place}: there is no setting {name}; there are: {', '.join(SHARED)}, and tables "
            "of commands such as [command.run]."
        )
    if name == "lang" and value not in ("zh", "en"):
        raise UsageError(f'{place}: lang is "zh" or "en".')
    wanted = int if name == "threads" else str
    if not isinstance(value, wanted) or isinstance(value, bool):
        kind = "a whole number" if wanted is int else "text in quotation marks"
        raise UsageError(f"{place}: {name} is {kind}.")


def _lines(text: str) -> Iterator[tuple[tuple[str, str], int]]:
    """Table and key of each line that sets one."""
    table = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if found := _TABLE.match(line):
            written = found.group(1).replace(".", " ").replace('"', "").replace("'", "")
            table = written.removeprefix(f"{TABLES} ")
            yield ("", written) if table == written else (table, ""), number
        elif found := _KEY.match(line):
            yield (table, found.group(1)), number


def find_settings(
    words: Sequence[str], environment: Mapping[str, str], folder: Path
) -> Path | None:
    """The settings file that is named, or the nearest in the folder and those above it."""
    named = typed(words, CONFIG) or environment.get(VARIABLE)
    if named:
        return Path(named)
    above = (one / FILE for one in (folder, *folder.parents))
    return next((path for path in above if _is_there(path)), None)


def _is_there(path: Path) -> bool:
    """Whether a file is there, as far as this user may look."""
    try:
        return path.is_file()
    except PermissionError:
        return False


def typed(words: Sequence[str], option: str) -> str | None:
    """The value that was typed for an option, the last if it was typed twice."""
    found = None
    for index, word in enumerate(words):
        if word == "--":
            break
        if word == option:
            found = next(iter(words[index + 1 : index + 2]), None)
        elif word.startswith(f"{option}="):
            found = word.removeprefix(f"{option}=")
    return found


def holds_password(url: object) -> bool:
    """Whether a ledger's URL has a password in it."""
    try:
        return isinstance(url, str) and bool(urlsplit(url).password)
    except ValueError:
        return False
