"""The state of a city that follows from its events, and nothing else.

`Book.apply` takes events in; what each kind means stands in `meanings`. Planners
try their drafts on it, so a move that the lifecycle does not know is refused
before it is recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from zhaoren.errors import LedgerError
from zhaoren.ledger.events import EMPTY_HEAD, Data, Event
from zhaoren.ledger.lifecycle import MOVES, OPEN, State
from zhaoren.ledger.meanings import MEANINGS
from zhaoren.ledger.records import (
    Application,
    Batch,
    Confirmation,
    Grant,
    Key,
    Notice,
    Objection,
    Party,
    Payment,
    Recovery,
    References,
    Return,
    Round,
)


@dataclass
class Book:
    """A city's ledger as it stands after `seq` events."""

    city: str
    head: str = EMPTY_HEAD
    seq: int = 0
    parties: dict[str, Party] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)
    by_key: dict[References, str] = field(default_factory=dict)
    confirmations: dict[tuple[str, References], Confirmation] = field(default_factory=dict)
    rounds: dict[str, Round] = field(default_factory=dict)
    notices: dict[str, Notice] = field(default_factory=dict)
    objections: dict[str, Objection] = field(default_factory=dict)
    applications: dict[str, Application] = field(default_factory=dict)
    batches: dict[str, Batch] = field(default_factory=dict)
    payments: list[Payment] = field(default_factory=list)
    recoveries: list[Recovery] = field(default_factory=list)
    returns: dict[str, Return] = field(default_factory=dict)
    keys: dict[str, Key] = field(default_factory=dict)
    key_holders: dict[str, str] = field(default_factory=dict)
    runs: dict[str, int] = field(default_factory=dict)
    last_night: date | None = None

    def apply(self, event: Event) -> None:
        """Take one more event in.

        Raises:
            LedgerError: the event is not the next, is of no known kind, or
                moves a grant from a state that it cannot leave so.
        """
        if event.city != self.city or event.seq != self.seq + 1:
            raise LedgerError(f"Event {event.seq} of {event.city} is not the next of this book.")
        self._take_parties(event.data)
        if "run" in event.data:
            self.runs[event.data["run"]] = event.seq
            self.last_night = max(self.last_night or event.effective_on, event.effective_on)
        meaning = MEANINGS.get(event.kind)
        if meaning is None and event.kind not in MOVES:
            raise LedgerError(f"Event {event.seq} of {event.city} is of no known kind.")
        if event.kind in MOVES:
            self._move(event)
        if meaning is not None:
            meaning(self, event)
        self.seq, self.head = event.seq, event.hash

    def grant(self, grant_id: str) -> Grant:
        """A grant by its number.

        Raises:
            LedgerError: there is none.
        """
        if grant_id not in self.grants:
            raise LedgerError(f"There is no grant {grant_id} in the ledger of {self.city}.")
        return self.grants[grant_id]

    def party(self, party_id: str) -> str:
        """The party that stands for this one after merges: the earliest of all merged."""
        while (into := self.parties[party_id].into) is not None:
            party_id = into
        return party_id

    def key(self, references: Iterable[str]) -> References:
        """References with every party replaced by the one that stands for it."""
        known = self.parties
        return tuple(
            one if one[:1] != "@" or known[one[1:]].into is None else f"@{self.party(one[1:])}"
            for one in references
        )

    def in_state(self, *states: State) -> list[Grant]:
        """The grants in these states, in the order in which they were found."""
        return [grant for grant in self.grants.values() if grant.state in states]

    @property
    def open(self) -> list[Grant]:
        """The incumbents: found, not with a bank, not rejected."""
        return [grant for grant in self.grants.values() if grant.state in OPEN]

    def next_id(self, letter: str) -> str:
        """The next free number: G grants, P persons, O organisations, R rounds, N, J, F, B."""
        found: Mapping[str, Mapping[str, Any]] = {
            "G": self.grants, "R": self.rounds, "N": self.notices, "J": self.objections,
            "F": self.applications, "B": self.batches,
        }  # fmt: skip
        count = (
            sum(1 for name in self.parties if name.startswith(letter))
            if letter in "PO"
            else len(found[letter])
        )
        return numbered(letter, count + 1)

    def _take_parties(self, data: Data) -> None:
        for item in data.get("parties", ()):
            known = self.parties.setdefault(item["party"], Party(item["party"], []))
            if item["digest"] not in known.digests:
                known.digests.append(item["digest"])

    def _move(self, event: Event) -> None:
        leaves, enters = MOVES[event.kind]
        for name in event.data["grants"]:
            grant = self.grant(name)
            if grant.state not in leaves:
                raise LedgerError(
                    f"Grant {grant.id} is {grant.state}; it cannot be {event.kind} from there."
                )
            if event.kind == "held":
                grant.held_from = grant.state
            self.enter(grant, enters, event)

    def enter(self, grant: Grant, state: State, event: Event) -> None:
        """Let a grant be in a state from the day of an event."""
        grant.state, grant.since = state, event.effective_on
        grant.seqs.append(event.seq)

    def full_key(self, grant: Grant) -> References:
        """Benefit and what it is given once per, after merges: unique for ever."""
        return (f"={grant.benefit_id}", *self.key(grant.key))

    def begin_anew(self, grant: Grant) -> None:
        """It will be on notice again, so an objection that nobody decided lapses."""
        grant.begin_anew()
        for objection in self.objections.values():
            if objection.grant == grant.id and objection.outcome is None:
                objection.outcome = "lapsed"


def numbered(letter: str, number: int) -> str:
    """G0000001 and the like; a round, notice, application or batch has four digits."""
    return f"{letter}{number:07}" if letter in "GPO" else f"{letter}{number:04}"


def book_of(city: str, events: Iterable[Event]) -> Book:
    """The book after these events."""
    book = Book(city)
    for event in events:
        book.apply(event)
    return book
