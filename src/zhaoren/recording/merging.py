"""Numbers that changed since: one more number of a party, or two parties that are one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from zhaoren.ledger.lifecycle import State
from zhaoren.ledger.records import Grant, References
from zhaoren.recording.work import Work, chunks, keeper

MERGED = "merged"


def merge_numbers(work: Work) -> None:
    """Take over what the export says about numbers that the ledger knows.

    A number that merges in a circle has no other current number: nothing
    follows from it.
    """
    merges: list[dict[str, str]] = []
    for known in work.run.parties:
        if known.current_number == known.number:
            continue
        other = work.parties.known(known.current_number)
        if other is None:
            work.parties.learn(known.current_number, work.parties.standing(known.party_id))
            continue
        party = work.parties.standing(known.party_id)
        if work.parties.merge(party, other):
            merges.append({"party": party, "into": other})
    for learned in chunks(work.parties.new()):
        work.record("numbers_known", parties=learned)
    for some in chunks(merges):
        work.record("parties_merged", merges=some)


def stands_twice(by_key: Mapping[References, Sequence[Grant]]) -> dict[str, Grant]:
    """Grants whose key another one keeps → that other one."""
    return {
        grant.id: first
        for grants in by_key.values()
        if len(grants) > 1
        for first in [keeper(grants)]
        for grant in grants
        if grant is not first
    }


def paid_twice(work: Work, twice: Mapping[str, Grant]) -> Iterable[tuple[Grant, dict[str, Any]]]:
    """Paid grants whose key was paid to another one before, with what is to be recovered."""
    for name, first in twice.items():
        grant = work.book.grants[name]
        if grant.state in (State.PAID, State.DISMISSED) and work.touched(grant):
            yield (
                grant,
                {
                    "grant": grant.id,
                    "finding": MERGED,
                    "column": "grant",
                    "value": first.id,
                    "source": "ledger",
                    "clause": "",
                    "citation": "两个号码属于同一人（同一单位），同一事项只发一次",
                    "amount_fen": grant.amount_fen,
                },
            )
