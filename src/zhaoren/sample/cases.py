"""The named cases of `sample_data/<city>/cases.yaml`, checked and completed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ruamel.yaml import YAML

from zhaoren.content import Content
from zhaoren.errors import UsageError

CASE_FIELDS = {"of", "says", "employer", "employers", "person", "people", "expected", "quarantined"}
PERSON_FIELDS = {
    "with", "born", "name", "check_digit", "old_number", "times", "spelling", "life", "payments",
    "certificate", "certificates", "contract", "contracts", "registration", "registrations",
    "contribution", "contributions", "account", "accounts",
}  # fmt: skip
LISTS = ("certificate", "contract", "registration", "contribution", "account", "payment")
Fields = Mapping[str, Any]


@dataclass(frozen=True)
class Person:
    """One person of a case; every list holds complete entries."""

    case: str
    label: str
    copy: int  # 1 … times
    fields: Fields
    entries: Mapping[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Case:
    """One case: what differs, and what is expected."""

    name: str
    of: str
    employers: Mapping[str, Fields]
    people: tuple[Person, ...]
    expected: Fields
    quarantined: tuple[Mapping[str, str], ...]


@dataclass(frozen=True)
class Cases:
    """The case file of a city."""

    as_of: date
    first_month: str
    newest_month: str
    ordinary: Fields
    verdicts: Fields
    cases: tuple[Case, ...]


def load_cases(content: Content, city: str) -> Cases:
    """The cases of `city`.

    Raises:
        UsageError: there is no case file, or a case uses a word that it does not know.
    """
    path = content.sample_data / city / "cases.yaml"
    if not path.is_file():
        raise UsageError(
            f"There are no sample cases for the city {city!r}: {path.name} is not there."
        )
    document = YAML(typ="safe").load(path)
    standard = document["standard"]
    return Cases(
        as_of=document["as_of"],
        first_month=document["months"]["first"],
        newest_month=document["months"]["newest"],
        ordinary=document["ordinary"],
        verdicts=document["verdicts"],
        cases=tuple(_case(name, found, standard) for name, found in document["cases"].items()),
    )


def _case(name: str, found: dict[str, Any], standard: dict[str, Any]) -> Case:
    _known(name, found, CASE_FIELDS)
    people = found.get("people") or {"": found.get("person", {})}
    employers = {"own": found.get("employer", {}), **found.get("employers", {})}
    return Case(
        name=name,
        of=found.get("of", ""),
        employers={
            label: {**standard["employer"], **fields} for label, fields in employers.items()
        },
        people=tuple(
            person
            for label, fields in people.items()
            for person in _copies(name, label, fields, standard["person"])
        ),
        expected=found["expected"],
        quarantined=tuple(found.get("quarantined", ())),
    )


def _copies(case: str, label: str, fields: dict[str, Any], standard: Fields) -> Iterator[Person]:
    _known(case, fields, PERSON_FIELDS)
    entries = {kind: _entries(kind, fields, standard) for kind in LISTS}
    for copy in range(1, fields.get("times", 1) + 1):
        yield Person(case, label, copy, {"with": standard["with"], **fields}, entries)


def _entries(kind: str, fields: Fields, standard: Fields) -> list[dict[str, Any]]:
    """The entries of one kind: a list replaces, a single one deviates."""
    if fields.get(kind) == "none":
        return []
    if kind == "payment" or f"{kind}s" in fields:
        found = fields.get(f"{kind}s", [])
    else:
        found = [fields.get(kind, {})]
    return [{**standard[kind], **entry} for entry in found]


def _known(case: str, fields: Fields, words: set[str]) -> None:
    unknown = sorted(set(fields) - words)
    if unknown:
        raise UsageError(f"The case {case} has the unknown field(s) {', '.join(unknown)}.")
