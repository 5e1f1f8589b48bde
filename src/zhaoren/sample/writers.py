"""Writing the files of a sample inbox; the same rows give the same bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet
import xlsxwriter

from zhaoren.contracts.model import Contract
from zhaoren.sample.layout import Layout, headers_of

EXPORTED_AT = "T01:30:00+08:00"
ROW_GROUP = 122_880
MADE = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)


def as_text(table: pa.Table, contract: Contract, layout: Layout) -> pa.Table:
    """Every column as the file spells it; distinct values are spelled once."""
    columns = {}
    for column in contract.columns:
        values = table[column.name].combine_chunks()
        if pa.types.is_string(values.type) and not column.codes:
            columns[column.name] = values
            continue
        coded = values.dictionary_encode()
        spelled = [layout.text(value.as_py(), column) for value in coded.dictionary]
        columns[column.name] = pa.array(spelled, pa.string()).take(coded.indices)
    return pa.table(columns)


def write_text(table: pa.Table, contract: Contract, layout: Layout, path: Path, day: date) -> None:
    """A delimited text file of a table of strings, with its control file and total line.

    Written in blocks, so that a month of a million rows needs little memory.
    """
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for block in _blocks(table, contract, layout):
            data = block.encode(layout.encoding if file.tell() == 0 else _later(layout.encoding))
            digest.update(data)
            file.write(data)
    if layout.control:
        control = {
            "rows": table.num_rows,
            "sha256": digest.hexdigest(),
            "exported_at": f"{day.isoformat()}{EXPORTED_AT}",
            "total_line": bool(layout.total_line),
        }
        text = json.dumps(control, indent=2) + "\n"
        path.with_name(path.name + ".ctl.json").write_text(text, encoding="utf-8")


def _later(encoding: str) -> str:
    return "utf-8" if encoding == "utf-8-sig" else encoding


def _blocks(table: pa.Table, contract: Contract, layout: Layout) -> Iterator[str]:
    yield layout.separator.join(headers_of(layout, contract)) + "\n"
    if layout.extra:
        constant = pa.array([layout.extra["value"]] * table.num_rows, pa.string())
        table = table.append_column(layout.extra["column"], constant)
    for batch in table.to_batches(max_chunksize=200_000):
        yield _lines(batch, layout.separator)
    if layout.total_line:
        total = sum((Decimal(value.as_py() or 0) for value in _amounts(table, layout)), Decimal())
        names = [column.name for column in contract.columns]
        cells = ["合计", *[""] * (len(names) - 1)]
        cells[names.index(layout.total_line)] = f"{total:.2f}"
        yield layout.separator.join(cells) + "\n"


def _lines(batch: pa.RecordBatch, separator: str) -> str:
    """The rows as lines; fields are quoted only where one of them needs it."""
    for quoting in ("none", "needed"):
        buffer = pa.BufferOutputStream()
        options = pa.csv.WriteOptions(
            include_header=False, delimiter=separator, quoting_style=quoting
        )
        try:
            pa.csv.write_csv(batch, buffer, options)
        except pa.ArrowInvalid:  # a field holds a quote, a separator or a line end
            continue
        break
    text: str = buffer.getvalue().to_pybytes().decode("utf-8")
    return text


def _amounts(table: pa.Table, layout: Layout) -> Sequence[pa.StringScalar]:
    column = table[layout.total_line]
    amounts: Sequence[pa.StringScalar] = column.filter(
        pc.match_substring_regex(column, r"^-?\d+\.\d\d$")
    )
    return amounts


def write_xlsx(rows: Sequence[Sequence[object]], headers: Sequence[str], path: Path) -> None:
    """A workbook of one sheet: text as text, dates as Excel dates, floats as numbers."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": False, "in_memory": True})
    book.set_properties({"created": MADE})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("Sheet1")
    sheet.write_row(0, 0, headers)
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(number, place, value, day)
            elif isinstance(value, float):
                sheet.write_number(number, place, value)
            elif value not in (None, ""):
                sheet.write_string(number, place, str(value))
    book.close()


def write_parquet(table: pa.Table, path: Path) -> None:
    """Canonical Parquet: the contract's names and types, codes canonical."""
    pa.parquet.write_table(
        table, path, row_group_size=ROW_GROUP, compression="zstd", write_page_checksum=True
    )
