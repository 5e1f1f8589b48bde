"""The ledger as decisions see it: incumbents, what was granted, who was confirmed.

A grant names parties; here they stand under the numbers in use today, so that
a changed number opens no second claim. Where a party has several numbers in
use, its grants stand once under each (`variant`).
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import duckdb
import pyarrow as pa

from zhaoren.heap import no_collection
from zhaoren.ledger.book import Book
from zhaoren.ledger.lifecycle import GRANTED, OPEN, TITLES, State
from zhaoren.ledger.records import Confirmation, Grant
from zhaoren.rules.sql import KEY_SEPARATOR

Bases = Mapping[str, Mapping[str, Any]]

WITHOUT_KEY = "=candidate"
"""The first reference of the key of a grant whose once key is not known."""

_TEXT, _COUNT, _DAY = pa.string(), pa.int64(), pa.date32()
GRANTS = pa.schema(
    [
        ("grant_id", _TEXT), ("variant", _COUNT), ("place", _COUNT), ("policy_id", _TEXT),
        ("benefit_id", _TEXT), ("state", _TEXT), ("standing", _TEXT), ("candidate_id", _TEXT),
        ("once_key", _TEXT), ("ceiling_group", _TEXT), ("ceiling_year", _COUNT),
        ("beneficiary_kind", _TEXT), ("beneficiary_id", _TEXT), ("person_id", _TEXT),
        ("employer_id", _TEXT), ("district", _TEXT), ("level", _TEXT), ("period", _TEXT),
        ("amount_fen", _COUNT), ("city_fen", _COUNT), ("district_fen", _COUNT),
        ("hold_reasons", pa.list_(_TEXT)), ("found_on", _DAY), ("since", _DAY), ("due_on", _DAY),
        ("submitted_on", _DAY), ("paid_on", _DAY), ("batch", _TEXT), ("title", _TEXT),
        ("notice_until", _DAY),
    ]
)  # fmt: skip
CONFIRMED = pa.schema(
    [("policy_id", _TEXT), ("candidate_id", _TEXT), ("unknown_ids", _TEXT), ("evidence", _TEXT)]
)
NUMBERS = pa.schema([("party_id", _TEXT), ("number", _TEXT), ("current_number", _TEXT)])
_TABLES = {"grants": GRANTS, "confirmed": CONFIRMED, "numbers": NUMBERS}


def empty_ledger(db: duckdb.DuckDBPyConnection) -> None:
    """Make the tables of the schema `ledger` that are not there yet, without rows."""
    db.execute("create schema if not exists ledger")
    for name, schema in _TABLES.items():
        db.register("ledger_rows", schema.empty_table())
        db.execute(f"create table if not exists ledger.{name} as from ledger_rows")
        db.unregister("ledger_rows")


@no_collection()
def load_ledger(
    db: duckdb.DuckDBPyConnection, book: Book, numbers: Mapping[str, str], bases: Bases
) -> None:
    """Make `ledger.grants`, `ledger.confirmed` and `ledger.numbers` as the book says.

    `numbers`: number → the party that it was recorded under; `bases`: digest
    → particulars, at least of `named_bases` (what was erased is absent).
    Reads `reference.merged_numbers`.
    """
    merged: dict[str, str] = dict(
        db.execute("select number, person_id from reference.merged_numbers").fetchall()
    )
    known = sorted(
        (book.party(party), number, merged.get(number, number)) for number, party in numbers.items()
    )
    current: dict[str, list[str]] = {}
    for party, _, number in known:
        if number not in current.setdefault(party, []):
            current[party].append(number)
    _fill(db, "numbers", known)
    in_use = _InUse(book, current)
    _fill(db, "grants", (row for one in book.grants.values() for row in _rows(one, in_use, bases)))
    confirmed = (one for one in book.confirmations.values() if one.confirmed)
    _fill(db, "confirmed", sorted({row for one in confirmed for row in _said(one, in_use, bases)}))


def named_bases(book: Book) -> Iterator[str]:
    """The digests of the particulars that tell the number of a certificate in a reference."""
    for grant in book.grants.values():
        if any(one[:1] == "#" for one in (*grant.key, *grant.candidate)):
            yield grant.basis
    yield from (one.basis for one in book.confirmations.values() if one.basis)


def standing(state: State) -> str:
    """What a state means to a verdict: open, granted, recovered or closed."""
    if state in OPEN:
        return "open"
    if state in GRANTED:
        return "granted"
    return "recovered" if state is State.RECOVERED else "closed"


def _fill(db: duckdb.DuckDBPyConnection, name: str, rows: Iterable[Sequence[Any]]) -> None:
    schema = _TABLES[name]
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
    db.execute("create schema if not exists ledger")
    db.register("ledger_rows", pa.table(arrays, schema=schema))
    db.execute(f"create or replace table ledger.{name} as from ledger_rows")
    db.unregister("ledger_rows")


class _InUse:
    """The numbers in use of the book's parties: of most of them one, of some several."""

    def __init__(self, book: Book, current: Mapping[str, Sequence[str]]) -> None:
        self.book = book
        self._alone = {party: found[0] for party, found in current.items() if len(found) == 1}
        self._several = {party: found for party, found in current.items() if len(found) > 1}

    def choices(self, references: Iterable[str]) -> Iterator[Mapping[str, str]]:
        """Every way to give the parties one of their numbers; one without any has none."""
        if not self._several:
            yield self._alone
            return
        parties = dict.fromkeys(self.book.party(one[1:]) for one in references if one[:1] == "@")
        having = [party for party in parties if party in self._several]
        for numbers in product(*(self._several[party] for party in having)):
            yield ChainMap(dict(zip(having, numbers, strict=True)), self._alone)


