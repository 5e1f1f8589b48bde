"""The state of a city that follows from its events, and nothing else.

`Book.apply` is the one place that knows what an event means. Planners try
their drafts on it, so a move that the lifecycle does not know is refused
before it is recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from zhaoren.errors import LedgerError
from zhaoren.ledger.events import EMPTY_HEAD, Data, Event
from zhaoren.ledger.lifecycle import BANK_RESULTS, MOVES, OPEN, State
from zhaoren.ledger.records import (
    Application,
    Batch,
    Confirmation,
    Grant,
    Key,
    Line,
    Notice,
    Objection,
    Party,
    Payment,
    Recovery,
    References,
    Return,
    Round,
)

_SETTLED = frozenset(
    {"policy_id", "amount_fen", "city_fen", "district_fen", "district", "employer", "basis"}
)
"""What a grant takes over of a conflict that is accepted, beside the candidate."""


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
        handler = getattr(self, f"_on_{event.kind}", None)
        if handler is None and event.kind not in MOVES:
            raise LedgerError(f"Event {event.seq} of {event.city} is of no known kind.")
        if event.kind in MOVES:
            self._move(event)
        if handler is not None:
            handler(event)
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
            self._enter(grant, enters, event)

    def _enter(self, grant: Grant, state: State, event: Event) -> None:
        grant.state, grant.since = state, event.effective_on
        grant.seqs.append(event.seq)

    # ---- nightly ----

    def _on_found(self, event: Event) -> None:
        for item in event.data["grants"]:
            ceiling = item["ceiling"]
            grant = Grant(
                id=item["grant"],
                place=len(self.grants) + 1,
                policy_id=item["policy"],
                benefit_id=item["benefit"],
                key=tuple(item["key"]),
                candidate=tuple(item["candidate"]),
                beneficiary_kind=item["kind"],
                beneficiary=item["beneficiary"],
                person=item["person"],
                employer=item["employer"],
                district=item["district"],
                level=item["level"],
                period=item["period"],
                amount_fen=item["amount_fen"],
                city_fen=item["city_fen"],
                district_fen=item["district_fen"],
                ceiling_group=tuple(ceiling["group"]) if ceiling else None,
                ceiling_year=ceiling["year"] if ceiling else None,
                basis=item["basis"],
                confirmed=item["confirmed"],
                found_on=event.effective_on,
                state=State.FOUND,
                since=event.effective_on,
                seqs=[event.seq],
            )
            key = self.full_key(grant)
            if key in self.by_key or grant.id in self.grants:
                raise LedgerError(f"Grant {grant.id} is in the ledger already.")
            self.grants[grant.id] = grant
            self.by_key[key] = grant.id

    def full_key(self, grant: Grant) -> References:
        """Benefit and what it is given once per, after merges: unique for ever."""
        return (f"={grant.benefit_id}", *self.key(grant.key))

    def _on_numbers_known(self, event: Event) -> None:
        """A party is known under one more number (taken with the parties)."""

    def _on_parties_merged(self, event: Event) -> None:
        """Two parties are one; of two grants under one key the earlier keeps it."""
        for item in event.data["merges"]:
            first, other = sorted((self.party(item["party"]), self.party(item["into"])))
            if first != other:
                self.parties[other].into = first
        self.by_key = {}
        for grant in self.grants.values():
            self.by_key.setdefault(self.full_key(grant), grant.id)

    def _on_rebased(self, event: Event) -> None:
        for item in event.data["grants"]:
            grant = self.grant(item["grant"])
            grant.candidate, grant.basis = tuple(item["candidate"]), item["basis"]
            grant.district, grant.employer = item["district"], item["employer"]
            grant.seqs.append(event.seq)

    def _on_held(self, event: Event) -> None:
        for name, reasons in event.data["reasons"].items():
            self.grant(name).hold_reasons = tuple(reasons)

    def _on_hold_changed(self, event: Event) -> None:
        self._on_held(event)

    def _on_resumed(self, event: Event) -> None:
        for name in event.data["grants"]:
            grant = self.grant(name)
            if grant.state is not State.HELD or grant.held_from is None:
                raise LedgerError(f"Grant {grant.id} is {grant.state}; it is not held.")
            self._enter(grant, grant.held_from, event)
            grant.held_from, grant.hold_reasons = None, ()

    def _on_conflict_found(self, event: Event) -> None:
        for item in event.data["conflicts"]:
            self.grant(item["grant"]).conflict = dict(item)
            self.grant(item["grant"]).seqs.append(event.seq)

    def _on_conflict_settled(self, event: Event) -> None:
        """Accepted: the grant has the new amount and is reviewed again; else it stays as it is.

        What was settled so is not found again, unless it was `withdrawn`: the
        data agree with the grant again, nobody had to decide.
        """
        grant = self.grant(event.data["grant"])
        if grant.conflict is None:
            raise LedgerError(f"Grant {grant.id} has no conflict.")
        if event.data["accepted"]:
            if grant.state not in OPEN:
                raise LedgerError(f"Grant {grant.id} is {grant.state}; its amount stands.")
            for name in _SETTLED & grant.conflict.keys():
                setattr(grant, name, grant.conflict[name])
            grant.candidate = tuple(grant.conflict["candidate"])
            self._enter(grant, State.FOUND, event)
            self._begin_anew(grant)
        else:
            grant.seqs.append(event.seq)
            if not event.data.get("withdrawn", False):
                grant.kept_conflicts.append(grant.conflict)
        grant.conflict = None

    def _begin_anew(self, grant: Grant) -> None:
        """It will be on notice again, so an objection that nobody decided lapses."""
        grant.begin_anew()
        for objection in self.objections.values():
            if objection.grant == grant.id and objection.outcome is None:
                objection.outcome = "lapsed"

    def _on_reopened(self, event: Event) -> None:
        for name in event.data["grants"]:
            self._begin_anew(self.grant(name))

    def _on_recovery_opened(self, event: Event) -> None:
        for item in event.data["findings"]:
            self.grant(item["grant"]).findings.append(dict(item))

    def _on_erased(self, event: Event) -> None:
        """Numbers and particulars beside the chain were erased; the book holds none."""

    def _on_recovered(self, event: Event) -> None:
        for name, fen in event.data["amounts"].items():
            self.recoveries.append(Recovery(name, fen, event.effective_on))

    # ---- review and notice ----

    def _on_round_listed(self, event: Event) -> None:
        data = event.data
        self.rounds[data["round"]] = Round(
            data["round"], data["stage"], data["district"], event.effective_on, tuple(data["rows"])
        )

    def _on_round_returned(self, event: Event) -> None:
        self.rounds[event.data["round"]].returned.append(event.data["file_sha256"])

    def _on_district_approved(self, event: Event) -> None:
        for name in event.data["grants"]:
            self.grant(name).approved_by = event.by

    def _on_answered(self, event: Event) -> None:
        for item in event.data["candidates"]:
            candidate = tuple(item["candidate"])
            self.confirmations[item["policy"], candidate] = Confirmation(
                item["policy"], candidate, tuple(item["unknown"]), item["evidence"],
                item["confirmed"], item["basis"], event.seq,
            )  # fmt: skip

    def _on_noticed(self, event: Event) -> None:
        data = event.data
        notice = Notice(
            data["notice"],
            date.fromisoformat(data["first_day"]),
            date.fromisoformat(data["last_day"]),
            tuple(data["grants"]),
            data["contact"],
        )
        self.notices[notice.id] = notice
        for name in notice.grants:
            self.grant(name).notice = notice.id

    def _on_objected(self, event: Event) -> None:
        data = event.data
        self.objections[data["objection"]] = Objection(
            data["objection"], data["grants"][0], event.effective_on, data.get("note")
        )

    def _on_objection_upheld(self, event: Event) -> None:
        self.objections[event.data["objection"]].outcome = "upheld"

    def _on_objection_dismissed(self, event: Event) -> None:
        """Back on notice while that lasts; cleared once its last day has passed."""
        self.objections[event.data["objection"]].outcome = "dismissed"
        for name in event.data["grants"]:
            grant = self.grant(name)
            if grant.state is not State.SUSPENDED or grant.notice is None:
                raise LedgerError(f"Grant {grant.id} is {grant.state}; no objection is open.")
            over = event.effective_on > self.notices[grant.notice].last_day
            self._enter(grant, State.CLEARED if over else State.NOTICED, event)

    # ---- money ----

    def _on_requested(self, event: Event) -> None:
        for item in event.data["applications"]:
            made = Application(
                item["application"], item["district"], item["payer"], item["amount_fen"],
                tuple(item["grants"]), event.effective_on,
                dict(zip(item["grants"], item["shares"], strict=True)), tuple(item["rows"]),
            )  # fmt: skip
            self.applications[made.id] = made
            for name in made.grants:
                self.grant(name).applications += (made.id,)

    def _on_funds_arrived(self, event: Event) -> None:
        """A grant is funded when the share of every payer has arrived."""
        application = self.applications[event.data["application"]]
        if application.arrived_on is not None:
            raise LedgerError(f"The funds of {application.id} have arrived already.")
        application.arrived_on = event.effective_on
        application.due_on = date.fromisoformat(event.data["due_on"])
        for name in application.grants:
            grant = self.grant(name)
            if application.id not in grant.applications:
                continue
            asked = [self.applications[one] for one in grant.applications]
            if any(one.arrived_on is None for one in asked):
                continue
            grant.due_on = max(one.due_on for one in asked if one.due_on)
            if grant.state is State.REQUESTED:
                self._enter(grant, State.FUNDED, event)
            elif grant.held_from is State.REQUESTED:
                grant.held_from = State.FUNDED
                grant.seqs.append(event.seq)

    def _on_mended(self, event: Event) -> None:
        for name in event.data["grants"]:
            self.grant(name).mended = True
            self.grant(name).seqs.append(event.seq)

    def _on_key_registered(self, event: Event) -> None:
        data = event.data
        self.keys[data["name"]] = Key(
            data["name"], tuple(data["roles"]), data["public_key"], event.by
        )
        self.key_holders[data["public_key"]] = data["name"]

    def _on_key_revoked(self, event: Event) -> None:
        self.keys[event.data["name"]].revoked = True

    def _on_batched(self, event: Event) -> None:
        for item in event.data["batches"]:
            batch = Batch(
                id=item["batch"],
                bank=item["bank"],
                part=item["part"],
                parts=item["parts"],
                prepared_on=event.effective_on,
                lines=tuple(Line(one["grant"], one["payee"], one["amount_fen"], one["basis"])
                            for one in item["lines"]),
                file_sha256=item["file_sha256"],
                manifest=item["manifest"],
                signatures={item["signer"]: item["signature"]},
                public_keys={item["signer"]: item["public_key"]},
                form=item["form"],
            )  # fmt: skip
            self.batches[batch.id] = batch
            for line in batch.lines:
                grant = self.grant(line.grant)
                grant.batch, grant.payee = batch.id, line.payee
                grant.batched_from = State.FAILED if grant.submitted_on else State.FUNDED

    def _on_released(self, event: Event) -> None:
        batch = self.batches[event.data["batch"]]
        batch.status = "released"
        batch.signatures[event.data["signer"]] = event.data["signature"]
        batch.public_keys[event.data["signer"]] = event.data["public_key"]

    def _on_voided(self, event: Event) -> None:
        """A batch that is not submitted comes to nothing; its grants are where they were."""
        batch = self.batches[event.data["batch"]]
        if batch.status not in ("batched", "released"):
            raise LedgerError(f"Batch {batch.id} is {batch.status}; it cannot be voided.")
        batch.status = "voided"
        for line in batch.lines:
            grant = self.grant(line.grant)
            self._enter(grant, grant.batched_from or State.FUNDED, event)
            grant.batch = None

    def _on_submitted(self, event: Event) -> None:
        self.batches[event.data["batch"]].status = "submitted"
        for name in event.data["grants"]:
            self.grant(name).submitted_on, self.grant(name).mended = event.effective_on, False

    def _on_bank_answered(self, event: Event) -> None:
        data = event.data
        self.returns[data["file_sha256"]] = Return(
            data["file_sha256"], event.seq, data["batch"], data["count"], data["total_fen"],
            {item["grant"]: item["amount_fen"] for item in data["results"]},
        )  # fmt: skip
        for item in event.data["results"]:
            grant = self.grant(item["grant"])
            confirmed = item.get("confirmed", False) and grant.state is State.FAILED
            if grant.state not in (State.SUBMITTED, State.UNKNOWN) and not confirmed:
                raise LedgerError(f"Grant {grant.id} is {grant.state}; no bank can answer on it.")
            self._enter(grant, BANK_RESULTS[item["result"]], event)
            grant.bank_reason = item["reason"]
            self.batches[grant.batch or ""].results[grant.id] = item["result"]
            if BANK_RESULTS[item["result"]] is State.PAID:
                self._pay(grant, event.effective_on)

    def _pay(self, grant: Grant, day: date) -> None:
        grant.paid_on = day
        batch = self.batches[grant.batch or ""]
        amount = next(line.amount_fen for line in batch.lines if line.grant == grant.id)
        self.payments.append(Payment(grant.id, batch.id, amount, grant.applications, day))


def numbered(letter: str, number: int) -> str:
    """G0000001 and the like; a round, notice, application or batch has four digits."""
    return f"{letter}{number:07}" if letter in "GPO" else f"{letter}{number:04}"


def book_of(city: str, events: Iterable[Event]) -> Book:
    """The book after these events."""
    book = Book(city)
    for event in events:
        book.apply(event)
    return book
