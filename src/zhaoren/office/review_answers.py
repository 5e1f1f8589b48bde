"""A review list that came back: checked whole, then carried out row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from zhaoren.documents.review_list import AGREED, DECLINED, STAGES
from zhaoren.documents.review_return import Returned, ReturnedRow
from zhaoren.errors import LedgerError
from zhaoren.ledger.book import Book
from zhaoren.ledger.events import Draft
from zhaoren.ledger.lifecycle import TITLES, State
from zhaoren.ledger.perform import Plan
from zhaoren.ledger.records import Grant, Round
from zhaoren.ledger.references import Parties
from zhaoren.ledger.store import Transaction
from zhaoren.office.candidates import Candidate, PublishedRun
from zhaoren.office.listed import Answers, candidate_digest, round_check, shown_digest
from zhaoren.office.people import same_person
from zhaoren.office.review import APPROVED, FROM, four_eyes, newest_round

_FAULTS_SHOWN = 30


@dataclass
class _Outcome:
    """What a file's rows come to: grants, answers, and what was left and why."""

    approved: dict[str, str] = field(default_factory=dict)  # grant → note of the reviewer
    rejected: dict[str, str] = field(default_factory=dict)
    answered: list[tuple[Candidate, bool, str]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    said: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class ReturnPlanner:
    """Takes a returned review list in: all of it, or (with every fault named) nothing."""

    returned: Returned
    run: PublishedRun | None
    on: date
    by: str

    def __call__(self, book: Book, transaction: Transaction) -> Plan:
        """Plan what the reviewers decided.

        Raises:
            LedgerError: the list is not the newest of its district, or a row
                was changed, is unknown, stands twice or has no valid answer.
        """
        round_ = self._round(book, transaction)
        name = f"名单{round_.id}（{round_.district}{STAGES[round_.stage][0]}）"
        if self.returned.sha256 in round_.returned:
            return Plan(said=[f"{name}：这一文件此前已经导入。"])
        self._check_newest(book, round_)
        rows = self._check_rows(round_, transaction)
        outcome = _Outcome()
        candidates = self._candidates(transaction) if self.run else {}
        answers = Answers(book, transaction)
        for expected, row in rows:
            if expected["grant"]:
                _take_grant(outcome, book.grant(expected["grant"]), expected, row, round_)
            else:
                candidate = candidates.get(expected["candidate"])
                _take_candidate(outcome, candidate, expected, row, answers)
        self._check_four_eyes(book, outcome, round_)
        outcome.counts["waiting"] = len(round_.rows) - len(rows)
        drafts = list(self._drafts(book, transaction, outcome, round_))
        return Plan(drafts, [f"{name}：{_summary(outcome)}", *outcome.said])

    def _round(self, book: Book, transaction: Transaction) -> Round:
        if self.returned.city != book.city:
            raise LedgerError(
                f"The file is a review list of {self.returned.city}, not of {book.city}. Name that "
                "city. Nothing was recorded."
            )
        found = book.rounds.get(self.returned.round)
        if found and round_check(transaction, found.id, found.rows) == self.returned.check:
            return found
        raise LedgerError(
            f"The ledger of {book.city} has no review list {self.returned.round} with the check "
            f"{self.returned.check}: the file comes from another ledger, or its number was "
            "changed. Nothing was recorded."
        )

    @staticmethod
    def _check_newest(book: Book, round_: Round) -> None:
        newest = newest_round(book, round_.stage, round_.district)
        if newest is not None and newest.id != round_.id:
            raise LedgerError(
                f"The review list {round_.id} was replaced by {newest.id}, because what is to be "
                f"reviewed had changed. Fill in and return {newest.id}. Nothing was recorded."
            )

    def _check_rows(
        self, round_: Round, transaction: Transaction
    ) -> list[tuple[Mapping[str, Any], ReturnedRow]]:
        """The answered rows, each with what went out; blank ones are left waiting."""
        expected = {row["row"]: row for row in round_.rows}
        faults: list[str] = []
        seen: dict[int, ReturnedRow] = {}
        for row in self.returned.rows:
            went_out = expected.get(row.serial or 0)
            if went_out is None or row.serial is None:
                faults.append(f"{row.place}: not a row of the list")
            elif row.serial in seen:
                faults.append(f"{row.place}: the same as {seen[row.serial].place}")
            else:
                seen[row.serial] = row
                faults.extend(_faults(row, went_out, round_, transaction))
        if faults:
            more = len(faults) - _FAULTS_SHOWN
            raise LedgerError(
                f"The review list {round_.id} was not taken in, because of "
                f"{'; '.join(faults[:_FAULTS_SHOWN])}{f'; and {more} more' if more > 0 else ''}. "
                "Mend these rows in the list as it was written. Nothing was recorded."
            )
        return [(expected[serial], row) for serial, row in sorted(seen.items()) if row.opinion]

    def _candidates(self, transaction: Transaction) -> dict[str, Candidate]:
        found = self.run.in_review() if self.run else []
        return {candidate_digest(transaction, one): one for one in found}

    def _check_four_eyes(self, book: Book, outcome: _Outcome, round_: Round) -> None:
        approved = [book.grant(name) for name in outcome.approved]
        same = [one.id for one in approved if same_person(self.by, one.approved_by)]
        if round_.stage == "city" and same:
            raise LedgerError(four_eyes(same))

    def _drafts(
        self, book: Book, transaction: Transaction, outcome: _Outcome, round_: Round
    ) -> Iterator[Draft]:
        if not (outcome.approved or outcome.rejected or outcome.answered):
            return
        of_round = {"round": round_.id}
        yield self._draft("round_returned", {**of_round, "file_sha256": self.returned.sha256})
        moved = {APPROVED[round_.stage]: outcome.approved, "rejected": outcome.rejected}
        for kind, grants in moved.items():
            if grants:
                notes = {
                    name: transaction.keep({"kind": "note", "text": text})
                    for name, text in grants.items()
                    if text
                }
                yield self._draft(kind, {**of_round, "grants": list(grants), "notes": notes})
        if outcome.answered:
            yield self._draft("answered", {**of_round, **self._answers(book, transaction, outcome)})

    def _draft(self, kind: str, data: Mapping[str, Any]) -> Draft:
        return Draft(kind, self.on, data)

    def _answers(self, book: Book, transaction: Transaction, outcome: _Outcome) -> dict[str, Any]:
        parties = Parties(book, transaction)
        items = []
        for one, confirmed, text in outcome.answered:
            references = parties.references(one.columns, one.values, one.basis["person_id"])
            item = {
                "policy": one.policy_id,
                "candidate": list(references),
                "unknown": list(one.unknown),
                "evidence": one.evidence,
                "confirmed": confirmed,
                "basis": transaction.keep(dict(one.basis)),
            }
            note = {"note": transaction.keep({"kind": "note", "text": text})} if text else {}
            items.append({**item, **note})
        data = {"candidates": items, "parties": parties.new()}
        parties.keep(self.on)
        return data


def _faults(
    row: ReturnedRow, went_out: Mapping[str, Any], round_: Round, transaction: Transaction
) -> Iterator[str]:
    if went_out["shown"] != shown_digest(transaction, round_.id, went_out["row"], row.cells):
        yield f"{row.place}: a cell that went out was changed"
    if row.opinion not in ("", AGREED, DECLINED):
        yield f"{row.place}: 意见 is neither {AGREED} nor {DECLINED}"
    if row.opinion == DECLINED and not row.note:
        yield f"{row.place}: {DECLINED} without a reason in 备注"


def _take_grant(
    outcome: _Outcome, grant: Grant, expected: Mapping[str, Any], row: ReturnedRow, round_: Round
) -> None:
    agreed = row.opinion == AGREED
    if grant.state is FROM[round_.stage] and grant.seqs[-1] == expected["seq"]:
        (outcome.approved if agreed else outcome.rejected)[grant.id] = row.note
        outcome.counts["agreed" if agreed else "declined"] += 1
    elif grant.state is (State(APPROVED[round_.stage]) if agreed else State.REJECTED):
        outcome.counts["done"] += 1
    else:
        outcome.counts["skipped"] += 1
        outcome.said.append(
            f"第{row.serial}行 {grant.id}：发出名单后有变化（现为{TITLES[grant.state]}），未办理。"
        )


def _take_candidate(
    outcome: _Outcome,
    candidate: Candidate | None,
    expected: Mapping[str, Any],
    row: ReturnedRow,
    answers: Answers,
) -> None:
    confirmed = row.opinion == AGREED
    seen = (tuple(expected["unknown"]), expected["evidence"])
    if candidate is None or (candidate.unknown, candidate.evidence) != seen:
        outcome.counts["skipped"] += 1
        outcome.said.append(f"第{row.serial}行：待核实的情况在发出名单后有变化，未办理。")
        return
    if confirmed and candidate.amount_fen is None:
        outcome.counts["unpayable"] += 1
        outcome.said.append(f"第{row.serial}行：尚不能确定发放金额，补充数据后再核实，未办理。")
        return
    answer = answers.of(candidate)
    if answer is not None and answers.stands(candidate) and answer.confirmed == confirmed:
        outcome.counts["done"] += 1
        return
    outcome.answered.append((candidate, confirmed, row.note))
    outcome.counts["confirmed" if confirmed else "refuted"] += 1


_COUNTED = {
    "agreed": "同意{}笔",
    "declined": "不同意{}笔",
    "confirmed": "核实符合{}项",
    "refuted": "核实不符合{}项",
    "done": "此前已办理{}行",
    "skipped": "有变化未办理{}行",
    "unpayable": "待补数据未办理{}行",
    "waiting": "未填写仍待办{}行",
}


def _summary(outcome: _Outcome) -> str:
    said = [text.format(outcome.counts[name]) for name, text in _COUNTED.items()]
    present = [text for text, name in zip(said, _COUNTED, strict=True) if outcome.counts[name]]
    return f"{'，'.join(present)}。"
