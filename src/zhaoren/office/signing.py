"""What has to hold before a batch is signed, released or handed over."""

from __future__ import annotations

from datetime import date

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from zhaoren.errors import LedgerError
from zhaoren.ledger.book import Book
from zhaoren.ledger.lifecycle import State
from zhaoren.ledger.records import Batch, Key
from zhaoren.office.keys import key_of, public_of
from zhaoren.office.people import same_person


def in_order(book: Book, batch: Batch, status: str, state: State) -> None:
    """The batch, and every grant in it, is where it has to be.

    Raises:
        LedgerError: one is not; it is named.
    """
    if batch.status != status:
        raise LedgerError(f"Batch {batch.id} is {batch.status}; it has to be {status} for that.")
    for line in batch.lines:
        grant = book.grant(line.grant)
        stands = grant.state is state and grant.batch == batch.id and grant.conflict is None
        if not stands or grant.amount_fen != line.amount_fen:
            raise LedgerError(
                f"Grant {grant.id} in batch {batch.id} is no longer in order; void the batch "
                "(`zhaoren batch void`) and prepare it again."
            )


def own_key(book: Book, signer: str, role: str, private_key: Ed25519PrivateKey) -> Key:
    """The key of who signs, whose private part this is.

    Raises:
        LedgerError: it is another, or lacks the role.
    """
    key = key_of(book, signer, role)
    if public_of(private_key) != key.public_key:
        raise LedgerError(f"This is not the private key of {signer} as registered.")
    return key


def signed_with(book: Book, batch: Batch) -> list[Key]:
    """The keys of those who signed, the preparer first, still theirs and in their roles.

    Raises:
        LedgerError: one is not.
    """
    found = []
    for (signer, public_key), role in zip(
        batch.public_keys.items(), ("prepare", "release"), strict=False
    ):
        key = key_of(book, signer, role)
        if key.public_key != public_key:
            raise LedgerError(
                f"Batch {batch.id} was signed with a key that {signer} no longer has; void it "
                "(`zhaoren batch void`) and prepare it again."
            )
        found.append(key)
    return found


def two_people(preparer: Key, releaser: Key) -> None:
    """Two names, two keys, and neither registered the other.

    Raises:
        LedgerError: they do not stand for two people.
    """
    if same_person(preparer.name, releaser.name) or preparer.public_key == releaser.public_key:
        raise LedgerError("Who prepared a batch cannot release it; let another person do it.")
    registered = ((preparer, releaser), (releaser, preparer))
    if any(same_person(one.registered_by, other.name) for one, other in registered):
        raise LedgerError(
            f"One of {preparer.name} and {releaser.name} registered the other's key, so they do "
            "not stand for two people here; let a third person register it anew."
        )


def not_before(on: date, batch: Batch) -> None:
    """Nothing is done with a batch before the day on which it was prepared.

    Raises:
        LedgerError: it would be.
    """
    if on < batch.prepared_on:
        raise LedgerError(
            f"Batch {batch.id} was prepared on {batch.prepared_on}; {on} is before that."
        )
