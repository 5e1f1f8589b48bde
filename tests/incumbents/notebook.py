"""A ledger in memory: findings become grants by sealed events that a Book takes in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from zhaoren.incumbents import WITHOUT_KEY
from zhaoren.ledger import Book, Draft, Grant, State
from zhaoren.ledger.book import numbered
from zhaoren.ledger.events import read_event, sealed

Row = dict[str, Any]
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ORGANISATIONS = ("employer_id", "org_id", "school_id", "order_employer_id")


@dataclass
class Notebook:
    """A city's book, with the numbers and particulars that stand beside a real one."""

    book: Book
    numbers: dict[str, str] = field(default_factory=dict)
    bases: dict[str, Row] = field(default_factory=dict)
    _new: list[dict[str, str]] = field(default_factory=list)

    def find(self, findings: Iterable[Row], on: date) -> list[Grant]:
        """Record what stands and is new, in its order; returns the grants."""
        items: list[Row] = []
        known = set(self.book.by_key)
        for row in sorted(findings, key=lambda row: int(row["place"])):
            candidate = self.references(row, "candidate")
            key = (WITHOUT_KEY, *candidate)
            if row["once_values"] is not None:
                key = self.references(row, "once")
            full = (f"={row['benefit_id']}", *(self._standing(one) for one in key))
            if not row["stands"] or full in known:
                continue
            known.add(full)
            number = len(self.book.grants) + len(items) + 1
            items.append(self._item(row, numbered("G", number), key, candidate))
        if items:
            self._record("found", on, {"grants": items})
        return [self.book.grant(item["grant"]) for item in items]

    def confirm(self, findings: Iterable[Row], on: date) -> None:
        """A reviewer confirms what is unknown of these candidates."""
        answered = [
            {
                "policy": row["policy_id"],
                "candidate": self.references(row, "candidate"),
                "unknown": row["unknown"],
                "evidence": row["unknown_evidence"],
                "confirmed": True,
                "basis": self._basis(row),
            }
            for row in findings
        ]
        self._record("answered", on, {"candidates": answered})

    def merge(self, number: str, other: str, on: date) -> None:
        """Two numbers turn out to be one person's."""
        merges = [{"party": self.numbers[number], "into": self.numbers[other]}]
        self._record("parties_merged", on, {"merges": merges})

    def put(self, state: State, grants: Iterable[Grant]) -> None:
        """Put grants into a state, however they came there."""
        for grant in grants:
            grant.state = state

    def references(self, row: Row, what: str) -> tuple[str, ...]:
        """References for the key (`once`), the `candidate` or the `ceiling` of a finding."""
        names, values = {
            "once": ("once_per", "once_values"),
            "candidate": ("candidate_columns", "candidate_values"),
            "ceiling": ("ceiling_per", "ceiling_values"),
        }[what]
        pairs = zip(row[names], row[values], strict=True)
        return tuple(self._reference(name, value, row["person_id"]) for name, value in pairs)

    def _reference(self, name: str, value: str, person_id: str | None) -> str:
        if name == "certificate_no":
            return f"#{_digest(value)}"
        if name == "person_id" or (name == "party" and value == person_id):
            return f"@{self._party('P', value)}"
        return f"@{self._party('O', value)}" if name in ORGANISATIONS else f"={value}"

    def _standing(self, reference: str) -> str:
        known = reference[1:] in self.book.parties
        return self.book.key([reference])[0] if known else reference

    def _party(self, letter: str, number: str) -> str:
        if number not in self.numbers:
            count = sum(party.startswith(letter) for party in self.numbers.values())
            self.numbers[number] = numbered(letter, count + 1)
            self._new.append({"party": self.numbers[number], "digest": _digest(number)})
        return self.numbers[number]

    def _basis(self, row: Row) -> str:
        digest = _digest(f"{row['policy_id']} {row['candidate_id']}")
        self.bases[digest] = {"kind": "basis", "certificate_no": row["certificate_no"]}
        return digest

    def _item(self, row: Row, grant: str, key: Sequence[str], candidate: Sequence[str]) -> Row:
        person, employer = row["person_id"], row["employer_id"]
        letter = "P" if row["beneficiary_kind"] == "person" else "O"
        ceiling = None
        if row["ceiling_values"] is not None:
            ceiling = {"group": self.references(row, "ceiling"), "year": row["ceiling_year"]}
        same = ("district", "level", "period", "amount_fen", "city_fen", "district_fen")
        return {
            **{name: row[name] for name in (*same, "confirmed")},
            "grant": grant,
            "policy": row["policy_id"],
            "benefit": row["benefit_id"],
            "key": key,
            "candidate": candidate,
            "kind": row["beneficiary_kind"],
            "beneficiary": self._party(letter, row["beneficiary_id"]),
            "person": self._party("P", person) if person else None,
            "employer": self._party("O", employer) if employer else None,
            "ceiling": ceiling,
            "basis": self._basis(row),
        }

    def _record(self, kind: str, on: date, data: Row) -> None:
        whole = {**data, "parties": list(self._new)}
        self._new.clear()
        seq = self.book.seq + 1
        body = sealed(Draft(kind, on, whole), self.book.city, seq, self.book.head, "夜间", NOON)
        self.book.apply(read_event(body))


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
