"""Erasing what names a person or an organisation, once nothing needs it any longer.

A party may be erased when of the grants in which it stands (as beneficiary,
person or employer, under any of its merged numbers)

* none is open, with a bank or to be recovered;
* on those on which money left, nothing has happened since 30 full calendar
  years (会计档案管理办法, 财政部 国家档案局令第79号, 附表一: 会计凭证 30 年,
  counted from the end of the year: 第十四条);
* on the others nothing has happened since five years (行政诉讼法 第四十六条:
  nobody can take the decision to court any longer).

The numbers and the particulars of those grants are erased. The chain and its
digests stay, so nobody is granted the same again when the number comes back;
whoever holds the city's secret can still test whether a number is the one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from zhaoren.errors import LedgerError
from zhaoren.ledger.book import Book
from zhaoren.ledger.digests import named_digests
from zhaoren.ledger.events import Draft
from zhaoren.ledger.lifecycle import OPEN, TITLES, State
from zhaoren.ledger.perform import Plan, Planner
from zhaoren.ledger.records import Grant
from zhaoren.ledger.references import erased_numbers
from zhaoren.ledger.transaction import Transaction

ACCOUNTS_YEARS = 30
"""Full calendar years for which vouchers are kept."""

CONTESTABLE_YEARS = 5
"""Years within which a decision can be taken to court."""

_UNSETTLED = OPEN | {State.SUBMITTED, State.UNKNOWN, State.RECOVERY}


def plan_erasure(party: str, reason: str, on: date) -> Planner:
    """Erase a party (P0000001, O0000001) and all that was merged with it.

    Refused by a `LedgerError` that names the grants which need it still.
    Erasing it again changes nothing.
    """

    def plan(book: Book, transaction: Transaction) -> Plan:
        family = _family(book, party)
        grants = [one for one in book.grants.values() if _stands_in(book, one, family)]
        _check_needed(family, grants, on)
        digests = _only_theirs(transaction, family, {one.id for one in grants})
        kept = sorted(transaction.particulars(sorted(digests)))
        if not kept:
            return Plan([], [f"{party} 的个人信息此前已经清除。"])
        transaction.erase(family, kept)
        note = transaction.keep({"kind": "note", "text": reason})
        data = {"of": family, "digests": kept, "note": note}
        said = f"已清除 {'、'.join(family)} 的编号和 {len(kept)} 项个人信息，账本事件保留。"
        return Plan([Draft("erased", on, data)], [said])

    return plan


def party_of_number(book: Book, transaction: Transaction, number: str) -> str:
    """The party that is known under a number, also one that was erased.

    Raises:
        LedgerError: the ledger does not know it; the message does not show it.
    """
    found = transaction.numbers().get(number)
    if found is None:
        digest = transaction.digest({"kind": "number", "number": number})
        found = erased_numbers(book, transaction).get(digest)
    if found is None:
        raise LedgerError(f"Nobody in the ledger of {book.city} is known under that number.")
    return book.party(found)


def plan_erasure_of_number(number: str, reason: str, on: date) -> Planner:
    """Erase whoever is known under a number; see `plan_erasure`."""

    def plan(book: Book, transaction: Transaction) -> Plan:
        party = party_of_number(book, transaction, number)
        return plan_erasure(party, reason, on)(book, transaction)

    return plan


def _family(book: Book, party: str) -> list[str]:
    """The party and all that it was merged with, in order."""
    if party not in book.parties:
        raise LedgerError(f"There is no party {party} in the ledger of {book.city}.")
    standing = book.party(party)
    return [name for name in sorted(book.parties) if book.party(name) == standing]


def _stands_in(book: Book, grant: Grant, family: Collection[str]) -> bool:
    named = {grant.beneficiary, grant.person, grant.employer}
    named |= {one[1:] for one in (*grant.key, *grant.candidate) if one.startswith("@")}
    return not named.isdisjoint(family)


def _check_needed(family: Iterable[str], grants: Iterable[Grant], on: date) -> None:
    needed = [f"{one.id} ({why})" for one in grants if (why := _why_needed(one, on))]
    if needed:
        raise LedgerError(
            f"{', '.join(family)} cannot be erased yet, because of {', '.join(needed)}. Nothing "
            "was erased."
        )


def _why_needed(grant: Grant, on: date) -> str | None:
    """Why a grant still needs the names behind it, if it does."""
    if grant.state in _UNSETTLED:
        return f"{TITLES[grant.state]}, not at its end"
    if grant.paid_on or grant.submitted_on:
        until = date(grant.since.year + ACCOUNTS_YEARS, 12, 31)
    else:
        until = _years_later(grant.since, CONTESTABLE_YEARS)
    return f"kept to {until}" if on <= until else None


def _years_later(day: date, years: int) -> date:
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + years, day=28 if leap else day.day)


def _only_theirs(
    transaction: Transaction, family: Collection[str], grants: Collection[str]
) -> set[str]:
    """Digests that events name for these parties and grants, and for nobody else."""
    ours = {*family, *grants}
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for event in transaction.events():
        for owner, digest in named_digests(event):
            owners[digest].add(owner)
    return {digest for digest, named in owners.items() if named <= ours}
