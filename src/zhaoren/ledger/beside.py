"""What stands beside a chain: is it what the events say, or was it erased as they say?

Never shows a number or any other content: only digests, parties and grants.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import sqlalchemy as sa

from zhaoren.ledger import schema
from zhaoren.ledger.chain import Chain, Finding
from zhaoren.ledger.transaction import Transaction


@dataclass
class Beside:
    """What the check found; `erased`: particulars of which only the digest is left."""

    erased: int = 0
    findings: list[Finding] = field(default_factory=list)


def check_beside(transaction: Transaction, chain: Chain) -> Beside:
    """Check keys, particulars and numbers against a chain.

    Where the chain itself is damaged only what does not rest on it is checked.
    """
    found = Beside()
    kept = dict(_content(transaction))
    found.erased = sum(1 for sound in kept.values() if sound is None)
    said = list(_altered(kept))
    if chain.sound:
        said += [*_keys(transaction, chain), *_missing(chain, kept), *_numbers(transaction, chain)]
    found.findings = [Finding(chain.city, None, what) for what in said]
    return found


def _content(transaction: Transaction) -> Iterator[tuple[str, bool | None]]:
    """Digest → whether the content is what it says; None: there is none."""
    table = schema.particulars
    chosen = sa.select(table.c.digest, table.c.content).where(table.c.city == transaction.city)
    for digest, content in transaction.db.execute(chosen.order_by(table.c.digest)):
        if content is None:
            yield digest, None
        else:
            yield digest, transaction.digest_of(content.encode()) == digest


def _altered(kept: dict[str, bool | None]) -> Iterator[str]:
    wrong = [digest for digest, sound in kept.items() if sound is False]
    if wrong and len(wrong) == sum(1 for sound in kept.values() if sound is not None):
        yield "no particulars are what their digests say; the city's secret was altered or lost"
        return
    for digest in wrong:
        yield f"the particulars {digest} were altered"


def _keys(transaction: Transaction, chain: Chain) -> Iterator[str]:
    table = schema.grant_key
    chosen = sa.select(table.c.grant_id, table.c.key).where(table.c.city == transaction.city)
    rows = {row.grant_id: row.key for row in transaction.db.execute(chosen)}
    for grant in sorted(rows.keys() | chain.keys.keys()):
        if grant not in chain.keys:
            yield f"grant {grant} has a key but no event found it"
        elif grant not in rows:
            yield f"the key of grant {grant} is missing"
        elif rows[grant] != chain.keys[grant]:
            yield f"the key of grant {grant} was altered"


def _missing(chain: Chain, kept: dict[str, bool | None]) -> Iterator[str]:
    for digest, seq in chain.named.items():
        if digest not in kept:
            yield f"the particulars {digest}, which event {seq} names, are missing"
        elif kept[digest] is None and digest not in chain.erased:
            yield f"the particulars {digest} of event {seq} are gone, but no event erased them"


def _numbers(transaction: Transaction, chain: Chain) -> Iterator[str]:
    """Every number is one that an event gave to its party that day, and none is missing."""
    table = schema.number
    columns = (table.c.number, table.c.party, table.c.since)
    chosen = sa.select(*columns).where(table.c.city == transaction.city)
    kept: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for number, party, since in transaction.db.execute(chosen):
        kept[party][transaction.digest({"kind": "number", "number": number})] = since
    for party in sorted(kept.keys() | chain.book.parties.keys()):
        known = chain.book.parties.get(party)
        told = set(known.digests) if known else set()
        here = kept[party]
        if here.keys() - told:
            yield f"party {party} has a number that no event gave it"
        if told - here.keys() - chain.erased:
            yield f"a number of party {party} is missing, but no event erased it"
        again = here.keys() & told - chain.erased  # what was erased is known since another day
        if any(here[digest] != chain.since[party, digest] for digest in again):
            yield f"a number of party {party} is known since another day than its event says"
