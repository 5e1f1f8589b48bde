"""A grant of an organisation, led on to the city's approval."""

from __future__ import annotations

from tests.ledger_builder import CHIEF, EMPLOYER, FOUND_ON, Office
from zhaoren.ledger import Book, Draft, Plan
from zhaoren.ledger.references import Parties
from zhaoren.ledger.store import Transaction
from zhaoren.office.review import ApprovalPlanner


def approve_organisation(office: Office) -> None:
    """A school's grant for a year."""
    office.do(_found, by="night")
    for stage, by in (("district", "张经办"), ("city", CHIEF)):
        office.do(ApprovalPlanner(office.words, stage, "张店", FOUND_ON, by), by)


def _found(book: Book, transaction: Transaction) -> Plan:
    parties = Parties(book, transaction)
    basis = transaction.keep(
        {
            "kind": "basis", "policy_id": "zibo/school-build", "candidate_id": f"{EMPLOYER}|x|2026",
            "beneficiary_id": EMPLOYER, "beneficiary_name": "淄博技师学院", "person_id": None,
            "person_name": None, "employer_id": None, "employer_name": None,
            "occupation_name": None, "certificate_no": None, "district": "张店", "level": None,
            "period": "2026",
        }
    )  # fmt: skip
    school = parties.party("O", EMPLOYER)
    grant = {
        "grant": book.next_id("G"), "policy": "zibo/school-build", "benefit": "zibo/school-build",
        "key": [f"@{school}", "=2026"], "candidate": [f"@{school}", "=x", "=2026"],
        "kind": "institution", "beneficiary": school, "person": None, "employer": None,
        "district": "张店", "level": None, "period": "2026", "amount_fen": 20_000_000,
        "city_fen": 20_000_000, "district_fen": 0, "ceiling": None, "basis": basis,
        "confirmed": False,
    }  # fmt: skip
    data = {"grants": [grant], "parties": parties.new(), "run": "run-org"}
    parties.keep(FOUND_ON)
    return Plan([Draft("found", FOUND_ON, data)])
