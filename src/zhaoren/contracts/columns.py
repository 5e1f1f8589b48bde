"""The columns of a contract, from the properties of its one table."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

import sqlglot
from open_data_contract_standard.model import SchemaObject, SchemaProperty

from zhaoren.contracts.document import Document, Place
from zhaoren.contracts.model import Column, Kind
from zhaoren.contracts.settings import COLUMN_SETTINGS, read_settings

PROPERTIES: Place = ("schema", 0, "properties")
LOGICAL_TYPES = {
    Kind.DATE: "date",
    Kind.MONTH: "date",
    Kind.AMOUNT: "number",
    Kind.INTEGER: "integer",
    Kind.BOOLEAN: "boolean",
    Kind.STRINGS: "array",
    Kind.TIMESTAMP: "timestamp",
}


def normal(text: str) -> str:
    """The form in which headers and raw codes are compared: NFKC, no outer white space."""
    return unicodedata.normalize("NFKC", text).strip()


def read_columns(document: Document, table: SchemaObject, *, source: bool) -> tuple[Column, ...]:
    """The columns in the order of the file; faults are noted in `document`."""
    columns: list[Column] = []
    taken: dict[str, str] = {}
    for number, item in enumerate(table.properties or []):
        at = (*PROPERTIES, number)
        column = _column(document, at, item)
        if column is None:
            continue
        if any(column.name == other.name for other in columns):
            document.fault(at, f"column {column.name} stands twice")
        _check_coded(document, at, column, source=source)
        if source:
            _check_headers(document, at, column, taken)
        columns.append(column)
    _check_conditions(document, columns)
    return tuple(columns)


def read_key(document: Document, table: SchemaObject) -> tuple[str, ...]:
    """The primary key in the order of its positions."""
    marked = [item for item in table.properties or [] if item.primaryKey]
    placed = {item.primaryKeyPosition or 0: item.name or "" for item in marked}
    if sorted(placed) != list(range(1, len(marked) + 1)):
        document.fault(("schema", 0), "primaryKeyPosition must count 1, 2, … over the key")
    return tuple(placed[position] for position in sorted(placed))


def check_sources(document: Document, columns: Sequence[Column], sources: frozenset[str]) -> None:
    """A column comes from inputs that there are; what an input holds comes from nowhere else."""
    for number, column in enumerate(columns):
        for name in column.sources:
            if name not in sources:
                at = (*PROPERTIES, number, "transformSourceObjects")
                document.fault(at, f"transformSourceObjects names {name}, which is no input")


def _column(document: Document, at: Place, item: SchemaProperty) -> Column | None:
    settings = read_settings(
        document, (*at, "customProperties"), item.customProperties, COLUMN_SETTINGS
    )
    kind = _kind(document, at, item, settings.get("kind", ""))
    if kind is None:
        return None
    for field in ("name", "businessName", "description", "required"):
        if getattr(item, field) in (None, ""):
            document.fault(at, f"{field} is missing")
    return Column(
        name=item.name or "",
        kind=kind,
        required=bool(item.required),
        description=item.description or "",
        header=item.businessName or "",
        aliases=tuple(settings.get("aliases", ())),
        codes=_codes(document, at, settings.get("codes", {})),
        required_unless=settings.get("requiredUnless"),
        sources=tuple(sorted(item.transformSourceObjects or ())),
    )


def _kind(document: Document, at: Place, item: SchemaProperty, given: str) -> Kind | None:
    try:
        kind = Kind(given)
    except ValueError:
        document.fault(at, f"custom property kind must be one of {', '.join(Kind)}")
        return None
    logical = LOGICAL_TYPES.get(kind, "string")
    if item.logicalType != logical:
        document.fault((*at, "logicalType"), f"logicalType of kind {kind} is {logical}")
    return kind


def _codes(document: Document, at: Place, given: Mapping[Any, Any]) -> dict[str, str]:
    codes: dict[str, str] = {}
    for canonical, values in given.items():
        for value in (canonical, *(values if isinstance(values, list) else [None])):
            if not isinstance(value, str) or value != normal(value):
                document.fault(at, f"codes of {canonical}: {value!r} is not text in NFKC; quote it")
            elif codes.setdefault(value, canonical) != canonical:
                document.fault(at, f"code {value!r} means both {codes[value]} and {canonical}")
    return codes


def _check_coded(document: Document, at: Place, column: Column, *, source: bool) -> None:
    """Code columns have codes, and so have the booleans of a source: nothing else has."""
    coded = column.kind is Kind.CODE or (column.kind is Kind.BOOLEAN and source)
    if bool(column.codes) != coded:
        document.fault(at, "codes are given for codes and a source's booleans, and only there")
    elif column.kind is Kind.BOOLEAN and coded and set(column.codes.values()) != {"true", "false"}:
        document.fault(at, 'codes of a boolean are those of "true" and of "false"')


def _check_headers(document: Document, at: Place, column: Column, taken: dict[str, str]) -> None:
    for header in (column.name, column.header, *column.aliases):
        if not isinstance(header, str) or header != normal(header):
            document.fault(at, f"header {header!r} is not text in NFKC; quote it")
        elif taken.setdefault(header.casefold(), column.name) != column.name:
            document.fault(at, f"header {header} is already that of {taken[header.casefold()]}")


def _check_conditions(document: Document, columns: Sequence[Column]) -> None:
    names = {column.name for column in columns}
    for number, column in enumerate(columns):
        if column.required_unless is None:
            continue
        at = (*PROPERTIES, number)
        if column.required:
            document.fault(at, "requiredUnless stands on columns with required: false only")
        try:
            condition = sqlglot.parse_one(column.required_unless, dialect="duckdb")
        except sqlglot.errors.ParseError:
            document.fault(at, "requiredUnless is not an SQL condition")
            continue
        for found in {found.name for found in condition.find_all(sqlglot.exp.Column)} - names:
            document.fault(at, f"requiredUnless names the unknown column {found}")
