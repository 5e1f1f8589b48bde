"""A little town: people with certificates whose facts change, and what a night says of them.

It stands for exports, joins and rules. Verdicts follow the specification: a
granted key is `already_granted`, a recovered one a doubt, incumbents go first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from tests.ledger_builder import EMPLOYER, person_id
from zhaoren.ledger import Book, Grant, State
from zhaoren.ledger.lifecycle import GRANTED, OPEN
from zhaoren.ledger.store import Transaction
from zhaoren.recording.published import Changed, Finding, Known, Looked, Payee, Published

BENEFIT, OCCUPATION, NAME = "zibo/technician", "6-31-01-03", "王伟"
OFFERS = (
    ("zibo/technician-2021", 125_000, 125_000),
    ("zibo/technician-2022", 250_000, 0),
    ("zibo/technician-2022", 300_001, 0),
    ("zibo/technician-2021", 150_001, 150_000),
)
"""(policy, city's share, district's share) that a fact may make of a certificate."""
ACCOUNTS = ("102", "105", "308", "none", "inactive", "other name", "undeclared bank")
DISTRICTS = ("张店", "博山")


@dataclass
class Citizen:
    """A person with one certificate, as the exports have them today."""

    place: int
    number: str
    level: str
    district: str = DISTRICTS[0]
    exists: bool = True
    eligible: bool = True
    offer: int = 0
    account: str = ACCOUNTS[0]
    deceased_on: date | None = None
    revoked: bool = False

    @property
    def certificate(self) -> str:
        """The certificate's number."""
        return f"C{self.place:04}"


@dataclass
class Town:
    """All people, and which number is another's now."""

    citizens: list[Citizen] = field(default_factory=list)
    merged: dict[str, str] = field(default_factory=dict)
    numbers: int = 0

    def settle(self, level: str, district: str) -> Citizen:
        """One more person."""
        one = Citizen(len(self.citizens), self.new_number(), level, district)
        self.citizens.append(one)
        return one

    def new_number(self) -> str:
        """A number that nobody had before."""
        self.numbers += 1
        return person_id(self.numbers)

    def current(self, number: str) -> str:
        """Under which number a number is known now; in a circle each is its own."""
        seen, found = {number}, number
        while (following := self.merged.get(found)) is not None:
            if following in seen:
                return number
            seen.add(following)
            found = following
        return found

    def outcomes(self, book: Book, known: Memory, day: date) -> dict[int, str]:
        """Person → the verdict on the certificate; those that do not exist are left out."""
        found: dict[int, str] = {}
        contenders: dict[tuple[str, str], list[Citizen]] = {}
        for one in self.citizens:
            if not one.exists:
                continue
            current = self.current(one.number)
            if not one.eligible or self.dead(current, day):
                found[one.place] = "ineligible"
            elif verdict := known.verdict(book, current, one.level):
                found[one.place] = verdict
            else:
                contenders.setdefault((current, one.level), []).append(one)
        for several in contenders.values():
            several.sort(key=lambda one: (known.incumbent(book, one), one.certificate))
            found |= {one.place: "superseded" for one in several[1:]}
            found[several[0].place] = "eligible"
        return found

    def dead(self, current: str, day: date) -> bool:
        """Whether whoever goes by a number has died by a day."""
        mine = [one for one in self.citizens if self.current(one.number) == current]
        return any(one.deceased_on and one.deceased_on <= day for one in mine)


