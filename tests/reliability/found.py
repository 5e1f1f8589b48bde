"""A ledger command without a night: three grants found, with particulars; `python` runs it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from zhaoren.durable import write_whole
from zhaoren.ledger import Book, Draft, Ledger, Plan, perform
from zhaoren.ledger.store import Transaction, default_url

DAY = date(2026, 9, 1)
GRANTS = 3


def find_grants(out: Path, city: str = "zibo", *, recorded_at: datetime | None = None) -> int:
    """Find three grants unless they are found already; how many events were recorded."""
    with Ledger(default_url(out)) as ledger:
        moment = recorded_at or datetime.now(UTC)
        return len(perform(ledger, city, plan_three, by="夜间", recorded_at=moment).events)


def plan_three(book: Book, tx: Transaction) -> Plan:
    """What is missing of three grants for three people."""
    missing = [place for place in range(1, GRANTS + 1) if f"G{place:07}" not in book.grants]
    if not missing:
        return Plan()
    numbers = {place: f"number of person {place}" for place in missing}
    parties = [
        {"party": f"P{place:07}", "digest": tx.keep({"kind": "number", "number": number})}
        for place, number in numbers.items()
    ]
    tx.keep_numbers({number: f"P{place:07}" for place, number in numbers.items()}, DAY)
    grants = [_grant(place, tx) for place in missing]
    return Plan([Draft("found", DAY, {"run": "0" * 64, "parties": parties, "grants": grants})])


def _grant(place: int, tx: Transaction) -> dict[str, Any]:
    return {
        "grant": f"G{place:07}", "policy": "zibo/technician-2021", "benefit": "zibo/technician",
        "key": [f"@P{place:07}", "=technician"], "candidate": [f"=ZS{place}", f"@P{place:07}"],
        "kind": "person", "beneficiary": f"P{place:07}", "person": f"P{place:07}",
        "employer": None, "district": "张店", "level": "technician", "period": None,
        "amount_fen": 250_000, "city_fen": 250_000, "district_fen": 0, "ceiling": None,
        "basis": tx.keep({"kind": "basis", "person_name": f"name {place}"}), "confirmed": False,
    }  # fmt: skip


def write_carelessly(out: Path) -> None:
    """A command as it must not be: half files can be seen, and running it again adds more."""
    folder = out / "documents"
    folder.mkdir(exist_ok=True)
    with (folder / "list.txt").open("w", encoding="utf-8", buffering=1) as file:
        file.write("first\n")
        file.write("second\n")
    with (folder / "log.txt").open("a", encoding="utf-8") as file:
        file.write("written\n")


def write_many_times(out: Path) -> None:
    """The same file a hundred times, as commands that run at once would write it."""
    for _ in range(100):
        write_whole(out / "list.txt", b"whole" * 100_000)
        assert (out / "list.txt").read_bytes() == b"whole" * 100_000
