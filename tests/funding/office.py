"""A city's book, led step by step without a database; grants as tests need them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from zhaoren.documents.wording import PolicyWords, Words
from zhaoren.ledger.book import Book, numbered
from zhaoren.ledger.events import Draft, read_event, sealed
from zhaoren.ledger.lifecycle import State
from zhaoren.ledger.perform import Plan, Planner
from zhaoren.office.funding import plan_arrival, plan_request
from zhaoren.working_days import Calendar

POLICIES = {"zibo/technician-2021": "技师补贴", "zibo/new-star": "技能新星"}
WORDS = Words(
    city="zibo",
    city_title="淄博市",
    districts=("博山", "张店", "市本级", "未确定"),
    policies={
        name: PolicyWords(title, {"in_service": "在职"}, {}, by_period=False)
        for name, title in POLICIES.items()
    },
    levels={"technician": "技师", "senior_technician": "高级技师"},
    codes={},
)
FIRST = date(2026, 9, 1)
NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)


def finding(number: int, city_fen: int, district_fen: int = 0, **more: Any) -> dict[str, Any]:
    """An item of a `found` event."""
    return {
        "grant": numbered("G", number),
        "policy": "zibo/technician-2021",
        "benefit": "zibo/technician",
        "key": [f"@{numbered('P', number)}", "=technician"],
        "candidate": [f"=C{number}"],
        "kind": "person",
        "beneficiary": numbered("P", number),
        "person": numbered("P", number),
        "employer": None,
        "district": "张店",
        "level": "technician",
        "period": None,
        "amount_fen": city_fen + district_fen,
        "city_fen": city_fen,
        "district_fen": district_fen,
        "ceiling": None,
        "basis": "0" * 64,
        "confirmed": False,
        **more,
    }


class Office:
    """Plans and raw events on one book."""

    def __init__(self) -> None:
        self.book = Book("zibo")

    def record(self, kind: str, on: date = FIRST, /, **data: Any) -> None:
        """Take one event in."""
        draft = Draft(kind, on, data)
        book = self.book
        body = sealed(draft, book.city, book.seq + 1, book.head, "甲", NOON)
        book.apply(read_event(body))

    def do(self, planner: Planner) -> Plan:
        """Record what a planner plans."""
        plan = planner(self.book, None)  # type: ignore[arg-type]
        for draft in plan.drafts:
            self.record(draft.kind, draft.effective_on, **draft.data)
        return plan

    def find(self, *items: dict[str, Any]) -> list[str]:
        """New grants, with their parties; their numbers."""
        parties = [{"party": item["person"], "digest": item["person"]} for item in items]
        self.record("found", grants=list(items), parties=parties)
        return [item["grant"] for item in items]

    def clear(self, names: Sequence[str]) -> None:
        """Lead found grants to `cleared`."""
        self.record("district_approved", grants=names)
        self.record("city_approved", grants=names)
        notice = self.book.next_id("N")
        self.record(
            "noticed",
            grants=names,
            notice=notice,
            contact="科室",
            first_day="2026-09-01",
            last_day="2026-09-08",
        )
        self.record("cleared", grants=names)

    def cleared(self, *items: dict[str, Any]) -> list[str]:
        """New grants that are cleared already."""
        names = self.find(*items)
        self.clear(names)
        return names

    def request(self, on: date = FIRST) -> Plan:
        """Request funds for all that is cleared."""
        return self.do(plan_request(on, WORDS))

    def arrive(self, application: str, fen: int | None = None, on: date = FIRST) -> Plan:
        """The funds of an application arrive; the sum that was asked for unless told."""
        asked = self.book.applications.get(application)
        sum_ = asked.amount_fen if fen is None and asked else fen or 0
        return self.do(plan_arrival(application, sum_, on, Calendar()))

    def funded(self, *items: dict[str, Any]) -> list[str]:
        """New grants whose funds are all there."""
        names = self.cleared(*items)
        self.request()
        for one in list(self.book.applications.values()):
            if one.arrived_on is None:
                self.arrive(one.id)
        return names

    def submit(self, names: Sequence[str], on: date = FIRST) -> str:
        """Batch, release and submit funded grants; the batch's number."""
        batch = self.book.next_id("B")
        lines = [
            {
                "grant": name,
                "payee": "p",
                "basis": "b",
                "amount_fen": self.book.grant(name).amount_fen,
            }
            for name in names
        ]
        made = {
            "batch": batch, "bank": "102", "part": 1, "parts": 1, "lines": lines,
            "file_sha256": "0" * 64, "manifest": "m", "signer": "甲", "signature": "s",
            "public_key": "k", "form": {"bank_name": "银行", "layout": {}, "debtor": {}},
        }  # fmt: skip
        self.record("batched", on, grants=names, batches=[made])
        self.record(
            "released", on, grants=names, batch=batch, signer="乙", signature="s", public_key="k"
        )
        self.record("submitted", on, grants=names, batch=batch)
        return batch

    def answer(self, batch: str, on: date = FIRST, /, **results: str) -> None:
        """The bank's return: grant → paid, unknown, or the reason of a failure."""
        items = [
            {
                "grant": name,
                "result": said if said in ("paid", "unknown") else "failed",
                "reason": None if said in ("paid", "unknown") else said,
                "amount_fen": self.book.grant(name).amount_fen,
            }
            for name, said in results.items()
        ]
        total = sum(item["amount_fen"] for item in items)
        self.record(
            "bank_answered",
            on,
            file_sha256=f"{self.book.seq:064}",
            batch=batch,
            count=len(items),
            total_fen=total,
            results=items,
        )

    def states(self) -> dict[str, State]:
        """Grant → state."""
        return {name: grant.state for name, grant in self.book.grants.items()}