class Memory:
    """What the ledger knows of the town: numbers, and whose certificate a grant rests on."""

    def __init__(self, transaction: Transaction, town: Town) -> None:
        self.numbers = transaction.numbers()
        self._certificates = {
            f"#{transaction.digest(_certificate(one))}": one for one in town.citizens
        }

    def citizen(self, grant: Grant) -> Citizen:
        """Whose certificate a grant rests on."""
        return self._certificates[grant.candidate[0]]

    def key(self, book: Book, current: str, level: str) -> tuple[str, ...] | None:
        """The full key of what is given for a level to whoever goes by a number."""
        if current not in self.numbers:
            return None
        party = book.party(self.numbers[current])
        return (f"={BENEFIT}", f"@{party}", f"={OCCUPATION}", f"={level}")

    def verdict(self, book: Book, current: str, level: str) -> str | None:
        """What the ledger's grants of a key make of a candidate."""
        key = self.key(book, current, level)
        states = {one.state for one in book.grants.values() if book.full_key(one) == key}
        if states & GRANTED:
            return "already_granted"
        if State.RECOVERED in states and not states & OPEN:
            return "review"
        return None

    def incumbent(self, book: Book, one: Citizen) -> int:
        """The place of the open grant that rests on a certificate; after all others if none."""
        places = (
            grant.place
            for grant in book.grants.values()
            if grant.state in OPEN and self.citizen(grant) is one
        )
        return min(places, default=len(book.grants) + 1)


def published(town: Town, book: Book, known: Memory, run_id: str, day: date) -> Published:
    """What a night publishes about the town."""
    outcomes = town.outcomes(book, known, day)
    standing = [one for one in town.citizens if outcomes.get(one.place) == "eligible"]
    standing.sort(key=lambda one: (known.incumbent(book, one), one.certificate))
    return Published(
        run_id=run_id,
        as_of=day,
        findings=[_finding(town, one) for one in standing],
        looked={
            grant.id: _looked(grant, outcomes.get(known.citizen(grant).place))
            for grant in book.grants.values()
        },
        parties=[
            Known(party, number, town.current(number), _deceased(town, number, day))
            for number, party in sorted(known.numbers.items(), key=lambda item: item[::-1])
        ],
        payees=list(_payees(town)),
        lookback=[
            Changed(grant.id, "certificate_revoked", "status", "revoked", "certificates",
                    "有效证书", "《办法》第三条", grant.amount_fen)
            for grant in book.in_state(State.PAID, State.DISMISSED)
            if known.citizen(grant).revoked
        ],
    )  # fmt: skip


def _looked(grant: Grant, outcome: str | None) -> Looked:
    failed = ["in_service"] if outcome == "ineligible" else []
    return Looked(grant.id, outcome, failed, ["no_recovery"] if outcome == "review" else [])


def _certificate(one: Citizen) -> dict[str, str]:
    return {"kind": "certificate", "certificate_no": one.certificate}


def _deceased(town: Town, number: str, day: date) -> date | None:
    return day if town.dead(town.current(number), day) else None


def _finding(town: Town, one: Citizen) -> Finding:
    number = town.current(one.number)
    policy, city_fen, district_fen = OFFERS[one.offer]
    return Finding(
        policy_id=policy, candidate_id=f"{one.certificate}|{number}", benefit_id=BENEFIT,
        confirmed=False, once_per=["person_id", "occupation_code", "level"],
        once_values=[number, OCCUPATION, one.level],
        candidate_columns=["certificate_no", "person_id"],
        candidate_values=[one.certificate, number], ceiling_per=None, ceiling_values=None,
        ceiling_year=None, beneficiary_kind="person", beneficiary_id=number, person_id=number,
        employer_id=EMPLOYER, district=one.district, period=None, level=one.level,
        certificate_no=one.certificate, amount_fen=city_fen + district_fen, city_fen=city_fen,
        district_fen=district_fen, payee_name=NAME, person_name=NAME, employer_name="某厂",
        occupation_name="电工",
    )  # fmt: skip


def _payees(town: Town) -> Iterator[Payee]:
    """One account a current number: of several people who are one, the first's."""
    told: set[str] = set()
    for one in town.citizens:
        number = town.current(one.number)
        if number not in told:
            told.add(number)
            yield _payee(one, number)


def _payee(one: Citizen, number: str) -> Payee:
    if one.account == "none":
        return Payee("person", number, NAME, None, None, None, None, "no_account")
    bank = one.account if one.account.isdigit() else "102"
    name = "李四" if one.account == "other name" else NAME
    code = "999" if one.account == "undeclared bank" else bank
    held = {"inactive": "account_not_active", "other name": "account_name_differs"}
    account_no = f"62{bank}{one.place:08}"
    return Payee(
        "person", number, NAME, name, account_no, f"{code}453000000", "某行", held.get(one.account)
    )
