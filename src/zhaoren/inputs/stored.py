"""The accepted values of a canonical Parquet file, as SQL over the file as it lies."""

from __future__ import annotations

from zhaoren.contracts.model import Column, Kind
from zhaoren.inputs.engine import quoted
from zhaoren.inputs.parquet import ParquetFile


def stored_sql(file_columns: frozenset[str], columns: tuple[Column, ...]) -> dict[str, str]:
    """SQL of each accepted value over a canonical file with these columns."""
    found: dict[str, str] = {}
    for column in columns:
        name = quoted(column.name)
        if column.name not in file_columns:
            value = f"cast(null as {column.sql_type})"
        elif column.kind is Kind.AMOUNT:
            value = f"cast({name} * 100 as bigint)"
        elif column.kind is Kind.DATE:
            value = f"nullif({name}, date '9999-12-31')"
        elif column.kind is Kind.INTEGER:
            value = f"cast({name} as bigint)"
        else:
            value = name
        found[column.stored_as] = value
        if column.kind is Kind.NAME:
            found[f"{column.name}_original"] = value
    return found


def present(file: ParquetFile) -> list[Column]:
    """The contract's columns that the file has."""
    return [column for column in file.contract.columns if column.name in file.header.places]


def stored_list(file: ParquetFile) -> str:
    """All of them, for a `select`."""
    stored = stored_sql(frozenset(file.header.places), file.contract.columns)
    return ", ".join(f"{sql} as {quoted(name)}" for name, sql in stored.items())
