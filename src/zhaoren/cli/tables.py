"""Tables that fit the terminal: on a narrow one each row is a block below its first cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from zhaoren.cli.wrapping import block, wrapped

WIDE = 72
"""Columns of a terminal from which on a table can be read."""


@dataclass(frozen=True)
class Column:
    """A column; `figure`: to the right, and on one line; `whole`: on one line."""

    name: str
    figure: bool = False
    whole: bool = False


def print_table(
    console: Console,
    title: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    note: str = "",
) -> None:
    """Print a table as it fits, and a note below it; a cell's own line ends are kept."""
    if console.width < WIDE:
        _print_blocks(console, title, columns, rows)
        for line in wrapped(note, console.width) if note else ():
            console.print(Text(line), soft_wrap=True)
        return
    table = Table(title=escape(title), title_justify="left")
    table.caption, table.caption_justify = escape(note) or None, "left"
    for one in columns:
        table.add_column(
            one.name,
            justify="right" if one.figure else "left",
            no_wrap=one.figure or one.whole,
            overflow="fold",
        )
    for row in rows:
        table.add_row(*map(Text, row))
    console.print(table)


def _print_blocks(
    console: Console, title: str, columns: Sequence[Column], rows: Sequence[Sequence[str]]
) -> None:
    for line in wrapped(title, console.width):
        console.print(Text(line), style="italic", soft_wrap=True)
    names = [one.name for one in columns[1:]]
    for first, *cells in rows:
        for line in block(first, zip(names, cells, strict=True), console.width):
            console.print(Text(line), soft_wrap=True)
    console.print()
