"""What stands in the chain for a review list and its rows, and which answers the book holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from zhaoren.ledger.book import Book
from zhaoren.ledger.records import Confirmation
from zhaoren.ledger.references import Parties
from zhaoren.ledger.store import Transaction
from zhaoren.office.candidates import Candidate


def candidate_digest(transaction: Transaction, one: Candidate) -> str:
    """What stands for a candidate in a list's rows."""
    pair = {"policy_id": one.policy_id, "candidate_id": one.candidate_id}
    return transaction.digest({"kind": "candidate", **pair})


def shown_digest(transaction: Transaction, round_id: str, serial: int, cells: Sequence[str]) -> str:
    """What stands in the chain for a row as it was shown."""
    content = {"kind": "shown", "round": round_id, "row": serial, "cells": list(cells)}
    return transaction.digest(content)


def round_check(transaction: Transaction, round_id: str, rows: Sequence[Mapping[str, Any]]) -> str:
    """Eight hexadecimal digits that only this ledger gives this list."""
    shown_rows = [row["shown"] for row in rows]
    return transaction.digest({"kind": "round", "round": round_id, "rows": shown_rows})[:8]


class Answers:
    """The answers on candidates in review that the book holds, looked up by candidate."""

    def __init__(self, book: Book, transaction: Transaction) -> None:
        self._parties = Parties(book, transaction)
        self._known = {
            (one.policy_id, book.key(one.candidate)): one for one in book.confirmations.values()
        }

    def of(self, candidate: Candidate) -> Confirmation | None:
        """The answer on a candidate, standing or not."""
        references = self._parties.known_references(
            candidate.columns, candidate.values, candidate.basis["person_id"]
        )
        return self._known.get((candidate.policy_id, references)) if references else None

    def stands(self, candidate: Candidate) -> bool:
        """Whether it was answered, and what is unknown and its evidence are unchanged since."""
        answer = self.of(candidate)
        return answer is not None and (answer.unknown, answer.evidence) == (
            candidate.unknown,
            candidate.evidence,
        )
