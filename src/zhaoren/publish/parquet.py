"""A published table as Parquet: the same rows always give the same bytes.

Rows stand in the order of the contract's key (binary UTF-8) and are cut into
row groups of a fixed number of rows, so neither the number of threads nor the
engine's batches can be seen in the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from zhaoren.contracts.model import Column, Contract
from zhaoren.rules.sql import literal

ROWS_PER_GROUP = 65_536
NO_LABELS: Mapping[str, str] = MappingProxyType({})
_TYPES: dict[str, pa.DataType] = {
    "varchar": pa.string(),
    "bigint": pa.int64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
    "varchar[]": pa.list_(pa.string()),
}


@dataclass(frozen=True)
class Stamp:
    """What every published file says about its run."""

    run_id: str
    as_of: date
    city: str
    city_title: str = ""


def write_table(
    db: duckdb.DuckDBPyConnection,
    relation: str,
    contract: Contract,
    stamp: Stamp,
    path: Path,
    labels: Mapping[str, str] = NO_LABELS,
) -> int:
    """Write `relation` as its contract says, and return the number of rows.

    A column run_id of the contract is filled in; every other column must
    stand in the relation under its name. `labels` (contracts.labels) go into
    the file's metadata.
    """
    schema = _schema(contract, stamp, labels)
    reader = db.sql(_select(relation, contract, stamp)).to_arrow_reader(ROWS_PER_GROUP)
    rows = 0
    with pq.ParquetWriter(path, schema, compression="zstd", write_page_checksum=True) as writer:
        for group in _groups(reader):
            writer.write_table(
                pa.table(group.columns, schema=schema), row_group_size=ROWS_PER_GROUP
            )
            rows += group.num_rows
    return rows


def _schema(contract: Contract, stamp: Stamp, labels: Mapping[str, str]) -> pa.Schema:
    fields = [
        pa.field(column.stored_as, _TYPES[column.sql_type], metadata=_described(column))
        for column in contract.columns
    ]
    about = {
        "run_id": stamp.run_id,
        "as_of": stamp.as_of.isoformat(),
        "city": stamp.city,
        **({"city_title": stamp.city_title} if stamp.city_title else {}),
        "contract": contract.name,
        "description": contract.description,
        **labels,
    }
    return pa.schema(fields, metadata=about)


def _described(column: Column) -> dict[str, str]:
    return {"description": column.description, "title": column.header}


def _select(relation: str, contract: Contract, stamp: Stamp) -> str:
    columns = ", ".join(_value(column, stamp) for column in contract.columns)
    key = [contract.column(name) for name in contract.key] or contract.columns
    order = ", ".join(f'"{column.stored_as}" nulls first' for column in key)
    return f"select {columns} from {relation} order by {order}"


def _value(column: Column, stamp: Stamp) -> str:
    if column.name == "run_id":
        return f"{literal(stamp.run_id).sql(dialect='duckdb')} as run_id"
    return f'cast("{column.stored_as}" as {column.sql_type}) as "{column.stored_as}"'


def _groups(reader: pa.RecordBatchReader) -> Iterator[pa.Table]:
    """The rows of a reader in tables of ROWS_PER_GROUP, each in one chunk."""
    waiting: list[pa.RecordBatch] = []
    held = 0
    for batch in reader:
        waiting.append(batch)
        held += batch.num_rows
        while held >= ROWS_PER_GROUP:
            table = pa.Table.from_batches(waiting)
            yield table.slice(0, ROWS_PER_GROUP).combine_chunks()
            waiting = table.slice(ROWS_PER_GROUP).to_batches()
            held -= ROWS_PER_GROUP
    if held:
        yield pa.Table.from_batches(waiting).combine_chunks()
