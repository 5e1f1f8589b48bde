"""Published runs made by hand: people with certificates, and what a night says of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from zhaoren.ledger import Book, Done, Draft, Grant, Ledger, Plan, perform
from zhaoren.ledger.perform import Planner
from zhaoren.recording.holding import AccountReason, account_reason
from zhaoren.recording.night import plan_night
from zhaoren.recording.published import Changed, Finding, Known, Looked, Payee, Published

CITY = "zibo"
DAY = date(2026, 3, 2)
POLICY = "zibo/technician-2022"
EMPLOYER = "91370303MA3C000001"


def number(whose: int) -> str:
    """A number of a person, different for each `whose`."""
    return f"370303198{whose:08}X"


def finding(person: str, certificate: str = "C1", **changes: object) -> Finding:
    """A technician's certificate, eligible for 2 500 yuan."""
    level = str(changes.pop("level", "technician"))
    employer = changes.pop("employer_id", EMPLOYER)
    made = Finding(
        policy_id=POLICY,
        candidate_id=f"{certificate}|{person}",
        benefit_id="zibo/technician",
        confirmed=False,
        once_per=["person_id", "occupation_code", "level"],
        once_values=[person, "6-18-01-01", level],
        candidate_columns=["certificate_no", "person_id"],
        candidate_values=[certificate, person],
        ceiling_per=["employer_id"],
        ceiling_values=[str(employer)],
        ceiling_year=2026,
        beneficiary_kind="person",
        beneficiary_id=person,
        person_id=person,
        employer_id=str(employer) if employer else None,
        district="张店",
        period=None,
        level=level,
        certificate_no=certificate,
        amount_fen=250_000,
        city_fen=250_000,
        district_fen=0,
        payee_name="张三",
        person_name="张三",
        employer_name="某厂",
        occupation_name="车工",
    )
    return made._replace(**changes)


def payee(person: str, hold_reason: str | None = None) -> Payee:
    """An account."""
    return Payee("person", person, "张三", "张三", "6222", "102", "某行", hold_reason)


def changed(grant: str, what: str = "deceased", value: str = "2026-01-01") -> Changed:
    """A fact that changed under a paid grant."""
    return Changed(grant, what, "deceased_on", value, "persons", "在职", "《某文》第二条", 250_000)


@dataclass
class City:
    """A city's ledger, and the nights on it."""

    ledger: Ledger
    day: date = DAY
    runs: int = 0
    deceased: dict[str, date] = field(default_factory=dict)

    @property
    def book(self) -> Book:
        return self.ledger.book(CITY)

    @property
    def grants(self) -> list[Grant]:
        return list(self.book.grants.values())

    def grant(self, place: int = 1) -> Grant:
        return self.grants[place - 1]

    def published(
        self,
        *findings: Finding,
        merged: Mapping[str, str] | None = None,
        looked: Mapping[str, Looked] | None = None,
        payees: tuple[Payee, ...] = (),
        lookback: tuple[Changed, ...] = (),
        policies: frozenset[str] | None = None,
    ) -> Published:
        """A run that finds these, and nothing on the candidates of all other grants."""
        self.runs += 1
        merged = merged or {}
        with self.ledger.reading(CITY) as known:
            numbers = known.numbers()
        return Published(
            run_id=f"{self.runs:064}",
            as_of=self.day,
            policies=policies,
            findings=findings,
            looked={
                name: (looked or {}).get(name, Looked(name, None, None, None))
                for name in self.book.grants
            },
            parties=[
                Known(party, one, merged.get(one, one), self.deceased.get(merged.get(one, one)))
                for one, party in sorted(numbers.items(), key=lambda item: item[::-1])
            ],
            payees=payees,
            lookback=lookback,
        )

    def night(self, *findings: Finding, account: AccountReason = account_reason, **more) -> Done:
        """Record a night; recording it again changes nothing."""
        run = self.published(*findings, **more)
        done = self.perform(plan_night(run, account), by="zhaoren")
        again = self.perform(plan_night(run, account), by="zhaoren")
        assert not again.events, [event.kind for event in again.events]
        self.day += timedelta(days=1)
        return done

    def perform(self, planner: Planner, by: str = "王五") -> Done:
        moment = datetime.combine(self.day, datetime.min.time(), ZoneInfo("Asia/Shanghai"))
        return perform(self.ledger, CITY, planner, by=by, recorded_at=moment)

    def record(self, *drafts: tuple[str, dict[str, object]]) -> Done:
        """Events as other commands would record them."""
        made = [Draft(kind, self.day, data) for kind, data in drafts]
        return self.perform(lambda _book, _transaction: Plan(made))

    def pay(self, *places: int, upto: str = "bank_answered") -> None:
        """Carry grants from found to `upto` without documents."""
        for place in places:
            for kind, data in way(self.grant(place).id, f"B{place:04}", self.day):
                self.record((kind, data))
                if kind == upto:
                    break


def way(grant: str, batch: str, day: date) -> list[tuple[str, dict[str, object]]]:
    one: dict[str, object] = {"grants": [grant]}
    line = {"grant": grant, "payee": "00", "amount_fen": 250_000, "basis": "00"}
    made = {
        "batch": batch, "bank": "102", "part": 1, "parts": 1, "lines": [line], "file_sha256": "00",
        "manifest": "{}", "signer": "王五", "signature": "00", "public_key": "00",
        "form": {"bank_name": "某行", "layout": {}, "debtor": None},
    }  # fmt: skip
    app = {
        "application": f"F{batch[1:]}", "district": "张店", "payer": "city", "amount_fen": 250_000,
        "grants": [grant], "shares": [250_000], "rows": [],
    }  # fmt: skip
    return [
        ("district_approved", one),
        ("city_approved", one),
        ("noticed", {**one, "notice": f"N{batch[1:]}", "first_day": day.isoformat(),
                     "last_day": (day + timedelta(days=2)).isoformat(), "contact": ""}),
        ("cleared", one),
        ("requested", {**one, "applications": [app]}),
        ("funds_arrived", {"application": app["application"], "due_on": day.isoformat(),
                           "amount_fen": 250_000}),
        ("batched", {**one, "batches": [made]}),
        ("released", {**one, "batch": batch, "signer": "赵六", "signature": "00",
                      "public_key": "00"}),
        ("submitted", {**one, "batch": batch}),
        ("bank_answered", {
            "file_sha256": batch, "batch": batch, "count": 1, "total_fen": 250_000,
            "results": [{"grant": grant, "result": "paid", "reason": None,
                         "amount_fen": 250_000}],
        }),
    ]  # fmt: skip


def open_city(folder: Path) -> City:
    """An empty ledger."""
    return City(Ledger(f"sqlite:///{folder / 'ledger.db'}"))
