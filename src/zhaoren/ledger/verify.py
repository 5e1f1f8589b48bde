"""Is a city's ledger what it was? Every hash, link, key and digest computed anew.

The chain alone shows what was changed within it. That it was cut short, that
an old copy was put back or that all of it was written anew shows only beside
a head that was kept elsewhere: those given, and those in the manifests of
published runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from zhaoren.ledger.beside import check_beside
from zhaoren.ledger.chain import Chain, Finding, walk_chain
from zhaoren.ledger.events import EMPTY_HEAD
from zhaoren.ledger.transaction import Transaction


@dataclass(frozen=True)
class KnownHead:
    """A head that was kept elsewhere; `source`: where (`--head`, a run)."""

    head: str
    source: str


@dataclass(frozen=True)
class Checked:
    """What a check of a city's ledger found; nothing in `findings`: it is sound."""

    city: str
    events: int
    grants: int
    parties: int
    erased: int
    head: str
    findings: Sequence[Finding] = field(default_factory=list)


def verify_city(transaction: Transaction, heads: Sequence[KnownHead] = ()) -> Checked:
    """Check the city's chain, what stands beside it, and that these heads occur in it."""
    chain = walk_chain(transaction)
    beside = check_beside(transaction, chain)
    findings = [*chain.findings, *beside.findings, *_missing_heads(chain, heads)]
    return Checked(
        city=transaction.city,
        events=chain.count,
        grants=len(chain.book.grants),
        parties=len(chain.book.parties),
        erased=beside.erased,
        head=chain.last,
        findings=findings,
    )


def _missing_heads(chain: Chain, heads: Sequence[KnownHead]) -> Iterator[Finding]:
    """Heads that are not in the chain, and what that means."""
    missing = [one for one in heads if one.head != EMPTY_HEAD and one.head not in chain.heads]
    if not missing:
        return
    case = _case(chain, heads)
    for one in missing:
        yield Finding(chain.city, None, f"the head {one.head} ({one.source}) is missing: {case}")


def _case(chain: Chain, heads: Sequence[KnownHead]) -> str:
    """Which of the ways to lose a head it is, as far as the other heads tell."""
    if not chain.count:
        return "the ledger has no event of this city; it was emptied, or it is another ledger"
    if chain.findings:
        return f"see what is damaged from event {chain.findings[0].seq} on"
    found = [chain.heads[one.head] for one in heads if one.head in chain.heads]
    if found:
        return (
            f"event {max(found)} is the last that the kept heads know, so the ledger was cut "
            "short, an old copy was put back, or it was written anew after that event"
        )
    return (
        f"none of the {chain.count} events has it, so the ledger was cut short, an old copy was "
        "put back, or it is another ledger"
    )
