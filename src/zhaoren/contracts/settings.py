"""Custom properties of a contract or a column: what the standard has no word for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from open_data_contract_standard.model import CustomProperty

from zhaoren.contracts.document import Document, Place

CONTRACT_SETTINGS: Mapping[str, type] = {
    "required": bool,
    "mayBeWaived": bool,
    "absence": str,
    "quarantineLimit": float,
    "shrinkLimit": float,
    "freshBy": str,
}
COLUMN_SETTINGS: Mapping[str, type] = {
    "kind": str,
    "requiredUnless": str,
    "aliases": list,
    "codes": dict,
}
SOURCE_MUST_SAY = ("required", "absence", "quarantineLimit", "shrinkLimit")
NEEDS_REASON = ("quarantineLimit", "shrinkLimit")


def read_settings(
    document: Document,
    at: Place,
    given: Sequence[CustomProperty] | None,
    known: Mapping[str, type],
) -> dict[str, Any]:
    """The custom properties by name, each once and of its type; others are faults."""
    settings: dict[str, Any] = {}
    for number, item in enumerate(given or ()):
        name, place = item.property or "", (*at, number)
        if name not in known:
            document.fault(place, f"unknown custom property {name!r}")
        elif name in settings:
            document.fault(place, f"{name} is given twice")
        elif not isinstance(item.value, known[name]):
            document.fault(place, f"{name} must be a {known[name].__name__}")
        else:
            settings[name] = item.value
    return settings


def check_source_settings(document: Document, given: Sequence[CustomProperty] | None) -> None:
    """A source says whether it is required, what its absence means, and its limits with reasons."""
    at: Place = ("customProperties",)
    said = {item.property: number for number, item in enumerate(given or ())}
    for name in SOURCE_MUST_SAY:
        if name not in said:
            document.fault(at, f"custom property {name} is missing")
    for item in given or ():
        if item.property in NEEDS_REASON and not item.description:
            place = (*at, said[item.property])
            document.fault(place, f"{item.property} needs its reason (description)")
