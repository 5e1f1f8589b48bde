"""One Open Data Contract Standard file, read strictly, as a `Contract`.

The standard's own pydantic models say what may stand where; what they leave
open (kinds, code lists, keys, aliases) is checked here. Every fault names the
file and the line.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import sqlglot
from open_data_contract_standard.model import (
    CustomProperty,
    OpenDataContractStandard,
    SchemaObject,
    SchemaProperty,
)
from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError

from zhaoren.contracts.model import Column, Contract, Kind

API_VERSION = "v3.1.0"
LOGICAL_TYPES = {
    Kind.DATE: "date",
    Kind.MONTH: "date",
    Kind.AMOUNT: "number",
    Kind.INTEGER: "integer",
    Kind.BOOLEAN: "boolean",
    Kind.STRINGS: "array",
    Kind.TIMESTAMP: "timestamp",
}
CONTRACT_SETTINGS = {
    "required": bool,
    "mayBeWaived": bool,
    "absence": str,
    "quarantineLimit": float,
    "shrinkLimit": float,
}
COLUMN_SETTINGS = {"kind": str, "requiredUnless": str, "aliases": list, "codes": dict}
Path_ = tuple[str | int, ...]


class ContractFileError(Exception):
    """All faults of one file, each as `file:line: what`."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(faults))


def normal(text: str) -> str:
    """The form in which headers and raw codes are compared: NFKC, no outer white space."""
    return unicodedata.normalize("NFKC", text).strip()


def read_odcs(path: Path, *, source: bool) -> Contract:
    """The contract in `path`; `source` says whether it is of an input.

    Raises:
        ContractFileError: the file is not YAML, not ODCS v3.1, or contradicts itself.
    """
    content = path.read_bytes()
    reader = _Reader(f"{path.parent.name}/{path.name}", _parse(path, content), source)
    contract = reader.contract(
        path.name.partition(".")[0], hashlib.sha256(content).hexdigest(), source
    )
    if reader.faults or contract is None:
        raise ContractFileError(reader.faults)
    return contract


