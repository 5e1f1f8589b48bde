"""What stands for people, organisations and values in the chain.

@P0000001, @O0000001   a party, known by number beside the chain
#<digest>              a certificate's number (it may contain its holder's)
=text                  any other value

The night's findings and a reviewer's answers make their references here, so
that the same candidate always has the same ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from zhaoren.ledger.book import Book, numbered
from zhaoren.ledger.records import References
from zhaoren.ledger.store import Transaction

_LETTERS: Mapping[str, str] = {
    "person_id": "P",
    "employer_id": "O",
    "org_id": "O",
    "school_id": "O",
    "order_employer_id": "O",
}
_CERTIFICATE = "certificate_no"
_TEAM_OR_PERSON = "party"


class Parties:
    """Numbers → parties while a plan is made; those that are new go into its events.

    A plan puts `new()` into its event's `parties` and calls `keep` once.
    """

    def __init__(self, book: Book, transaction: Transaction) -> None:
        self._transaction = transaction
        self._known = transaction.numbers()
        self._erased = erased_numbers(book, transaction)
        self._into = {name: party.into for name, party in book.parties.items() if party.into}
        self._count = Counter(name[0] for name in book.parties)
        self._made: dict[str, str] = {}
        self._standing: dict[str, str] = {}  # number → the party that stands for it, once asked
        self._told = 0

    def party(self, letter: str, number: str) -> str:
        """The party known under a number; a new one (P person, O organisation) if there is none."""
        known = self.known(number)
        if known:
            return known
        self._count[letter] += 1
        self._made[number] = numbered(letter, self._count[letter])
        return self._made[number]

    def standing(self, party: str) -> str:
        """The party that stands for this one after merges, those of this plan included."""
        while (into := self._into.get(party)) is not None:
            party = into
        return party

    def key(self, references: Iterable[str]) -> References:
        """References with every party replaced by the one that stands for it."""
        into = self._into
        return tuple(
            f"@{self.standing(one[1:])}" if one[:1] == "@" and one[1:] in into else one
            for one in references
        )

    def known(self, number: str) -> str | None:
        """The party that a number stands for, if the ledger (or this plan) knows it."""
        standing = self._standing.get(number)
        if standing is None and (found := self._found(number)) is not None:
            standing = self._standing[number] = self.standing(found)
        return standing

    def _found(self, number: str) -> str | None:
        """The party that has a number; one whose number was erased has it again from now on."""
        found = self._known.get(number) or self._made.get(number)
        if found is None and self._erased:
            digest = self._transaction.digest({"kind": "number", "number": number})
            found = self._erased.get(digest)
            if found is not None:
                self.learn(number, found)
        return found

    def learn(self, number: str, party: str) -> None:
        """A known party has one more number."""
        self._made[number] = party

    def merge(self, party: str, other: str) -> bool:
        """Two parties are one from now on, the earlier stands; whether they were two."""
        first, later = sorted((self.standing(party), self.standing(other)))
        if first != later:
            self._into[later] = first
            self._standing.clear()
        return first != later

    def reference(self, column: str, value: str | None, person_id: str | None = None) -> str:
        """What stands for a value of a fact; an absent one is the empty text.

        `person_id` is the candidate's person: the fact `party` of an award is
        that person, or else the name of a team.
        """
        letter = _letter_of(column, value, person_id)
        if letter and value:
            return f"@{self.party(letter, value)}"
        return self._text(column, value)

    def _text(self, column: str, value: str | None) -> str:
        """What stands for a value that is no party."""
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

    def known_references(
        self,
        columns: Sequence[str],
        values: Sequence[str | None],
        person_id: str | None = None,
    ) -> References | None:
        """The same, but None where one is a party that nobody knows yet; makes none."""
        found: list[str] = []
        for column, value in zip(columns, values, strict=True):
            if not value or not _letter_of(column, value, person_id):
                found.append(self._text(column, value))
            elif (party := self.known(value)) is not None:
                found.append(f"@{party}")
            else:
                return None
        return tuple(found)

    def new(self) -> list[dict[str, str]]:
        """The parties made since this was asked last, as an event names them."""
        numbers = list(self._made)[self._told :]
        self._told = len(self._made)
        contents = [{"kind": "number", "number": number} for number in numbers]
        digests = self._transaction.keep_all(contents) if contents else []
        return [
            {"party": self._made[number], "digest": digest}
            for number, digest in zip(numbers, digests, strict=True)
        ]

    def keep(self, since: date) -> None:
        """Keep the numbers of the new parties beside the chain, known from a day on."""
        self._transaction.keep_numbers(self._made, since)


def erased_numbers(book: Book, transaction: Transaction) -> Mapping[str, str]:
    """Digest → party of every number that was erased."""
    erased = transaction.erased()
    if not erased:
        return {}
    return {
        digest: party.id
        for party in book.parties.values()
        for digest in party.digests
        if digest in erased
    }


def _letter_of(column: str, value: str | None, person_id: str | None) -> str | None:
    if column == _TEAM_OR_PERSON and value == person_id:
        return "P"
    return _LETTERS.get(column)
