"""The named cases of `sample_data/<city>/cases.yaml`, checked and completed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ruamel.yaml import YAML

from zhaoren.content import Content
from zhaoren.errors import UsageError

CASE_FIELDS = {
    "of", "says", "like", "employer", "employers", "person", "people", "expected", "quarantined",
}  # fmt: skip
OF_PERSONS = (
    "certificate", "contract", "registration", "contribution", "account", "graduate", "award",
    "designation", "hire", "startup", "payment",
)  # fmt: skip
OF_EMPLOYERS = ("recognition", "org_year", "hosting", "org_account", "org_payment")
PAYMENTS = ("payment", "org_payment")  # nobody was paid before unless the case says so
PERSON_FIELDS = {
    "with", "born", "name", "check_digit", "old_number", "times", "spelling", "life",
    *OF_PERSONS, *(f"{kind}s" for kind in OF_PERSONS),
}  # fmt: skip
Fields = Mapping[str, Any]
Entries = Mapping[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Standard:
    """What a case is `like`: what it holds unless it says otherwise, and who judges it."""

    judged: Mapping[str, Mapping[Any, str]]  # kind of entry → word of an expectation → policy
    expected: Fields  # what a policy answers that the case does not mention
    person: Fields | None  # kind → what differs from the file's `standard`; None: no person
    employers: Mapping[str, Fields]


@dataclass(frozen=True)
class Person:
    """One person of a case; every list holds complete entries."""

    case: str
    label: str
    copy: int  # 1 … times
    fields: Fields
    entries: Entries


@dataclass(frozen=True)
class Employer:
    """One organisation of a case: an employer, a school, a host."""

    case: str
    label: str
    fields: Fields
    entries: Entries
    copy: int = 1


@dataclass(frozen=True)
class Case:
    """One case: what differs, and what is expected."""

    name: str
    of: str
    standard: Standard
    employers: Mapping[str, Employer]
    people: tuple[Person, ...]
    expected: Any
    quarantined: tuple[Mapping[str, str], ...]


@dataclass(frozen=True)
class Cases:
    """The case file of a city."""

    as_of: date
    first_month: str
    newest_month: str
    ordinary: Fields
    verdicts: Fields
    paid_to: Mapping[str, str]  # policy → the column that names who is paid, if not the person
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
    base = document["standard"]
    standards = {name: _standard(found) for name, found in document["standards"].items()}
    first = next(iter(standards))
    return Cases(
        as_of=document["as_of"],
        first_month=document["months"]["first"],
        newest_month=document["months"]["newest"],
        ordinary=document["ordinary"],
        verdicts=document["verdicts"],
        paid_to=document.get("paid_to", {}),
        cases=tuple(
            _case(name, found, base, standards[found.get("like", first)])
            for name, found in document["cases"].items()
        ),
    )


def _standard(found: dict[str, Any]) -> Standard:
    return Standard(
        judged=found["judged"],
        expected=found.get("expected", {}),
        person=found.get("person"),
        employers=found.get("employers", {}),
    )


def _case(name: str, found: dict[str, Any], base: dict[str, Any], standard: Standard) -> Case:
    _known(name, found, CASE_FIELDS)
    people = found.get("people") or {"": found.get("person", {})}
    if standard.person is None:
        people = {}
    employers: dict[str, Fields] = {"own": found.get("employer", {}), **found.get("employers", {})}
    for label in standard.employers:
        if label != "each":
            employers.setdefault(label, {})
    return Case(
        name=name,
        of=found.get("of", ""),
        standard=standard,
        employers={
            label: _employer(name, label, fields, base, standard)
            for label, fields in employers.items()
        },
        people=tuple(
            person
            for label, fields in people.items()
            for person in _copies(name, label, fields, base["person"], standard.person or {})
        ),
        expected=found["expected"],
        quarantined=tuple(found.get("quarantined", ())),
    )


def _employer(
    case: str, label: str, fields: Fields, base: dict[str, Any], standard: Standard
) -> Employer:
    """An organisation; what the standard says of `each` or of its label comes first."""
    usual = standard.employers.get(label, standard.employers.get("each", {}))
    entries = {kind: _entries(kind, fields, base["employer"], usual) for kind in OF_EMPLOYERS}
    plain = {**base["employer"], **usual, **fields}
    return Employer(case, label, plain, entries)


def _copies(
    case: str, label: str, fields: dict[str, Any], base: Fields, usual: Fields
) -> Iterator[Person]:
    _known(case, fields, PERSON_FIELDS)
    entries = {kind: _entries(kind, fields, base, usual) for kind in OF_PERSONS}
    for copy in range(1, fields.get("times", 1) + 1):
        yield Person(case, label, copy, {"with": base["with"], **fields}, entries)


def _entries(kind: str, fields: Fields, base: Fields, usual: Fields) -> list[dict[str, Any]]:
    """The entries of one kind: a list replaces, a single one deviates."""
    if f"{kind}s" in fields:
        found = fields[f"{kind}s"]
    elif kind in fields or (kind in usual and kind not in PAYMENTS):
        found = [fields.get(kind, {})]
    else:
        found = []
    if found == ["none"]:
        return []
    return [{**base[kind], **usual.get(kind, {}), **entry} for entry in found]


def _known(case: str, fields: Fields, words: set[str]) -> None:
    unknown = sorted(set(fields) - words)
    if unknown:
        raise UsageError(f"The case {case} has the unknown field(s) {', '.join(unknown)}.")
