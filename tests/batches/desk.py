"""The payment desk of a test: funded grants, accounts, two signers, a bank."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.batches.bank import answer
from tests.ledger_builder import FOUND_ON, Office, Person, person_id
from zhaoren.content import find_content
from zhaoren.ledger import Done, Ledger, State
from zhaoren.ledger import Plan as LedgerPlan
from zhaoren.ledger.events import Draft
from zhaoren.ledger.store import default_url
from zhaoren.office.batching import plan_batches, plan_release, plan_submission
from zhaoren.office.funding import plan_arrival, plan_request
from zhaoren.office.keys import plan_register, public_of
from zhaoren.office.returns import plan_return
from zhaoren.payments.export import Words, batch_files, batch_folder, write_files
from zhaoren.payments.layouts import Banks, load_banks
from zhaoren.recording.published import Payee
from zhaoren.working_days import Calendar

WANG, LI, ADMIN = "王会计", "李科长", "管理员"
DAY = date(2026, 10, 20)
SENT, ANSWERED = date(2026, 10, 21), date(2026, 10, 22)


def key(number: int) -> Ed25519PrivateKey:
    """A private key of a test, always the same for a number."""
    return Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)


def account(person: Person, **changes: Any) -> Payee:
    """The account of a person at a bank of delimited text."""
    standard = Payee(
        beneficiary_kind="person",
        beneficiary_id=person.id,
        payee_name=person.name,
        account_name=person.name,
        account_no=f"62220200{person.number:011}",
        bank_code="102",
        bank_name="中国工商银行",
        hold_reason=None,
    )
    return standard._replace(**changes)


class Desk(Office):
    """An office whose grants are funded, and that pays them."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.banks: Banks = load_banks(find_content(), self.city)
        self.payees: dict[str, Payee] = {}
        self.keys = {WANG: key(1), LI: key(2)}

    def register(self) -> None:
        """Register who prepares and who releases."""
        for name, role in ((WANG, "prepare"), (LI, "release")):
            public = public_of(self.keys[name])
            self.do(plan_register(name, [role], public, ADMIN, FOUND_ON), ADMIN)

    def fund(self, *people: Person, **changes: Any) -> list[str]:
        """Grants of these people, funded; their accounts, changed so."""
        names = self.find(people)
        for kind in ("district_approved", "city_approved"):
            self.record(kind, FOUND_ON, grants=names)
        self.do(_publish(names))
        self.record("cleared", DAY, grants=names)
        done = self.do(plan_request(DAY, self.words))
        for item in done.events[0].data["applications"]:
            self.do(plan_arrival(item["application"], item["amount_fen"], DAY, Calendar()))
        for person in people:
            self.payees[person.id] = account(person, **changes)
        return names

    def funded(self, count: int, first: int = 1, **changes: Any) -> list[str]:
        """So many people who can be paid."""
        return self.fund(*(Person(number) for number in range(first, first + count)), **changes)

    def change(self, number: int, **changes: Any) -> None:
        """The newest run has another account of a person."""
        self.payees[person_id(number)] = self.payees[person_id(number)]._replace(**changes)

    def prepare(self, by: str = WANG, private: Ed25519PrivateKey | None = None) -> Done:
        """Prepare batches."""
        rows = list(self.payees.values())
        return self.do(plan_batches(self.banks, rows, by, private or self.keys[by], DAY), by)

    def release(
        self, batch: str = "B0001", by: str = LI, private: Ed25519PrivateKey | None = None
    ) -> Done:
        """Release a batch."""
        return self.do(plan_release(batch, by, private or self.keys[by], DAY), by)

    def submit(self, batch: str = "B0001") -> Done:
        """Record that a batch goes to the bank."""
        return self.do(plan_submission(batch, SENT), WANG)

    def files(self, batch: str = "B0001") -> dict[str, bytes]:
        """The files of a batch, from the ledger."""
        with Ledger(default_url(self.out)) as ledger, ledger.reading(self.city) as found:
            words = Words("淄博市", {"zibo/technician-2021": "技师补贴"}, {"technician": "技师"})
            return batch_files(found.book(), found, batch, words)

    def sent(self, batch: str = "B0001") -> Path:
        """Release a batch and hand it over; its bank file."""
        self.release(batch)
        self.submit(batch)
        folder = batch_folder(self.out, self.city, batch)
        return write_files(folder, self.files(batch))[-1]

    def answered(self, file: Path, results: Mapping[str, tuple[str, str]]) -> Done:
        """The bank answers, and the answer is imported."""
        return self.take(answer(file, self.banks, results))

    def take(self, content: bytes) -> Done:
        """Import a return file."""
        return self.do(plan_return(content, self.banks, ANSWERED), WANG)

    def states(self) -> list[State]:
        """Where all grants stand."""
        return [grant.state for grant in self.book.grants.values()]


def _publish(names: list[str]) -> Any:
    def plan(book: Any, _: Any) -> LedgerPlan:
        number = book.next_id("N")
        data = {"notice": number, "grants": names, "contact": "市人社局",
                "first_day": FOUND_ON.isoformat(), "last_day": FOUND_ON.isoformat()}  # fmt: skip
        return LedgerPlan([Draft("noticed", FOUND_ON, data)])

    return plan
