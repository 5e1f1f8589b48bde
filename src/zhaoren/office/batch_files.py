"""What a batch of the ledger looks like outside: its lines, bank file and manifest.

All of it follows from the ledger, so that writing it again gives the same
bytes; what does not is refused.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import rfc8785

from zhaoren.errors import LedgerError
from zhaoren.ledger.book import Book
from zhaoren.ledger.records import Batch
from zhaoren.ledger.store import Transaction
from zhaoren.office.keys import verified
from zhaoren.payments.bankfile import bank_file
from zhaoren.payments.layouts import SUFFIXES, Debtor, layout_of
from zhaoren.payments.lines import GrantLine
from zhaoren.payments.payees import line_of


@dataclass(frozen=True)
class Made:
    """A bank file: its name, its bytes, and the manifest that both signers sign."""

    name: str
    content: bytes
    manifest: bytes

    @property
    def sha256(self) -> str:
        """The SHA-256 of the bank file, hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


def reference_of(city: str, batch_id: str) -> str:
    """What a bank calls a batch: it stands in the file, in its name and in the answer."""
    return f"{city}-{batch_id}"


def make_file(
    city: str,
    batch_id: str,
    bank: str,
    parts: tuple[int, int],
    day: date,
    form: Mapping[str, Any],
    lines: Sequence[GrantLine],
) -> Made:
    """The file of a batch; `parts`: which one of how many; `form` as the ledger keeps it."""
    layout = layout_of(json.loads(form["layout"]))
    debtor = Debtor.model_validate(form["debtor"]) if form["debtor"] else None
    reference = reference_of(city, batch_id)
    content = bank_file(lines, layout, reference, day, debtor=debtor, mark=None)
    name = f"{reference}-{bank}.{SUFFIXES[layout.format]}"
    manifest = {
        "bank": bank,
        "bank_name": form["bank_name"],
        "batch": batch_id,
        "city": city,
        "file": name,
        "format": layout.format,
        "grants": [line.grant_id for line in lines],
        "part": parts[0],
        "parts": parts[1],
        "prepared_on": day.isoformat(),
        "reference": reference,
        "rows": len(lines),
        "sha256": hashlib.sha256(content).hexdigest(),
        "total_fen": sum(line.amount_fen for line in lines),
    }
    return Made(name, content, rfc8785.dumps(manifest))


def batch_of(book: Book, batch_id: str) -> Batch:
    """A batch by its number.

    Raises:
        LedgerError: there is none.
    """
    if batch_id not in book.batches:
        known = ", ".join(book.batches) or "none"
        raise LedgerError(
            f"There is no batch {batch_id} in the ledger of {book.city}; it has {known}."
        )
    return book.batches[batch_id]


def lines_of(
    transaction: Transaction, batch: Batch, titles: Mapping[str, str] | None = None
) -> list[GrantLine]:
    """The lines of a batch with the names and accounts that were kept beside the chain.

    Raises:
        LedgerError: some were erased since.
    """
    digests = {digest for line in batch.lines for digest in (line.payee, line.basis)}
    found = transaction.particulars(sorted(digests))
    lines = []
    for line in batch.lines:
        if line.payee not in found or line.basis not in found:
            raise LedgerError(
                f"Grant {line.grant}: its name or account was erased from the ledger, so batch "
                f"{batch.id} can no longer be written or matched."
            )
        basis, payee = found[line.basis], found[line.payee]
        lines.append(line_of(line.grant, basis, payee, line.amount_fen, titles))
    return lines


def made_again(book: Book, transaction: Transaction, batch: Batch) -> Made:
    """The file and manifest of a batch, made again from the ledger and proven the same.

    Raises:
        LedgerError: they differ from what was signed, or a signature does not hold.
    """
    lines = lines_of(transaction, batch)
    parts = (batch.part, batch.parts)
    made = make_file(book.city, batch.id, batch.bank, parts, batch.prepared_on, batch.form, lines)
    if made.manifest != batch.manifest.encode() or made.sha256 != batch.file_sha256:
        raise LedgerError(
            f"Batch {batch.id} made again is not what was signed (SHA-256 {made.sha256[:12]}… "
            f"instead of {batch.file_sha256[:12]}…). Its particulars were altered, or another "
            "version of this program wrote it. Do not pay from it; void it and prepare it again."
        )
    for signer, signature in batch.signatures.items():
        if not verified(batch.public_keys[signer], made.manifest, signature):
            raise LedgerError(f"The signature of {signer} over batch {batch.id} does not hold.")
    return made
