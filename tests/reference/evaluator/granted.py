"""What was paid before (2-policies: no_recovery, step 2, what counts towards a ceiling)."""

from __future__ import annotations

from .candidate import Candidate, Key, Policy
from .ceilings import Paid
from .entries import Entries
from .people import Register
from .verdict import PASS, UNKNOWN
from .world import Row


class Granted:
    """The payments of one benefit, read by the policies that share it."""

    def __init__(
        self,
        register: Register,
        policies: list[Policy],
        candidates: list[Candidate],
        names: set[str],
        entries: Entries,
    ) -> None:
        self._register = register
        self._entries = entries
        self._by_reference = {each.candidate_id: each for each in candidates}
        rows = [row for row in register.rows["payments"] if row["benefit"] in names]
        self._rows = rows
        self._by_key: dict[Key, list[Row]] = {}
        self._lacking: set[str | None] = set()  # who received a payment of no known key
        for row in rows:
            key = self._key(policies[0], row)
            if key is None:
                self._lacking.add(row["org_id"] or register.known_as(row["person_id"]))
            else:
                self._by_key.setdefault(key, []).append(row)

    def _key(self, policy: Policy, row: Row) -> Key | None:
        """The key that was paid for: as the columns say, else as the candidate referred to.

        1-inputs: "reference? (a candidate_id)".
        """
        key = policy.paid_key(self._register, row)
        if key and None not in key:
            return key
        named = self._by_reference.get(row["reference"] or "")
        return named.key if named is not None and None not in named.key else None

    def no_recovery(self, candidate: Candidate) -> str:
        """The criterion no_recovery.

        "a payment of the benefit for the same key was `recovered`, or a
        payments row of the person was quarantined, or a payment of the benefit
        to the person lacks what the key needs → unknown; else pass." For
        contests: "a lower one paid before: review".
        """
        concerned = {candidate.payee.id, candidate.shown.get("person_id")} - {None}
        if any(("payments", whose) in self._register.quarantined for whose in concerned):
            return UNKNOWN
        same = self._by_key.get(candidate.key, [])
        doubtful = any(row["status"] == "recovered" for row in same)
        doubtful |= self._entries.recovered(candidate)
        lower = any(self._lower(candidate, row) for row in same)
        lower |= any(
            self._less(candidate, each.amount) for each in self._entries.granted(candidate)
        )
        lower &= not self.already(candidate)
        return UNKNOWN if doubtful or lower or concerned & self._lacking else PASS

    def already(self, candidate: Candidate) -> bool:
        """Step 2: "a payment of the benefit for the same key is `paid` … whatever its date, or
        the ledger holds a grant of it that has been submitted to a bank, is paid or in recovery".
        """
        paid = any(
            row["status"] == "paid" and not self._lower(candidate, row)
            for row in self._by_key.get(candidate.key, [])
        )
        return paid or any(
            not self._less(candidate, each.amount) for each in self._entries.granted(candidate)
        )

    def counting(self, policy: Policy) -> list[Paid]:
        """What counts first under the policy's ceiling (`paid` payments).

        A payment that names only the benefit may have been granted under the
        policy and counts too (the specification is silent; this way no ceiling
        is overrun).
        """
        return [
            Paid(row, self._by_reference.get(row["reference"] or ""))
            for row in self._rows
            if row["status"] == "paid" and row["benefit"] in (policy.benefit, policy.policy_id)
        ]

    @staticmethod
    def _less(candidate: Candidate, amount: int) -> bool:
        return (
            candidate.policy.lower_paid_before
            and candidate.amount is not None
            and amount < candidate.amount
        )

    def _lower(self, candidate: Candidate, row: Row) -> bool:
        return row["status"] == "paid" and self._less(candidate, row["amount_fen"])
