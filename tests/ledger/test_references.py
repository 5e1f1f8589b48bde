"""What stands for people while a plan is made."""

from __future__ import annotations

from tests.ledger.samples import CITY, do, find
from zhaoren.ledger import Ledger
from zhaoren.ledger.references import Parties

FIRST, SECOND, STRANGER = "370303199001010011", "370303199001010038", "370303199001010099"


def test_who_was_asked_for_before_a_merge_stands_for_the_earlier_one_after_it(
    ledger_url: str,
) -> None:
    with Ledger(ledger_url) as ledger:
        do(ledger, find(FIRST, SECOND))
        with ledger.reading(CITY) as transaction:
            parties = Parties(transaction.book(), transaction)
            assert parties.known(SECOND) == "P0000002"
            assert parties.merge("P0000002", "P0000001")
            assert parties.known(SECOND) == parties.known(FIRST) == "P0000001"
            assert parties.references(["person_id"], [SECOND]) == ("@P0000001",)


def test_who_is_not_known_has_no_reference_until_a_party_is_made(ledger_url: str) -> None:
    with Ledger(ledger_url) as ledger:
        do(ledger, find(FIRST))
        with ledger.reading(CITY) as transaction:
            parties = Parties(transaction.book(), transaction)
            columns, values = ["person_id", "period"], [STRANGER, "2026"]
            assert parties.known_references(columns, values) is None
            assert parties.references(columns, values) == ("@P0000002", "=2026")
            assert parties.known_references(columns, values) == ("@P0000002", "=2026")
