"""The published tables as a chapter for auditors, from their contracts.

`python -m zhaoren.contracts.tables docs/audit.md` writes the chapter anew, in
place: everything from its heading on.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from zhaoren.content import find_content
from zhaoren.contracts.load import load_contracts
from zhaoren.contracts.model import Column, Contract

HEADING = "## The tables\n"
_ABOUT = """\

<!-- Written by `python -m zhaoren.contracts.tables docs/audit.md` from data_contracts/outputs; \
edit those files. -->

Each stands in a run's folder as `<table>.parquet`, ordered by its key. The files themselves say
the same: every column carries its title and description, every file its title, key, city, date and
run id.

"""


def describe_tables(outputs: Mapping[str, Contract]) -> str:
    """The chapter, as Markdown; the same contracts give the same text."""
    parts = (HEADING, _ABOUT, *_overview(outputs.values()), *map(_table, outputs.values()))
    return "".join(parts)


def with_tables(page: str, chapter: str) -> str:
    """A page whose chapter of tables is this one; it is its last chapter."""
    before, _, _ = page.partition(HEADING)
    return before + chapter


def _overview(contracts: Iterable[Contract]) -> Iterator[str]:
    yield "| table | | one row per | key |\n| --- | --- | --- | --- |\n"
    for contract in contracts:
        _, _, grain = _in_a_line(contract.description).rpartition("One row per ")
        cells = (
            f"[{contract.name}](#{contract.name})",
            contract.title,
            grain.rstrip("."),
            ", ".join(contract.key),
        )
        yield f"| {' | '.join(cells)} |\n"


def _table(contract: Contract) -> str:
    head = f"\n### {contract.name}\n\n**{contract.title}.** {_in_a_line(contract.description)}\n\n"
    columns = "| column | | type | may be empty | meaning |\n| --- | --- | --- | --- | --- |\n"
    return head + columns + "".join(map(_column, contract.columns))


def _column(column: Column) -> str:
    meaning = _in_a_line(column.description)
    if column.codes:
        meaning += f" Codes: {', '.join(_codes(column.codes))}."
    empty = "" if column.required else "yes"
    cells = (column.stored_as, column.header, column.sql_type, empty, meaning)
    return f"| {' | '.join(cells)} |\n"


def _codes(codes: Mapping[str, str]) -> Iterator[str]:
    """Each canonical code with its Chinese label, the last of its other names."""
    names: dict[str, str] = {}
    for name, canonical in codes.items():
        names[canonical] = name if name != canonical else names.get(canonical, "")
    for canonical, name in names.items():
        yield f"`{canonical}` {name}".rstrip()


def _in_a_line(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    _page = Path(sys.argv[1])
    _chapter = describe_tables(load_contracts(find_content()).outputs)
    _page.write_text(with_tables(_page.read_text("utf-8"), _chapter), "utf-8")
