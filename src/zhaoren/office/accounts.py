"""The accounts of the newest run, by the grant that is paid to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from zhaoren.errors import LedgerError
from zhaoren.ledger.book import Book
from zhaoren.ledger.lifecycle import State
from zhaoren.ledger.records import Grant
from zhaoren.ledger.store import Transaction
from zhaoren.payments.layouts import Banks
from zhaoren.payments.payees import particulars_of, unpayable
from zhaoren.recording.published import Payee

_SAME = ("account_name", "account_no", "bank_code")


class Accounts:
    """Whom a grant pays and where to, whatever number its beneficiary goes by now."""

    def __init__(
        self, book: Book, transaction: Transaction, payees: Sequence[Payee], banks: Banks
    ) -> None:
        self._book, self._banks = book, banks
        waiting = book.in_state(State.FUNDED, State.FAILED)
        self._failed = _last_sent(book, waiting)
        digests = {grant.basis for grant in waiting} | set(self._failed.values())
        self._kept = transaction.particulars(sorted(digests))
        self._by_party = _by_party(book, transaction, payees)

    def basis(self, grant: Grant) -> dict[str, Any]:
        """The particulars of what a grant rests on.

        Raises:
            LedgerError: they were erased.
        """
        if grant.basis not in self._kept:
            raise LedgerError(f"Grant {grant.id}: what it rests on was erased; it cannot be paid.")
        return self._kept[grant.basis]

    def payee(self, grant: Grant) -> Payee | None:
        """The account; of several numbers of one party that of the grant's own number first."""
        found = self._by_party.get(self._book.party(grant.beneficiary), [])
        number = self.basis(grant)["beneficiary_id"]
        return min(
            (one for one in found if one.beneficiary_kind == grant.beneficiary_kind),
            key=lambda one: (one.beneficiary_id != number, one.beneficiary_id),
            default=None,
        )

    def known(self, grant: Grant) -> Payee:
        """The account of a grant that has one."""
        found = self.payee(grant)
        if found is None:
            raise LedgerError(f"Grant {grant.id} has no account.")
        return found

    def unpayable(self, grant: Grant) -> str | None:
        """Why a grant cannot be paid yet; None: it can."""
        name = self.basis(grant)["beneficiary_name"]
        return unpayable(self.payee(grant), name, self._banks)

    def is_due(self, grant: Grant) -> bool:
        """Funded, or failed and the cause is mended: by hand, or by another account."""
        if grant.state is State.FUNDED or grant.mended:
            return True
        payee = self.payee(grant)
        before = self._kept.get(self._failed.get(grant.id, ""))
        if payee is None or before is None:
            return False
        now = particulars_of(payee)
        return any(now[name] != before[name] for name in _SAME)


def _last_sent(book: Book, grants: Sequence[Grant]) -> dict[str, str]:
    """Grant that failed → the account (digest) to which it was sent last."""
    failed = {grant.id for grant in grants if grant.state is State.FAILED}
    return {
        line.grant: line.payee
        for batch in book.batches.values()
        if batch.status == "submitted"
        for line in batch.lines
        if line.grant in failed
    }


def _by_party(
    book: Book, transaction: Transaction, payees: Sequence[Payee]
) -> dict[str, list[Payee]]:
    numbers = transaction.numbers()
    found = defaultdict[str, list[Payee]](list)
    for one in payees:
        if one.beneficiary_id in numbers:
            found[book.party(numbers[one.beneficiary_id])].append(one)
    return found
