"""One Open Data Contract Standard file, read strictly, as a `Contract`.

The standard's own pydantic models say what may stand where; what they leave
open (kinds, code lists, keys, aliases) is checked here. Every fault names the
file and the line.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from open_data_contract_standard.model import OpenDataContractStandard, SchemaObject
from pydantic import ValidationError

from zhaoren.contracts.columns import check_sources, read_columns, read_key
from zhaoren.contracts.document import Document, read_document
from zhaoren.contracts.model import Contract, Kind
from zhaoren.contracts.settings import CONTRACT_SETTINGS, check_source_settings, read_settings

API_VERSION = "v3.1.0"
_DATES = (Kind.DATE, Kind.MONTH)


def read_odcs(path: Path, *, source: bool, sources: frozenset[str] = frozenset()) -> Contract:
    """The contract in `path`; `source` says whether it is of an input.

    `sources`: the inputs that a column of a published table may come from.

    Raises:
        ContractFileError: the file is not YAML, not ODCS v3.1, or contradicts itself.
    """
    document = read_document(path)
    odcs = _validated(document)
    table = _table(document, odcs, path.name.partition(".")[0])
    settings = read_settings(
        document, ("customProperties",), odcs.customProperties, CONTRACT_SETTINGS
    )
    if source:
        check_source_settings(document, odcs.customProperties)
    columns, key = read_columns(document, table, source=source), read_key(document, table)
    check_sources(document, columns, sources)
    fresh_by = settings.get("freshBy", "")
    if fresh_by and not any(one.name == fresh_by and one.kind in _DATES for one in columns):
        document.fault(("customProperties",), f"freshBy must name a date or month: {fresh_by}")
    document.raise_faults()
    return Contract(
        name=odcs.name or "",
        title=table.businessName or "",
        description=f"{table.description} {table.dataGranularityDescription}",
        columns=columns,
        key=key,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        required=settings.get("required", True),
        may_be_waived=settings.get("mayBeWaived", False),
        absence=settings.get("absence", ""),
        quarantine_limit=float(settings.get("quarantineLimit", 0.05)),
        shrink_limit=float(settings.get("shrinkLimit", 0.5)),
        fresh_by=fresh_by,
    )


def _validated(document: Document) -> OpenDataContractStandard:
    try:
        return OpenDataContractStandard.model_validate(
            document.content, strict=True, extra="forbid"
        )
    except ValidationError as error:
        for part in error.errors(include_input=False, include_url=False):
            document.fault(part["loc"], f"{'.'.join(map(str, part['loc']))}: {part['msg']}")
        document.raise_faults()
        raise


def _table(document: Document, odcs: OpenDataContractStandard, name: str) -> SchemaObject:
    if odcs.apiVersion != API_VERSION or odcs.kind != "DataContract":
        document.fault(("apiVersion",), f"must be a DataContract of apiVersion {API_VERSION}")
    tables = odcs.schema_ or []
    if len(tables) != 1:
        document.fault(("schema",), "must describe exactly one table")
        document.raise_faults()
    for at, given in ((("name",), odcs.name), (("schema", 0, "name"), tables[0].name)):
        if given != name:
            document.fault(at, f"name must be {name}, as the file's name says")
    for field in ("businessName", "description", "dataGranularityDescription"):
        if not getattr(tables[0], field):
            document.fault(("schema", 0), f"{field} is missing")
    return tables[0]
