"""Money in = paid + with the bank + not yet paid + to return, whatever happens to grants."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.funding.office import FIRST, Office, finding
from zhaoren.errors import LedgerError
from zhaoren.ledger.records import Recovery
from zhaoren.office.balance import Balance, Fate, shares
from zhaoren.office.funding import balance


def money(office: Office) -> dict[str, int]:
    made = balance(office.book)
    return {name: value for name, value in vars_of(made).items() if value}


def vars_of(made: Balance) -> dict[str, int]:
    return {name: getattr(made, name) for name in Balance.__dataclass_fields__}


def reject(office: Office, name: str) -> None:
    office.record("held", grants=[name], reasons={name: ["deceased"]})
    office.record("rejected", grants=[name])


def test_an_empty_ledger_is_in_balance():
    assert money(Office()) == {}


def test_requested_funds_are_no_money_yet():
    office = Office()
    office.cleared(finding(1, 100, 100))
    office.request()
    assert money(office) == {"requested": 200}


def test_money_goes_from_arrived_to_the_bank_to_paid():
    office = Office()
    names = office.funded(finding(1, 100, 50), finding(2, 30))
    assert money(office) == {"requested": 180, "arrived": 180, "unpaid": 180}
    batch = office.submit(names)
    assert money(office) == {"requested": 180, "arrived": 180, "with_bank": 180}
    office.answer(batch, G0000001="paid", G0000002="unknown")
    assert money(office) == {"requested": 180, "arrived": 180, "paid": 150, "with_bank": 30}


def test_what_the_bank_could_not_pay_is_to_be_paid_still():
    office = Office()
    batch = office.submit(office.funded(finding(1, 100)))
    office.answer(batch, G0000001="closed")
    assert money(office) == {"requested": 100, "arrived": 100, "unpaid": 100}
    office.record("mended", grants=["G0000001"])
    again = office.submit(["G0000001"])
    office.answer(again, G0000001="paid")
    assert money(office) == {"requested": 100, "arrived": 100, "paid": 100}


def test_a_share_of_a_rejected_grant_is_to_be_returned():
    office = Office()
    office.funded(finding(1, 100, 50), finding(2, 30))
    reject(office, "G0000001")
    assert money(office) == {"requested": 180, "arrived": 180, "unpaid": 30, "to_return": 150}


def test_a_share_that_has_not_arrived_of_a_rejected_grant_is_no_longer_needed():
    office = Office()
    office.cleared(finding(1, 100, 50), finding(2, 30))
    office.request()
    office.arrive("F0001")
    reject(office, "G0000001")
    assert money(office) == {
        "requested": 180,
        "arrived": 130,
        "unpaid": 30,
        "to_return": 100,
        "unneeded": 50,
    }


def test_a_held_grant_keeps_its_money():
    office = Office()
    office.funded(finding(1, 100))
    office.record("held", grants=["G0000001"], reasons={"G0000001": ["conflict"]})
    assert money(office) == {"requested": 100, "arrived": 100, "unpaid": 100}


def test_an_accepted_other_amount_is_requested_anew_and_the_old_money_returned():
    office = Office()
    office.funded(finding(1, 250_000))
    other = {
        "grant": "G0000001",
        "policy_id": "zibo/technician-2022",
        "amount_fen": 300_000,
        "city_fen": 300_000,
        "district_fen": 0,
        "candidate": ["=C1"],
    }
    office.record("conflict_found", conflicts=[other])
    office.record("conflict_settled", grant="G0000001", accepted=True)
    assert money(office) == {"requested": 250_000, "arrived": 250_000, "to_return": 250_000}
    office.clear(["G0000001"])
    office.request()
    office.arrive("F0002")
    batch = office.submit(["G0000001"])
    office.answer(batch, G0000001="paid")
    assert money(office) == {
        "requested": 550_000,
        "arrived": 550_000,
        "paid": 300_000,
        "to_return": 250_000,
    }


def test_a_grant_that_was_recovered_and_reopened_is_paid_out_of_new_funds():
    office = Office()
    batch = office.submit(office.funded(finding(1, 100)))
    office.answer(batch, G0000001="paid")
    finding_ = {"grant": "G0000001", "finding": "retired"}
    office.record("recovery_opened", grants=["G0000001"], findings=[finding_])
    office.record("recovered", grants=["G0000001"], amounts={"G0000001": 100})
    office.record("reopened", grants=["G0000001"])
    office.clear(["G0000001"])
    office.request()
    office.arrive("F0002")
    assert [fate for _, _, fate, _ in shares(office.book)] == [Fate.PAID, Fate.UNPAID]
    office.answer(office.submit(["G0000001"]), G0000001="paid")
    assert money(office) == {
        "requested": 200,
        "arrived": 200,
        "paid": 200,
        "recovered": 100,
    }


def paid_book() -> Office:
    office = Office()
    office.answer(office.submit(office.funded(finding(1, 100, 50))), G0000001="paid")
    return office


def test_an_application_whose_sum_is_not_its_shares_is_named():
    office = paid_book()
    office.book.applications["F0001"].amount_fen += 1
    with pytest.raises(LedgerError, match="Application F0001"):
        balance(office.book)


def test_a_line_that_is_not_its_grant_is_named():
    office = Office()
    office.submit(office.funded(finding(1, 100)))
    office.book.batches["B0001"].lines[0].amount_fen += 1
    with pytest.raises(LedgerError, match=r"Batch B0001: grant G0000001 is to get 101 fen"):
        balance(office.book)


def test_a_grant_in_a_batch_whose_funds_are_not_there_is_named():
    office = Office()
    office.submit(office.funded(finding(1, 100, 50)))
    office.book.applications["F0002"].arrived_on = None
    with pytest.raises(LedgerError, match=r"150 fen, is worth 150 fen, and 100 fen arrived"):
        balance(office.book)


def test_a_payment_that_no_bank_told_of_is_named():
    office = paid_book()
    office.book.payments.append(office.book.payments[0])
    with pytest.raises(LedgerError, match="not what the banks said"):
        balance(office.book)


def test_funds_that_are_spent_twice_are_named():
    office = paid_book()
    once = office.book.payments[0]
    office.book.payments.append(replace(once, batch="B0002"))
    office.book.batches["B0002"] = replace(office.book.batches["B0001"], id="B0002")
    with pytest.raises(LedgerError, match="were not spent before"):
        balance(office.book)


@pytest.mark.parametrize("wrong", [{"count": 0}, {"count": 2}, {"total_fen": 149}])
def test_a_return_file_that_does_not_fit_its_batch_is_named(wrong):
    office = paid_book()
    (sha, one), *_ = office.book.returns.items()
    office.book.returns[sha] = replace(one, **wrong)
    with pytest.raises(LedgerError, match="return file recorded by event"):
        balance(office.book)


def test_money_that_arrived_and_is_nowhere_is_named():
    office = Office()
    office.submit(office.funded(finding(1, 100)))
    office.book.applications["F0001"].shares.clear()
    with pytest.raises(LedgerError, match="F0001"):
        balance(office.book)


def test_more_recovered_than_was_paid_is_named():
    office = paid_book()
    office.book.recoveries.append(Recovery("G0000001", 151, FIRST))
    with pytest.raises(LedgerError, match="151 fen were recovered, but 150 fen were paid"):
        balance(office.book)
