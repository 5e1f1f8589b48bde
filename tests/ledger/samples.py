"""Small ledgers for tests of the core: grants found, and moved by hand-made drafts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from zhaoren.ledger import Book, Done, Draft, Ledger, Plan, perform
from zhaoren.ledger.book import numbered
from zhaoren.ledger.perform import Planner
from zhaoren.ledger.store import Transaction

CITY = "zibo"
DAY = date(2026, 11, 20)
MOMENT = datetime(2026, 11, 20, 2, tzinfo=UTC)
FIXED = ("event", "secret", "grant_key")


def do(ledger: Ledger, planner: Planner, *, city: str = CITY, dry_run: bool = False) -> Done:
    return perform(ledger, city, planner, by="张三", recorded_at=MOMENT, dry_run=dry_run)


def drafts(*found: Draft) -> Planner:
    return lambda _book, _transaction: Plan(list(found))


def moved(kind: str, *grants: str, on: date = DAY, **data: Any) -> Draft:
    return Draft(kind, on, {"grants": list(grants), **data})


def find(*persons: str, on: date = DAY, amount_fen: int = 250_000) -> Planner:
    """Find a technician grant for each number that is not known yet."""

    def plan(book: Book, transaction: Transaction) -> Plan:
        known = transaction.numbers()
        new = [one for one in persons if one not in known]
        if not new:
            return Plan()
        first = len(book.parties) + 1
        parties = [numbered("P", first + place) for place in range(len(new))]
        transaction.keep_numbers(dict(zip(new, parties, strict=True)), on)
        digests = transaction.keep_all([{"kind": "number", "number": one} for one in new])
        bases = transaction.keep_all([_basis(one) for one in new])
        grants = [
            _item(numbered("G", len(book.grants) + place + 1), party, basis, amount_fen)
            for place, (party, basis) in enumerate(zip(parties, bases, strict=True))
        ]
        named = [
            {"party": party, "digest": digest}
            for party, digest in zip(parties, digests, strict=True)
        ]
        data = {"run": "r" * 64, "parties": named, "grants": grants}
        return Plan([Draft("found", on, data)])

    return plan


def _basis(number: str) -> dict[str, Any]:
    return {"kind": "basis", "person_id": number, "person_name": "王伟"}


def _item(grant: str, party: str, basis: str, amount_fen: int) -> dict[str, Any]:
    return {
        "grant": grant, "policy": "zibo/technician-2022", "benefit": "zibo/technician",
        "key": [f"@{party}", "=6-31-01-03", "=technician"], "candidate": ["=Y1", f"@{party}"],
        "kind": "person", "beneficiary": party, "person": party, "employer": None,
        "district": "张店", "level": "technician", "period": None, "amount_fen": amount_fen,
        "city_fen": amount_fen, "district_fen": 0, "ceiling": None, "basis": basis,
        "confirmed": False,
    }  # fmt: skip


def small(ledger: Ledger, city: str = CITY) -> list[str]:
    """Three grants, the first approved twice, the second rejected; the head after each event."""
    heads = []
    for planner in (
        find("370303199001010011", "370303199001010038"),
        drafts(moved("district_approved", "G0000001")),
        drafts(moved("rejected", "G0000002")),
        find("370303199001010054"),
        drafts(moved("city_approved", "G0000001")),
    ):
        heads.append(do(ledger, planner, city=city).head)
    return heads


def paid(ledger: Ledger, grant: str = "G0000001") -> None:
    """The grant of a person is paid: the short way, by its events."""
    noticed = {"notice": "N0001", "first_day": "2026-11-20", "last_day": "2026-11-27",
               "contact": "科室"}  # fmt: skip
    requested = {"applications": [
        {"application": "F0001", "district": "张店", "payer": "city", "amount_fen": 250_000,
         "grants": [grant], "shares": [250_000], "rows": []}]}  # fmt: skip
    line = {"grant": grant, "payee": "p", "basis": "b", "amount_fen": 250_000}
    form = {"bank_name": "工行", "layout": {}, "debtor": {}}
    batch = {"batch": "B0001", "bank": "icbc", "part": 1, "parts": 1, "manifest": "m",
             "file_sha256": "f" * 64, "signer": "a", "signature": "s", "public_key": "k",
             "form": form, "lines": [line]}  # fmt: skip
    released = {"batch": "B0001", "signer": "b", "signature": "s", "public_key": "k"}
    result = {"grant": grant, "result": "paid", "reason": None, "amount_fen": 250_000}
    answer = {"file_sha256": "e" * 64, "batch": "B0001", "count": 1, "total_fen": 250_000,
              "results": [result]}  # fmt: skip
    arrived = {"application": "F0001", "amount_fen": 250_000, "due_on": "2026-12-08"}
    do(ledger, drafts(
        moved("district_approved", grant), moved("city_approved", grant),
        moved("noticed", grant, **noticed),
        moved("cleared", grant), moved("requested", grant, **requested),
        Draft("funds_arrived", DAY, arrived), moved("batched", grant, batches=[batch]),
        moved("released", grant, **released), moved("submitted", grant, batch="B0001"),
        Draft("bank_answered", DAY, answer)))  # fmt: skip


@contextmanager
def tampering(url: str) -> Iterator[Connection]:
    """A connection of somebody who may do anything: the database's own guards are off."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as db:
        if engine.dialect.name == "sqlite":
            named = "select name from sqlite_master where type = 'trigger'"
            for (name,) in db.exec_driver_sql(named).fetchall():
                db.exec_driver_sql(f"drop trigger {name}")
        else:
            for table in FIXED:
                db.exec_driver_sql(f"alter table {table} disable trigger user")
        yield db


def run(db: Connection, statement: str, **values: object) -> Sequence[Any]:
    """Carry out a statement; its rows, where it has any."""
    found = db.execute(sa.text(statement), values)
    return found.fetchall() if found.returns_rows else []
