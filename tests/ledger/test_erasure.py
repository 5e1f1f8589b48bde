"""Who is needed no longer is erased, and still known when the number comes back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from tests.ledger.samples import CITY, DAY, do, drafts, find, moved, run, tampering
from zhaoren.errors import LedgerError
from zhaoren.ledger import Book, Draft, Ledger, Plan
from zhaoren.ledger.erasure import party_of_number, plan_erasure, plan_erasure_of_number
from zhaoren.ledger.references import Parties
from zhaoren.ledger.store import Transaction
from zhaoren.ledger.verify import verify_city

FIRST, SECOND = "370303199001010011", "370303199001010038"
REJECTED = date(2026, 11, 20)


@pytest.fixture
def ledger(ledger_url: str) -> Iterator[Ledger]:
    """Two people; the first one's grant is rejected."""
    with Ledger(ledger_url) as opened:
        do(opened, find(FIRST, SECOND))
        do(opened, drafts(moved("rejected", "G0000001", on=REJECTED)))
        yield opened


def findings(ledger: Ledger) -> list[str]:
    with ledger.reading(CITY) as transaction:
        return [str(one) for one in verify_city(transaction).findings]


def test_the_numbers_and_particulars_go_and_the_chain_stays(ledger: Ledger) -> None:
    done = do(ledger, plan_erasure("P0000001", "保管期满", date(2031, 11, 21)))
    assert [event.kind for event in done.events] == ["erased"]
    with ledger.reading(CITY) as transaction:
        basis = done.book.grants["G0000001"].basis
        other = done.book.grants["G0000002"].basis
        assert list(transaction.particulars([basis, other])) == [other]
        assert transaction.numbers() == {SECOND: "P0000002"}
        checked = verify_city(transaction)
    assert (checked.erased, checked.findings) == (2, [])


def test_it_is_erased_by_number_too(ledger: Ledger) -> None:
    done = do(ledger, plan_erasure_of_number(FIRST, "保管期满", date(2031, 11, 21)))
    assert done.events[0].data["of"] == ["P0000001"]
    assert FIRST not in str(done.events) + str(done.said)


def test_again_changes_nothing(ledger: Ledger) -> None:
    day = date(2031, 11, 21)
    head = do(ledger, plan_erasure("P0000001", "保管期满", day)).head
    again = do(ledger, plan_erasure_of_number(FIRST, "保管期满", day))
    assert (list(again.events), again.head) == ([], head)


def test_a_dry_run_erases_nothing(ledger: Ledger) -> None:
    do(ledger, plan_erasure("P0000001", "保管期满", date(2031, 11, 21)), dry_run=True)
    with ledger.reading(CITY) as transaction:
        assert FIRST in transaction.numbers()


def test_five_years_after_a_rejection_is_a_day_too_early(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match=r"G0000001 \(kept to 2031-11-20\)"):
        do(ledger, plan_erasure("P0000001", "保管期满", date(2031, 11, 20)))


def test_an_open_grant_is_needed(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="G0000002"):
        do(ledger, plan_erasure("P0000002", "本人申请", date(2090, 1, 1)))


@pytest.mark.parametrize(("on", "refused"), [(date(2056, 12, 31), True), (date(2057, 1, 1), False)])
def test_a_payment_is_kept_for_thirty_full_years(ledger: Ledger, on: date, refused: bool) -> None:
    # ended by hand: what counts is that money had left before it was rejected
    with ledger.transaction(CITY) as transaction:
        book = transaction.book()
        book.grants["G0000001"].submitted_on = DAY
        planner = plan_erasure("P0000001", "保管期满", on)
        if refused:
            with pytest.raises(LedgerError, match="kept to 2056-12-31"):
                planner(book, transaction)
        else:
            assert planner(book, transaction).drafts


def test_merged_numbers_go_together(ledger: Ledger) -> None:
    merge = {"merges": [{"party": "P0000001", "into": "P0000002"}]}
    do(ledger, drafts(Draft("parties_merged", DAY, merge), moved("rejected", "G0000002")))
    done = do(ledger, plan_erasure("P0000002", "保管期满", date(2031, 11, 21)))
    assert done.events[0].data["of"] == ["P0000001", "P0000002"]
    assert findings(ledger) == []


def test_whoever_comes_back_is_known(ledger: Ledger) -> None:
    do(ledger, plan_erasure("P0000001", "保管期满", date(2031, 11, 21)))
    with ledger.reading(CITY) as transaction:
        assert party_of_number(transaction.book(), transaction, FIRST) == "P0000001"

    def comes_back(book: Book, transaction: Transaction) -> Plan:
        parties = Parties(book, transaction)
        assert parties.known_references(["person_id"], [FIRST]) == ("@P0000001",)
        assert parties.party("P", "370303199001010099") == "P0000003"
        data = {"parties": parties.new()}
        parties.keep(date(2032, 1, 1))
        return Plan([Draft("numbers_known", date(2032, 1, 1), data)])

    done = do(ledger, comes_back)
    assert [one["party"] for one in done.events[0].data["parties"]] == ["P0000001", "P0000003"]
    with ledger.reading(CITY) as transaction:
        assert transaction.numbers()[FIRST] == "P0000001"
    assert findings(ledger) == []


def test_nobody_is_known_under_an_unknown_number(ledger: Ledger) -> None:
    with pytest.raises(LedgerError) as refused:
        do(ledger, plan_erasure_of_number("370303199001010099", "x", DAY))
    assert "370303199001010099" not in str(refused.value)
    with pytest.raises(LedgerError, match="no party P0000009"):
        do(ledger, plan_erasure("P0000009", "x", DAY))


def test_what_was_erased_by_hand_is_damage(ledger: Ledger, ledger_url: str) -> None:
    do(ledger, plan_erasure("P0000001", "保管期满", date(2031, 11, 21)))
    with tampering(ledger_url) as db:
        run(db, "update particulars set content = null")
    assert any("gone, but no event erased them" in one for one in findings(ledger))
