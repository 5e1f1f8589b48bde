"""What stands for people, organisations and values in the chain.

@P0000001, @O0000001   a party, known by number beside the chain
#<digest>              a certificate's number (it may contain its holder's)
=text                  any other value

The night's findings and a reviewer's answers make their references here, so
that the same candidate always has the same ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from zhaoren.ledger.book import Book, numbered
from zhaoren.ledger.records import References
from zhaoren.ledger.store import Transaction

_LETTERS: Mapping[str, str] = {
    "person_id": "P",
    "employer_id": "O",
    "org_id": "O",
    "school_id": "O",
}
_CERTIFICATE = "certificate_no"
_TEAM_OR_PERSON = "party"


class Parties:
    """Numbers → parties while a plan is made; those that are new go into its event.

    A plan puts `new()` into its event's `parties` and calls `keep` once.
    """

    def __init__(self, book: Book, transaction: Transaction) -> None:
        self._book, self._transaction = book, transaction
        self._known = transaction.numbers()
        self._made: dict[str, str] = {}

    def party(self, letter: str, number: str) -> str:
        """The party known under a number; a new one (P person, O organisation) if there is none."""
        if number in self._known:
            return self._book.party(self._known[number])
        if number not in self._made:
            ahead = sum(1 for made in self._made.values() if made.startswith(letter))
            first = int(self._book.next_id(letter)[1:])
            self._made[number] = numbered(letter, first + ahead)
        return self._made[number]

    def reference(self, column: str, value: str | None, person_id: str | None = None) -> str:
        """What stands for a value of a fact; an absent one is the empty text.

        `person_id` is the candidate's person: the fact `party` of an award is
        that person, or else the name of a team.
        """
        letter = _LETTERS.get(column)
        if column == _TEAM_OR_PERSON and value and value == person_id:
            letter = "P"
        if letter and value:
            return f"@{self.party(letter, value)}"
        if column == _CERTIFICATE and value:
            content = {"kind": "certificate", _CERTIFICATE: value}
            return f"#{self._transaction.digest(content)}"
        return f"={value or ''}"

    def references(
        self,
        columns: Sequence[str],
        values: Sequence[str | None],
        person_id: str | None = None,
    ) -> References:
        """What stands for a key or a candidate, column by column."""
        pairs = zip(columns, values, strict=True)
        return tuple(self.reference(column, value, person_id) for column, value in pairs)

    def new(self) -> list[dict[str, str]]:
        """The parties made so far, as an event names them: party and digest of the number."""
        numbers = list(self._made)
        contents = [{"kind": "number", "number": number} for number in numbers]
        digests = self._transaction.keep_all(contents) if contents else []
        return [
            {"party": self._made[number], "digest": digest}
            for number, digest in zip(numbers, digests, strict=True)
        ]

    def keep(self, since: date) -> None:
        """Keep the numbers of the new parties beside the chain, known from a day on."""
        self._transaction.keep_numbers(self._made, since)