def _parse(path: Path, content: bytes) -> CommentedMap:
    where = f"{path.parent.name}/{path.name}"
    try:
        document = YAML(typ="rt").load(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ContractFileError([f"{where}:1: is not UTF-8 ({error.reason})"]) from error
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ContractFileError([f"{where}:{line}: {error.problem}"]) from error
    if not isinstance(document, CommentedMap):
        raise ContractFileError([f"{where}:1: is not a mapping"])
    return document


class _Reader:
    """Turns one parsed document into a contract and gathers its faults."""

    def __init__(self, where: str, document: CommentedMap, source: bool) -> None:
        self.where, self.document, self.source = where, document, source
        self.faults: list[str] = []

    def fault(self, at: Path_, what: str) -> None:
        self.faults.append(f"{self.where}:{_line(self.document, at)}: {what}")

    def contract(self, name: str, sha256: str, source: bool) -> Contract | None:
        odcs = self._validated()
        if odcs is None:
            return None
        if odcs.apiVersion != API_VERSION or odcs.kind != "DataContract":
            self.fault(("apiVersion",), f"must be a DataContract of apiVersion {API_VERSION}")
        if odcs.name != name:
            self.fault(("name",), f"name must be {name}, as the file's name says")
        if len(odcs.schema_ or []) != 1:
            self.fault(("schema",), "must describe exactly one table")
            return None
        table = (odcs.schema_ or [])[0]
        if table.name != name:
            self.fault(("schema", 0, "name"), f"name must be {name}, as the file's name says")
        settings = self._settings(("customProperties",), odcs.customProperties, CONTRACT_SETTINGS)
        if source:
            self._check_source(odcs.customProperties or [], settings)
        columns = self._columns(table, source)
        return Contract(
            name=name,
            title=table.businessName or "",
            description=f"{table.description} {table.dataGranularityDescription}",
            columns=columns,
            key=self._key(table),
            sha256=sha256,
            required=settings.get("required", True),
            may_be_waived=settings.get("mayBeWaived", False),
            absence=settings.get("absence", ""),
            quarantine_limit=float(settings.get("quarantineLimit", 0.05)),
            shrink_limit=float(settings.get("shrinkLimit", 0.5)),
        )

    def _validated(self) -> OpenDataContractStandard | None:
        try:
            return OpenDataContractStandard.model_validate(
                self.document, strict=True, extra="forbid"
            )
        except ValidationError as error:
            for part in error.errors(include_input=False, include_url=False):
                at = part["loc"]
                self.fault(at, f"{'.'.join(map(str, at))}: {part['msg']}")
            return None

    def _settings(
        self, at: Path_, given: list[CustomProperty] | None, known: Mapping[str, type]
    ) -> dict[str, Any]:
        settings: dict[str, Any] = {}
        for number, item in enumerate(given or []):
            name = item.property or ""
            if name not in known:
                self.fault((*at, number), f"unknown custom property {name!r}")
            elif name in settings:
                self.fault((*at, number), f"{name} is given twice")
            elif not isinstance(item.value, known[name]):
                self.fault((*at, number), f"{name} must be a {known[name].__name__}")
            else:
                settings[name] = item.value
        return settings

    def _check_source(self, given: list[CustomProperty], settings: Mapping[str, Any]) -> None:
        for name in ("required", "absence", "quarantineLimit", "shrinkLimit"):
            if name not in settings:
                self.fault(("customProperties",), f"custom property {name} is missing")
        for number, item in enumerate(given):
            if item.property in ("quarantineLimit", "shrinkLimit") and not item.description:
                self.fault(
                    ("customProperties", number), f"{item.property} needs its reason (description)"
                )

    def _columns(self, table: SchemaObject, source: bool) -> tuple[Column, ...]:
        columns: list[Column] = []
        taken: dict[str, str] = {}
        for number, item in enumerate(table.properties or []):
            at: Path_ = ("schema", 0, "properties", number)
            column = self._column(at, item)
            if column is None:
                continue
            if source:
                self._check_headers(at, column, taken)
            columns.append(column)
        names = [column.name for column in columns]
        for number, column in enumerate(columns):
            at = ("schema", 0, "properties", number)
            if names.index(column.name) != number:
                self.fault(at, f"column {column.name} stands twice")
            self._check_condition(at, column, names)
        return tuple(columns)

    def _column(self, at: Path_, item: SchemaProperty) -> Column | None:
        settings = self._settings((*at, "customProperties"), item.customProperties, COLUMN_SETTINGS)
        try:
            kind = Kind(settings.get("kind", ""))
        except ValueError:
            self.fault(at, f"custom property kind must be one of {', '.join(Kind)}")
            return None
        for field in ("name", "businessName", "description", "required"):
            if getattr(item, field) in (None, ""):
                self.fault(at, f"{field} is missing")
        logical = LOGICAL_TYPES.get(kind, "string")
        if item.logicalType != logical:
            self.fault((*at, "logicalType"), f"logicalType of a {kind} is {logical}")
        return Column(
            name=item.name or "",
            kind=kind,
            required=bool(item.required),
            description=item.description or "",
            header=item.businessName or "",
            aliases=tuple(settings.get("aliases", ())),
            codes=self._codes(at, kind, settings.get("codes", {})),
            required_unless=settings.get("requiredUnless"),
        )

    def _codes(self, at: Path_, kind: Kind, given: Mapping[Any, Any]) -> dict[str, str]:
        coded = kind is Kind.CODE or (kind is Kind.BOOLEAN and self.source)
        if bool(given) != coded:
            self.fault(at, "codes are given for codes and an input's booleans, and only there")
        codes: dict[str, str] = {}
        for canonical, values in given.items():
            raw = values if isinstance(values, list) else [None]
            for value in (canonical, *raw):
                if not isinstance(value, str) or value != normal(value):
                    self.fault(at, f"codes of {canonical}: {value!r} is not text in NFKC; quote it")
                elif codes.setdefault(value, canonical) != canonical:
                    self.fault(at, f"code {value!r} means both {codes[value]} and {canonical}")
        if kind is Kind.BOOLEAN and coded and set(given) != {"true", "false"}:
            self.fault(at, 'codes of a boolean are those of "true" and of "false"')
        return codes

    def _check_headers(self, at: Path_, column: Column, taken: dict[str, str]) -> None:
        for header in (column.name, column.header, *column.aliases):
            if not isinstance(header, str) or header != normal(header):
                self.fault(at, f"header {header!r} is not text in NFKC; quote it")
            elif taken.setdefault(header.casefold(), column.name) != column.name:
                self.fault(at, f"header {header} is already that of {taken[header.casefold()]}")

    def _check_condition(self, at: Path_, column: Column, names: Sequence[str]) -> None:
        if column.required_unless is None:
            return
        if column.required:
            self.fault(at, "requiredUnless stands on columns with required: false only")
        try:
            condition = sqlglot.parse_one(column.required_unless, dialect="duckdb")
        except sqlglot.errors.ParseError:
            self.fault(at, "requiredUnless is not an SQL condition")
            return
        for found in condition.find_all(sqlglot.exp.Column):
            if found.name not in names:
                self.fault(at, f"requiredUnless names the unknown column {found.name}")

    def _key(self, table: SchemaObject) -> tuple[str, ...]:
        placed = {
            item.primaryKeyPosition or 0: item.name or ""
            for item in table.properties or []
            if item.primaryKey
        }
        count = sum(bool(item.primaryKey) for item in table.properties or [])
        if sorted(placed) != list(range(1, count + 1)):
            self.fault(("schema", 0), "primaryKeyPosition must count 1, 2, … over the key")
        return tuple(placed[position] for position in sorted(placed))


def _line(document: Any, at: Path_) -> int:
    """The line, from 1, of the innermost part of `at` that exists."""
    line, node = 1, document
    for part in at:
        if isinstance(node, CommentedMap) and part in node:
            line = node.lc.key(part)[0] + 1
        elif isinstance(node, CommentedSeq) and isinstance(part, int) and part < len(node):
            line = node.lc.item(part)[0] + 1
        else:
            return line
        node = node[part]
    return line
