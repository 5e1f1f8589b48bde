"""Small accepted tables that keep their contracts."""

from collections.abc import Mapping

import duckdb

from zhaoren.contracts import Column, Contract, Contracts, Kind

PERSON = "37030219800101123X"
COMPANY = "91370300MA3C00001X"
VALUES = {
    Kind.PERSON_ID: f"'{PERSON}'",
    Kind.ORGANISATION_ID: f"'{COMPANY}'",
    Kind.DATE: "date '2026-09-30'",
    Kind.MONTH: "date '2026-09-01'",
    Kind.AMOUNT: "250000::bigint",
    Kind.INTEGER: "1::bigint",
    Kind.BOOLEAN: "true",
    Kind.STRINGS: "['in_service']",
}


def value(column: Column) -> str:
    if column.kind is Kind.CODE:
        return f"'{next(iter(column.codes.values()))}'"
    return VALUES.get(column.kind, "'张三'")


def fill(db: duckdb.DuckDBPyConnection, schema: str, tables: Mapping[str, Contract]) -> None:
    """One good row in each table."""
    db.execute(f"create schema {schema}")
    for name, contract in tables.items():
        row = ", ".join(f'{value(column)} as "{column.stored_as}"' for column in contract.columns)
        db.execute(f'create table {schema}."{name}" as select {row}')


def only(contracts: Contracts, *names: str) -> Contracts:
    """The contracts of these inputs and no others."""
    return Contracts({name: contracts.inputs[name] for name in names}, {})
