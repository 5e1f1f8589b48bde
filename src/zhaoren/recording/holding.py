"""Every open grant looked at again: held with reasons, held for others, or going on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date

from zhaoren.ledger.lifecycle import State
from zhaoren.ledger.records import Grant
from zhaoren.recording.merging import MERGED
from zhaoren.recording.published import Looked, Payee
from zhaoren.recording.work import Work, chunks

ACCOUNT = "account:"
"""What the reasons found at batching begin with."""

AccountReason = Callable[[Payee | None, str | None], str | None]
"""(account or None, beneficiary's name) → why it cannot be paid to, a code of
payments/documents.REASONS; None where it can."""


def account_reason(payee: Payee | None, _name: str | None) -> str | None:
    """What the run says of an account."""
    return payee.hold_reason if payee else "no_account"


def why_not(looked: Looked) -> tuple[str, ...]:
    """Why a grant whose key stands no longer does not, from the verdict on its own candidate."""
    outcome = looked.outcome
    if outcome == "ineligible":
        return tuple(f"fail:{name}" for name in looked.failed or ())
    if outcome == "review":
        return tuple(f"unknown:{name}" for name in looked.unknown or ())
    if outcome in ("superseded", "capped", "already_granted"):
        return (outcome,)
    return ("no_candidate",)  # there is none, or it is given for something else now


class Reasons:
    """Why grants are to be held tonight."""

    def __init__(
        self,
        work: Work,
        again: Mapping[str, bool],
        twice: Collection[str],
        account: AccountReason,
    ) -> None:
        self._work, self._again, self._twice = work, again, twice
        self._account = account
        self._names = _names(work)
        self._deceased = _deceased(work)
        self._payees: dict[str, Payee] = {}
        for payee in work.run.payees:
            if party := work.parties.known(payee.beneficiary_id):
                self._payees[party] = payee

    def of_new(self, beneficiary: str) -> tuple[str, ...]:
        """Why a grant that is found tonight is held at once: its beneficiary has died."""
        return ("deceased",) if beneficiary in self._deceased else ()

    def of(self, grant: Grant) -> tuple[str, ...] | None:
        """The reasons, empty where there are none; None: the run did not look at it."""
        beneficiary = self._work.parties.standing(grant.beneficiary)
        found = list(self.of_new(beneficiary))
        if grant.id in self._twice:
            return (*found, MERGED)
        if grant.id not in self._again:
            looked = self._work.run.looked.get(grant.id)
            if looked is None:
                return None
            found += why_not(looked)
        elif self._again[grant.id]:
            found.append("conflict")
        if _waits_for_account(grant):
            reason = self._account(self._payees.get(beneficiary), self._names.get(grant.basis))
            found += [f"{ACCOUNT}{reason}"] if reason else []
        return tuple(found)


def _waits_for_account(grant: Grant) -> bool:
    return any(reason.startswith(ACCOUNT) for reason in grant.hold_reasons)


def _names(work: Work) -> dict[str, str | None]:
    """Digest of its particulars → the beneficiary's name, of grants held for their account."""
    bases = [grant.basis for grant in work.book.open if _waits_for_account(grant)]
    found = work.transaction.particulars(bases)
    return {digest: content["beneficiary_name"] for digest, content in found.items()}


def _deceased(work: Work) -> set[str]:
    """The parties deceased on or before the day."""
    day: date = work.run.as_of
    return {
        work.parties.standing(known.party_id)
        for known in work.run.parties
        if known.deceased_on and known.deceased_on <= day
    }


def look_again(work: Work, found: Mapping[str, str], reasons: Reasons) -> None:
    """Hold what stands no longer, and let go on what stands again.

    `found`: tonight's new grants and their beneficiaries.
    """
    held: list[tuple[Grant, tuple[str, ...]]] = []
    changed: list[tuple[str, tuple[str, ...]]] = []
    resumed: list[Grant] = []
    for grant in work.book.open:
        why = reasons.of(grant) if work.touched(grant) else None
        if why is None:
            continue
        if grant.state is not State.HELD:
            held += [(grant, why)] if why else []
        elif not why:
            resumed.append(grant)
        elif why != grant.hold_reasons:
            changed.append((grant.id, why))
    _void_batches(work, [grant for grant, _ in held])
    new = [(name, why) for name, who in found.items() if (why := reasons.of_new(who))]
    _record_held(work, "held", [*((grant.id, why) for grant, why in held), *new])
    _record_held(work, "hold_changed", changed)
    for some in chunks(resumed):
        work.record("resumed", grants=[grant.id for grant in some])
    work.states |= {grant.id: State.HELD for grant, _ in held}
    work.states |= {grant.id: grant.held_from for grant in resumed if grant.held_from}


def _void_batches(work: Work, held: Sequence[Grant]) -> None:
    """A batch that is not submitted yet is made again without the grants that are held."""
    batches: dict[str, list[str]] = {}
    for grant in held:
        if grant.state in (State.BATCHED, State.RELEASED) and grant.batch:
            batches.setdefault(grant.batch, []).append(grant.id)
    for name, without in sorted(batches.items()):
        work.record("voided", batch=name, reason="held", without=without)


def _record_held(work: Work, kind: str, items: Sequence[tuple[str, tuple[str, ...]]]) -> None:
    for some in chunks(items):
        work.record(
            kind,
            grants=[name for name, _ in some],
            reasons={name: list(why) for name, why in some},
        )
