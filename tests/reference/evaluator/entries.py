"""What the ledger holds, as a verdict sees it (2-policies, "How a verdict is reached")."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .candidate import Candidate, Key

OPEN, GRANTED, RECOVERED, CLOSED = "open", "granted", "recovered", "closed"
NOWHERE = 10**9  # after everybody who was ever found


@dataclass(frozen=True)
class Entry:
    """A grant of the ledger; `place`: when it was found among all; `under`: which ceiling."""

    policy_id: str
    benefit: str
    candidate_id: str
    key: Key
    standing: str
    place: int
    amount: int
    under: Key | None = None


class Entries:
    """The grants of the ledger, and the candidates that a reviewer has confirmed."""

    def __init__(
        self, entries: Iterable[Entry] = (), confirmed: Iterable[tuple[str, str]] = ()
    ) -> None:
        self.all = list(entries)
        self.confirmed = frozenset(confirmed)

    def granted(self, candidate: Candidate) -> list[Entry]:
        """Grants for the same key "submitted to a bank, … paid or in recovery"."""
        return [each for each in self._same_key(candidate) if each.standing == GRANTED]

    def recovered(self, candidate: Candidate) -> bool:
        """Whether a grant for the same key "was `recovered`"."""
        return any(each.standing == RECOVERED for each in self._same_key(candidate))

    def closed(self, candidate: Candidate) -> bool:
        """Whether its key is closed by a rejection: it takes no room from others."""
        rejected = any(each.standing == CLOSED for each in self._same_key(candidate))
        return rejected and self.found(candidate) is None

    def own_place(self, candidate: Candidate) -> int:
        """ "In the order in which grants were found": the candidate's own open grant."""
        mine = (
            each for each in self._open(candidate) if each.candidate_id == candidate.candidate_id
        )
        return min((each.place for each in mine), default=NOWHERE)

    def found(self, candidate: Candidate) -> Entry | None:
        """The open grant of its key under its policy, of several the first found."""
        return min(self._open(candidate), key=lambda each: each.place, default=None)

    def own_or_key_place(self, candidate: Candidate) -> int:
        """When the open grant of its key was found."""
        found = self.found(candidate)
        return found.place if found else NOWHERE

    def of(self, policy_id: str) -> Entries:
        """Those of one policy, and what closes keys of its benefit."""
        mine = (each for each in self.all if each.policy_id == policy_id or each.standing == CLOSED)
        return Entries(mine, self.confirmed)

    def counting(self) -> list[Entry]:
        """Grants that count first under a ceiling."""
        return [each for each in self.all if each.standing == GRANTED]

    def _open(self, candidate: Candidate) -> list[Entry]:
        return [
            each
            for each in self._same_key(candidate)
            if each.standing == OPEN and each.policy_id == candidate.policy.policy_id
        ]

    def _same_key(self, candidate: Candidate) -> list[Entry]:
        benefit = candidate.policy.benefit
        return [each for each in self.all if each.benefit == benefit and each.key == candidate.key]
