"""Ledgers for tests: people found, and led on by the real planners."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from zhaoren.content import find_content
from zhaoren.contracts import load_contracts
from zhaoren.documents.wording import Words, words_of
from zhaoren.ledger import Book, Done, Draft, Ledger, Plan, State, perform
from zhaoren.ledger.book import numbered
from zhaoren.ledger.perform import Planner
from zhaoren.ledger.references import Parties
from zhaoren.ledger.store import Transaction, default_url
from zhaoren.office.notice import plan_publication
from zhaoren.office.review import ApprovalPlanner
from zhaoren.rules import load_rules
from zhaoren.working_days import Calendar, last_day_of_notice

FOUND_ON = date(2026, 9, 14)  # a Monday
NOON = datetime(2026, 9, 14, 12, tzinfo=UTC)
CLERK, CHIEF = "张经办", "李复核"  # of the district, of the city
EMPLOYER = "91370300MA3C0001X1"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_TO = (State.FOUND, State.DISTRICT_APPROVED, State.CITY_APPROVED, State.NOTICED, State.CLEARED)


def person_id(number: int) -> str:
    """A citizen number with a right check character; the same number, the same person."""
    birth = date(1970, 1, 1) + timedelta(days=number % 9000)
    body = f"370303{birth:%Y%m%d}{number // 9000:03}"
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


@cache
def words(city: str = "zibo") -> Words:
    """The city's words, from the real rules and contracts."""
    content = find_content()
    return words_of(load_rules(content, city), load_contracts(content))


@dataclass(frozen=True)
class Person:
    """What a test says of somebody who is found; amounts in fen."""

    number: int
    name: str = "王伟"
    district: str | None = "张店"
    policy_id: str = "zibo/technician-2021"
    benefit_id: str = "zibo/technician"
    level: str = "technician"
    city_fen: int = 125_000
    district_fen: int = 125_000
    employer_name: str = "淄博恒通机械制造有限公司"
    certificate: str | None = None
    confirmed: bool = False

    @property
    def id(self) -> str:
        """The citizen number."""
        return person_id(self.number)

    @property
    def certificate_no(self) -> str:
        """The certificate's number."""
        return self.certificate or f"2126468463{self.number:06}"

    @property
    def candidate_id(self) -> str:
        """As the run names the candidate."""
        return f"{self.certificate_no}|{self.id}"

    def basis(self) -> dict[str, Any]:
        """The particulars that stand beside the chain."""
        return {
            "kind": "basis", "policy_id": self.policy_id, "candidate_id": self.candidate_id,
            "beneficiary_id": self.id, "beneficiary_name": self.name, "person_id": self.id,
            "person_name": self.name, "employer_id": EMPLOYER, "employer_name": self.employer_name,
            "occupation_name": "电工", "certificate_no": self.certificate_no,
            "district": self.district, "level": self.level, "period": None,
        }  # fmt: skip


def people(count: int, first: int = 1, **same: Any) -> list[Person]:
    """So many different people."""
    return [Person(number, **same) for number in range(first, first + count)]


class Office:
    """A ledger in a folder, and the steps that lead grants on."""

    def __init__(self, folder: Path, city: str = "zibo") -> None:
        self.out, self.city = folder, city
        self.words = words(city)

    @property
    def book(self) -> Book:
        """The newest book."""
        with Ledger(default_url(self.out)) as ledger:
            return ledger.book(self.city)

    def do(self, planner: Planner, by: str = CLERK, *, dry_run: bool = False) -> Done:
        """Perform a plan."""
        with Ledger(default_url(self.out)) as ledger:
            return perform(ledger, self.city, planner, by=by, recorded_at=NOON, dry_run=dry_run)

    def record(self, kind: str, on: date = FOUND_ON, /, **data: Any) -> Done:
        """Record one event as it is."""
        return self.do(lambda _book, _transaction: Plan([Draft(kind, on, data)]))

    def find(self, found: Sequence[Person], on: date = FOUND_ON) -> list[str]:
        """A night finds these people; their grants."""
        self.do(plan_found(found, on), by="night")
        return list(self.book.grants)[-len(found) :]

    def found_grants(
        self, count: int, state: State = State.FOUND, on: date = FOUND_ON, **same: Any
    ) -> list[str]:
        """So many grants, led on to a state (found … cleared); their numbers."""
        first = len(self.book.grants) + 1
        names = self.find(people(count, first, **same), on)
        for planner, by in self._steps(state, on, same.get("district", "张店")):
            self.do(planner, by)
        return names

    def _steps(self, state: State, on: date, district: str | None) -> Iterator[tuple[Planner, str]]:
        place = district or "未确定"
        last = last_day_of_notice(on, Calendar())
        steps: list[tuple[Planner, str]] = [
            (ApprovalPlanner(self.words, "district", place, on, CLERK), CLERK),
            (ApprovalPlanner(self.words, "city", place, on, CHIEF), CHIEF),
            (plan_publication(on, last, self.words.districts, "市人社局"), CHIEF),
        ]
        yield from steps[: _TO.index(state)]
        if state is State.CLEARED:
            noticed = [one.id for one in self.book.in_state(State.NOTICED)]
            cleared = Draft("cleared", last + timedelta(days=1), {"grants": noticed})
            yield (lambda _book, _transaction: Plan([cleared])), "night"


def plan_found(found: Sequence[Person], on: date) -> Planner:
    """What a night records of people whom it finds."""

    def plan(book: Book, transaction: Transaction) -> Plan:
        parties = Parties(book, transaction)
        bases = transaction.keep_all([one.basis() for one in found])
        items = []
        for place, (one, basis) in enumerate(zip(found, bases, strict=True), start=1):
            person = parties.party("P", one.id)
            columns = ("certificate_no", "person_id")
            candidate = parties.references(columns, (one.certificate_no, one.id), one.id)
            items.append(
                {
                    "grant": numbered("G", len(book.grants) + place),
                    "policy": one.policy_id, "benefit": one.benefit_id,
                    "key": [f"@{person}", "=6-31-01-03", f"={one.level}"],
                    "candidate": list(candidate), "kind": "person", "beneficiary": person,
                    "person": person, "employer": parties.party("O", EMPLOYER),
                    "district": one.district, "level": one.level, "period": None,
                    "amount_fen": one.city_fen + one.district_fen, "city_fen": one.city_fen,
                    "district_fen": one.district_fen, "ceiling": None, "basis": basis,
                    "confirmed": one.confirmed,
                }
            )  # fmt: skip
        data = {"grants": items, "parties": parties.new(), "run": f"run-{on}-{len(book.grants)}"}
        parties.keep(on)
        return Plan([Draft("found", on, data)])

    return plan
