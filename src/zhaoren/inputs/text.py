"""CSV and TXT exports, as batches of raw rows in the engine."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from zhaoren.contracts.model import Contract
from zhaoren.errors import InputError
from zhaoren.inputs.blocks import Block, Malformed
from zhaoren.inputs.decode import detect_encoding, utf8_blocks
from zhaoren.inputs.engine import literal, one_row, quoted
from zhaoren.inputs.header import Header, folded, known_names, match_header
from zhaoren.inputs.lines import Lines, records

SEPARATORS = (",", "\t", "|")
_PART = 1 << 24  # bytes of text that the engine parses at once
_LONGEST = 1 << 20  # bytes of one record


@dataclass(frozen=True)
class TextFile:
    """A text export whose header has been read."""

    path: Path
    name: str
    contract: Contract
    encoding: str
    header: Header
    blocks: Iterator[Block]


@dataclass(frozen=True)
class TextPart:
    """Some of the records, as a file that the engine reads without doubt."""

    path: Path
    lines: np.ndarray[tuple[int], np.dtype[np.int64]]
    malformed: tuple[Malformed, ...]
    separator: str


def open_text(path: Path, name: str, contract: Contract, *, total_line: bool) -> TextFile:
    """Detect encoding and separator, and match the header.

    Raises:
        InputError: the file cannot be decoded, or its header does not fit.
    """
    encoding = detect_encoding(path, name)
    lines = Lines(utf8_blocks(path, encoding, name), name)
    first = lines.header().rstrip(b"\r").decode()
    if "\r" in first:
        raise InputError(
            "The header line holds a carriage return: lines must end with LF or with CR and LF.",
            file=name,
            next_step="Export the file again with the line ends of Windows or Linux.",
        )
    separator = _separator(first, contract, name)
    header = match_header(contract, _fields(first, separator, name), name)
    blocks = records(lines, separator, header.width)
    return TextFile(
        path, name, contract, encoding, header, without_last(blocks) if total_line else blocks
    )


def _separator(header: str, contract: Contract, name: str) -> str:
    """The separator under which the header line names most columns."""
    known = known_names(contract)
    found = {
        separator: len({folded(f) for f in _loosely(header, separator)} & known.keys())
        for separator in SEPARATORS
    }
    most = max(found.values())
    if most == 0:
        return max(SEPARATORS, key=header.count)
    best = [separator for separator, columns in found.items() if columns == most]
    if len(best) > 1 and any(separator in header for separator in best):
        raise InputError(
            "It is not clear which character separates the columns of the header line.",
            file=name,
            next_step="Use one of comma, tab and | throughout.",
        )
    return best[0]


def _loosely(header: str, separator: str) -> list[str]:
    return next(csv.reader([header], delimiter=separator), [])


def _fields(header: str, separator: str, name: str) -> list[str]:
    try:
        return next(csv.reader([header], delimiter=separator, strict=True), [])
    except csv.Error as error:
        raise InputError(
            "A quotation mark in the header line is not closed.",
            file=name,
            next_step="Mend the header line and export again.",
        ) from error


def without_last(blocks: Iterator[Block]) -> Iterator[Block]:
    """All records but the last one, which is the total line."""
    held: Block | None = None
    for block in blocks:
        if not len(block.lines) and not block.malformed:
            continue
        if held is not None:
            yield held
        held = block
    if held is None:
        return
    last = held.malformed[-1].line if held.malformed else 0
    if not len(held.lines) or last > held.lines[-1]:
        held.malformed.pop()
    else:
        end = held.data.rstrip(b"\n").rfind(b"\n") + 1
        held = Block(held.data[:end], held.lines[:-1], held.malformed, held.separator)
    yield held


def write_parts(file: TextFile, folder: Path) -> Iterator[TextPart]:
    """The records as files of the engine's dialect, of some 16 MiB."""
    held: list[Block] = []
    number = size = 0
    for block in file.blocks:
        if held and (size >= _PART or held[0].separator != block.separator):
            yield _write_part(held, folder / f"{number}.txt")
            held, size, number = [], 0, number + 1
        held.append(block)
        size += len(block.data)
    if held:
        yield _write_part(held, folder / f"{number}.txt")


def _write_part(blocks: Sequence[Block], path: Path) -> TextPart:
    with path.open("wb") as file:
        file.writelines(block.data for block in blocks)
    lines = np.concatenate([block.lines for block in blocks])
    malformed = tuple(bad for block in blocks for bad in block.malformed)
    return TextPart(path, lines, malformed, blocks[0].separator)


def load_part(db: duckdb.DuckDBPyConnection, file: TextFile, part: TextPart) -> None:
    """Make the temp view `raw` of a part.

    Raises:
        InputError: the engine saw other rows than were written; the run stops
            rather than lose one.
    """
    columns = ", ".join(f"'c{place}': 'varchar'" for place in range(file.header.width))
    values = ", ".join(
        f"{_field(file.header, column.name)} as {quoted(column.name)}"
        for column in file.contract.columns
    )
    db.execute(
        f"create or replace temp table fields as select {values} from read_csv("
        f"{literal(str(part.path))}, columns = {{{columns}}}, auto_detect = false, header = false, "
        f"delim = {literal(part.separator)}, quote = '', escape = '', comment = '', nullstr = '', "
        f"new_line = '\\n', strict_mode = true, null_padding = false, "
        f"max_line_size = {_LONGEST}, buffer_size = {32 * _LONGEST})"
    )
    part.path.unlink()
    (found,) = one_row(db, "select count(*) from fields")
    if found != len(part.lines):
        raise InputError(
            "The engine and the reader count different rows.",
            file=file.name,
            next_step="Please report this file's layout to the maintainers.",
        )
    number_rows(db, part.lines)


def _field(header: Header, column: str) -> str:
    return f"c{header.places[column]}" if column in header.places else "cast(null as varchar)"


def number_rows(
    db: duckdb.DuckDBPyConnection, lines: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> None:
    """Make `raw`: the rows of `fields`, in their order, with the line numbers."""
    if len(lines) and int(lines[-1]) - int(lines[0]) == len(lines) - 1:
        db.execute(
            f"create or replace temp view raw as select rowid + {int(lines[0])} as row, * "
            "from fields"
        )
        return
    db.register("given", pa.table({"place": np.arange(len(lines)), "row": lines}))
    db.execute("create or replace temp table numbers as select * from given")
    db.unregister("given")
    db.execute(
        "create or replace temp view raw as select numbers.row, fields.* "
        "from fields join numbers on fields.rowid = numbers.place"
    )
