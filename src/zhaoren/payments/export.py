"""The files of a batch that goes to the bank: `payments/<city>/<batch>/`.

<city>-B0001-<bank>.txt (.xlsx, .xml)     the bank file
manifest.json                             what both signed (canonical JSON)
manifest.prepare.sig, manifest.release.sig   their signatures, 64 bytes each
manifest.prepare.pub, manifest.release.pub   their public keys (PEM)
发放花名册-<city>-B0001.xlsx                the roster, for people

Whoever has the folder can check it: `openssl pkeyutl -verify -rawin -pubin
-inkey manifest.release.pub -in manifest.json -sigfile manifest.release.sig`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from zhaoren.durable import write_whole
from zhaoren.errors import LedgerError
from zhaoren.ledger.book import Book
from zhaoren.ledger.records import Batch
from zhaoren.ledger.store import Transaction
from zhaoren.office.batch_files import batch_of, lines_of, made_again, reference_of
from zhaoren.office.keys import public_pem
from zhaoren.payments.documents import Heading, roster
from zhaoren.workspace import make_private


@dataclass(frozen=True)
class Words:
    """What the roster calls things: the city, policy → title, level → title."""

    city_title: str
    policies: Mapping[str, str]
    levels: Mapping[str, str]


def batch_folder(out: Path, city: str, batch_id: str) -> Path:
    """Where the files of a batch lie in a workspace."""
    return out / "payments" / city / batch_id


def batch_files(
    book: Book, transaction: Transaction, batch_id: str, words: Words
) -> dict[str, bytes]:
    """Name → bytes of every file of a batch that the ledger says is submitted.

    Raises:
        LedgerError: it is not submitted, or not as it was signed.
    """
    batch = batch_of(book, batch_id)
    if batch.status != "submitted":
        raise LedgerError(f"Batch {batch.id} is {batch.status}; its file is not for the bank.")
    made = made_again(book, transaction, batch)
    heading = _heading(book, batch, words)
    lines = lines_of(transaction, batch, words.policies)
    listed = f"发放花名册-{reference_of(book.city, batch.id)}.xlsx"
    files = {listed: roster(lines, heading, words.levels), "manifest.json": made.manifest}
    for (signer, signature), role in zip(
        batch.signatures.items(), ("prepare", "release"), strict=True
    ):
        files[f"manifest.{role}.sig"] = bytes.fromhex(signature)
        files[f"manifest.{role}.pub"] = public_pem(batch.public_keys[signer])
    return {**files, made.name: made.content}


def write_files(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write the files, each whole, the bank file last; where they lie."""
    make_private(folder)
    for name, content in files.items():
        write_whole(folder / name, content)
    return [folder / name for name in files]


def _heading(book: Book, batch: Batch, words: Words) -> Heading:
    preparer, releaser = batch.signatures
    return Heading(
        city_title=words.city_title,
        batch=reference_of(book.city, batch.id),
        bank_name=batch.form["bank_name"],
        day=batch.prepared_on,
        part=batch.part,
        parts=batch.parts,
        signers=(preparer, releaser),
    )
