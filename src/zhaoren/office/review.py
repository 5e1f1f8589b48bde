"""Review: lists that go out, answers that come back, a district approved at once.

Two stages: the district reviews what was found (and what the rules could not
decide), the city approves what the district did. One grant's two stages are
approved by two people. Source: 2021 Zibo rules, article 3.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhaoren.documents.review_list import STAGES, Entry, Heading, columns, shown
from zhaoren.documents.review_return import as_returned
from zhaoren.documents.wording import UNDECIDED, Words
from zhaoren.errors import LedgerError, UsageError
from zhaoren.ledger.book import Book
from zhaoren.ledger.events import Draft
from zhaoren.ledger.lifecycle import State
from zhaoren.ledger.perform import Plan
from zhaoren.ledger.records import Grant, Round
from zhaoren.ledger.store import Transaction
from zhaoren.office.candidates import Candidate, Judged, PublishedRun
from zhaoren.office.listed import Answers, candidate_digest, round_check, shown_digest
from zhaoren.office.people import same_person
from zhaoren.publish import yuan

FROM: Mapping[str, State] = {"district": State.FOUND, "city": State.DISTRICT_APPROVED}
"""Stage → the state of the grants that it reviews."""
APPROVED: Mapping[str, str] = {"district": "district_approved", "city": "city_approved"}
"""Stage → the event that its approval is."""


@dataclass
class ListPlanner:
    """Opens a round for a district, unless the newest one still says the same.

    After it was performed, `heading` and `entries` are what the list shows;
    `heading` is None where there is nothing to review.
    """

    run: PublishedRun | None
    words: Words
    stage: str
    district: str
    on: date
    heading: Heading | None = None
    entries: Sequence[Entry] = ()

    def __call__(self, book: Book, transaction: Transaction) -> Plan:
        """Plan the round.

        Raises:
            UsageError: the city has no such district.
            LedgerError: the newest run cannot be read.
        """
        check_district(self.words, self.district)
        subjects = self._subjects(book, transaction)
        name = f"{self.district}{STAGES[self.stage][0]}"
        if not subjects:
            return Plan(said=[f"{name}：没有待办事项。"])
        self.entries = self._entries(subjects, transaction)
        current = newest_round(book, self.stage, self.district)
        if current and list(current.rows) == self._rows(subjects, current.id, transaction):
            self.heading = self._heading(current.id, current.listed_on, current.rows, transaction)
            return Plan(said=[f"{name}：与名单{current.id}相同，共{len(subjects)}行。"])
        return self._open(book, transaction, subjects, current)

    def _open(
        self,
        book: Book,
        transaction: Transaction,
        subjects: Sequence[Grant | Candidate],
        current: Round | None,
    ) -> Plan:
        round_id = book.next_id("R")
        rows = self._rows(subjects, round_id, transaction)
        self.heading = self._heading(round_id, self.on, rows, transaction)
        data = {"round": round_id, "stage": self.stage, "district": self.district, "rows": rows}
        grants = sum(1 for one in subjects if isinstance(one, Grant))
        said = [
            f"{self.district}{STAGES[self.stage][0]}名单{round_id}：待审核{grants}笔，"
            f"待核实{len(subjects) - grants}项。"
        ]
        if current:
            said.append(f"此前的名单{current.id}作废，不能再导入。")
        return Plan([Draft("round_listed", self.on, data)], said)

    def _heading(
        self,
        round_id: str,
        listed_on: date,
        rows: Sequence[Mapping[str, Any]],
        transaction: Transaction,
    ) -> Heading:
        check = round_check(transaction, round_id, rows)
        return Heading(round_id, check, self.stage, self.district, listed_on)

    def _subjects(self, book: Book, transaction: Transaction) -> list[Grant | Candidate]:
        grants = in_district(book, FROM[self.stage], self.district)
        waiting = []
        if self.stage == "district" and self.run:
            answers = Answers(book, transaction)
            waiting = [
                one
                for one in self.run.in_review()
                if (one.basis["district"] or UNDECIDED) == self.district and not answers.stands(one)
            ]
        found: list[Grant | Candidate] = [*grants, *waiting]
        return sorted(found, key=lambda one: one.policy_id)  # else as they stand: grants first

    def _entries(
        self, subjects: Sequence[Grant | Candidate], transaction: Transaction
    ) -> list[Entry]:
        bases = transaction.particulars([one.basis for one in subjects if isinstance(one, Grant)])
        kept = [bases.get(one.basis) if isinstance(one, Grant) else one.basis for one in subjects]
        pairs = [(basis["policy_id"], basis["candidate_id"]) for basis in kept if basis]
        judged = self.run.judged(pairs) if self.run else {}
        return [_entry(one, basis, judged) for one, basis in zip(subjects, kept, strict=True)]

    def _rows(
        self, subjects: Sequence[Grant | Candidate], round_id: str, transaction: Transaction
    ) -> list[dict[str, Any]]:
        rows = []
        for serial, (one, entry) in enumerate(zip(subjects, self.entries, strict=True), start=1):
            names = [name for name, _ in columns(self.words.policy(entry.policy_id))]
            cells = as_returned(names, shown(entry, self.words, serial))
            rows.append(
                {
                    "row": serial,
                    "shown": shown_digest(transaction, round_id, serial, cells),
                    **_subject(one, transaction),
                }
            )
        return rows


def _subject(one: Grant | Candidate, transaction: Transaction) -> dict[str, Any]:
    """What a row is about, and as what it was seen: `seq` of a grant, doubts of a candidate."""
    if isinstance(one, Grant):
        return {"policy": one.policy_id, "grant": one.id, "seq": one.seqs[-1]}
    return {
        "policy": one.policy_id,
        "grant": None,
        "candidate": candidate_digest(transaction, one),
        "unknown": list(one.unknown),
        "evidence": one.evidence,
    }


def _entry(
    one: Grant | Candidate,
    basis: Mapping[str, Any] | None,
    judged: Mapping[tuple[str, str], Judged],
) -> Entry:
    pair = (basis["policy_id"], basis["candidate_id"]) if basis else ("", "")
    found = judged.get(pair, Judged())
    confirmed = isinstance(one, Grant) and one.confirmed
    said = f"待核实的条件已经区县核实。{found.explanation}" if confirmed else found.explanation
    return Entry(
        policy_id=one.policy_id,
        grant=one.id if isinstance(one, Grant) else None,
        basis=basis,
        amount_fen=one.amount_fen,
        explanation=said or "最近一次运行没有认定这一项。",
        criteria=found.criteria,
    )


def check_district(words: Words, district: str) -> None:
    """Refuse a district that the city does not have.

    Raises:
        UsageError: there is none of that name.
    """
    if district not in words.districts:
        raise UsageError(
            f"{words.city} has no district of that name; name one of {', '.join(words.districts)}."
        )


def in_district(book: Book, state: State, district: str) -> list[Grant]:
    """The grants of a district in a state, in the order in which they were found."""
    return [one for one in book.in_state(state) if (one.district or UNDECIDED) == district]


def newest_round(book: Book, stage: str, district: str) -> Round | None:
    """The list of a stage and district that went out last: the only one that may come back."""
    rounds = [one for one in book.rounds.values() if (one.stage, one.district) == (stage, district)]
    return rounds[-1] if rounds else None


@dataclass(frozen=True)
class ApprovalPlanner:
    """Approves all grants of a district that wait for a stage; candidates in review never."""

    words: Words
    stage: str
    district: str
    on: date
    by: str

    def __call__(self, book: Book, transaction: Transaction) -> Plan:
        """Plan the approval.

        Raises:
            UsageError: the city has no such district.
            LedgerError: the same person approved one of the grants for the district.
        """
        check_district(self.words, self.district)
        grants = in_district(book, FROM[self.stage], self.district)
        name = f"{self.district}{STAGES[self.stage][0]}"
        if not grants:
            return Plan(said=[f"{name}：没有待办事项。"])
        if same := [
            one.id
            for one in grants
            if self.stage == "city" and same_person(self.by, one.approved_by)
        ]:
            raise LedgerError(four_eyes(same))
        total = sum(one.amount_fen for one in grants)
        data = {"grants": [one.id for one in grants]}
        return Plan(
            [Draft(APPROVED[self.stage], self.on, data)],
            [f"{name}：整体同意{len(grants)}笔，{yuan(total)}元。"],
        )


def four_eyes(places: Sequence[str]) -> str:
    """Why the one who approved for the district cannot approve for the city."""
    some = ", ".join(places[:10]) + (f" and {len(places) - 10} more" if len(places) > 10 else "")
    return (
        f"The district's and the city's approval of a grant need two people; --by approved {some} "
        "for the district. Let somebody else do this for the city. Nothing was recorded."
    )
