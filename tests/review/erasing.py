"""What an erasure leaves of somebody's particulars."""

from __future__ import annotations

import sqlalchemy as sa

from tests.ledger_builder import Office
from zhaoren.ledger import Ledger, schema
from zhaoren.ledger.store import default_url


def erase(office: Office, grant: str) -> None:
    """Empty the particulars that a grant rests on."""
    basis = office.book.grant(grant).basis
    table = schema.particulars
    with Ledger(default_url(office.out)) as ledger, ledger.transaction(office.city) as transaction:
        transaction.db.execute(sa.update(table).where(table.c.digest == basis).values(content=None))