@dataclass(frozen=True, slots=True)
class _Shown:
    """References as they read with one choice of numbers, and one certificate."""

    book: Book
    choice: Mapping[str, str]  # party → the number under which it stands here
    certificate: str | None

    def number(self, party: str | None) -> str | None:
        """The number of a party; None where it was erased."""
        return self.choice.get(self.book.party(party)) if party else None

    def text(self, references: Iterable[str] | None, separator: str) -> str | None:
        """References joined; None where one of them cannot be told any more."""
        if references is None:
            return None
        texts: list[str] = []
        for reference in references:
            if (text := self._one(reference)) is None:
                return None
            texts.append(text)
        return separator.join(texts)

    def _one(self, reference: str) -> str | None:
        kind, value = reference[0], reference[1:]
        if kind == "@":
            return self.number(value)
        return self.certificate if kind == "#" else value


def _rows(grant: Grant, in_use: _InUse, bases: Bases) -> Iterator[tuple[Any, ...]]:
    book = in_use.book
    certificate = bases.get(grant.basis, {}).get("certificate_no")
    key = None if grant.key[:1] == (WITHOUT_KEY,) else grant.key
    for variant, choice in enumerate(in_use.choices(_references(grant)), start=1):
        shown = _Shown(book, choice, certificate)
        yield (
            grant.id, variant, grant.place, grant.policy_id, grant.benefit_id, str(grant.state),
            standing(grant.state), shown.text(grant.candidate, "|"),
            shown.text(key, KEY_SEPARATOR), shown.text(grant.ceiling_group, KEY_SEPARATOR),
            grant.ceiling_year, grant.beneficiary_kind, shown.number(grant.beneficiary),
            shown.number(grant.person), shown.number(grant.employer), grant.district,
            grant.level, grant.period, grant.amount_fen, grant.city_fen, grant.district_fen,
            list(grant.hold_reasons), grant.found_on, grant.since, grant.due_on,
            grant.submitted_on, grant.paid_on, grant.batch, TITLES[grant.state],
            book.notices[grant.notice].last_day if grant.notice in book.notices else None,
        )  # fmt: skip


def _references(grant: Grant) -> Iterator[str]:
    """Every reference in a grant, its parties among them."""
    yield from (*grant.key, *grant.candidate, *(grant.ceiling_group or ()))
    named = (grant.beneficiary, grant.person, grant.employer)
    yield from (f"@{one}" for one in named if one)


def _said(
    answer: Confirmation, in_use: _InUse, bases: Bases
) -> Iterator[tuple[str, str, str, str]]:
    certificate = bases.get(answer.basis, {}).get("certificate_no")
    for choice in in_use.choices(answer.candidate):
        candidate = _Shown(in_use.book, choice, certificate).text(answer.candidate, "|")
        if candidate is not None:
            yield answer.policy_id, candidate, ",".join(answer.unknown), answer.evidence
