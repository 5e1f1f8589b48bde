"""Where a city stands: what waits for whom, what is due, what went wrong; nobody's name."""

from __future__ import annotations

from datetime import date

import pytest

from tests.funding.office import FIRST, WORDS, Office, finding
from zhaoren.errors import LedgerError
from zhaoren.office.status import Status, status

TODAY = date(2026, 9, 10)


def told(office: Office, as_of: date = TODAY) -> Status:
    return status(office.book, as_of, WORDS)


def waits(office: Office) -> list[tuple[str, str, int]]:
    return [(one.who, one.about, len(one.grants)) for one in told(office).waiting]


def test_an_empty_ledger_has_nothing_to_say():
    found = told(Office())
    assert (found.states, found.waiting, found.due, found.held) == ([], [], [], [])


def test_grants_and_money_are_summed_by_state_policy_and_district():
    office = Office()
    batch = office.submit(office.funded(finding(1, 100, 50)))
    office.answer(batch, G0000001="paid")
    office.find(finding(2, 30, policy="zibo/new-star", district=None), finding(3, 20))
    found = told(office)
    assert [(one.title, one.grants, one.amount_fen, one.paid_fen) for one in found.states] == [
        ("待区县初审", 2, 50, 0),
        ("已发放", 1, 150, 150),
    ]
    assert [(one.title, one.grants, one.amount_fen, one.paid_fen) for one in found.policies] == [
        ("技能新星", 1, 30, 0),
        ("技师补贴", 2, 170, 150),
    ]
    assert [(one.name, one.grants) for one in found.districts] == [("张店", 2), ("未确定", 1)]


def test_what_waits_goes_from_the_reviewers_to_the_bank():
    office = Office()
    office.find(finding(1, 100), finding(2, 100, district="博山"))
    assert waits(office) == [("区县初审", "博山", 1), ("区县初审", "张店", 1)]
    office.record("district_approved", grants=["G0000001", "G0000002"])
    office.record("rejected", grants=["G0000002"])
    assert waits(office) == [("市级复核", "张店", 1)]
    office.record("city_approved", grants=["G0000001"])
    assert waits(office) == [("公示经办", "张店", 1)]


def test_a_notice_is_shown_with_the_day_until_which_it_runs():
    office = Office()
    names = office.find(finding(1, 100))
    office.record("district_approved", grants=names)
    office.record("city_approved", grants=names)
    office.record(
        "noticed", grants=names, notice="N0001", contact="科室", first_day="2026-09-01",
        last_day="2026-09-08",
    )  # fmt: skip
    (one,) = told(office).waiting
    assert (one.who, one.about, one.until) == ("公示期", "N0001", date(2026, 9, 8))
    office.record("objected", grants=names, objection="J0001")
    assert waits(office) == [("异议经办", "J0001", 1)]


def test_each_treasury_is_named_by_its_application_until_its_funds_arrive():
    office = Office()
    office.cleared(finding(1, 100, 50), finding(2, 30))
    assert waits(office) == [("资金经办", "张店", 2)]
    office.request()
    assert waits(office) == [("市级财政", "F0001 张店", 2), ("区县级财政", "F0002 张店", 1)]
    office.arrive("F0001")
    assert waits(office) == [("区县级财政", "F0002 张店", 1), ("编制人", "", 1)]


def test_batches_wait_for_the_releaser_the_export_and_the_bank():
    office = Office()
    batch = office.submit(office.funded(finding(1, 100)), date(2026, 9, 4))
    (one,) = told(office).waiting
    assert (one.who, one.about, one.since) == ("银行", batch, date(2026, 9, 4))


@pytest.mark.parametrize(("day", "left"), [(date(2026, 9, 8), 0), (date(2026, 9, 9), -1)])
def test_a_payment_is_overdue_the_day_after_its_last_day(day, left):
    office = Office()
    office.funded(finding(1, 100))  # arrived on 2026-09-01, due on 09-08
    (one,) = told(office, day).due
    assert (one.day, one.days_left, one.what) == (date(2026, 9, 8), left, "发放期限")


def test_what_is_overdue_longest_comes_first_and_what_is_paid_is_not_due():
    office = Office()
    office.cleared(finding(1, 100))
    office.request()
    office.arrive("F0001", on=date(2026, 9, 8))
    batch = office.submit(office.funded(finding(2, 100), finding(3, 100)))
    office.answer(batch, G0000002="paid", G0000003="closed")
    found = told(office).due
    assert [(one.day, one.grants) for one in found] == [
        (date(2026, 9, 8), ("G0000003",)),
        (date(2026, 9, 15), ("G0000001",)),
    ]


def test_held_failed_and_recovery_say_why():
    office = Office()
    names = office.funded(*(finding(number, 100) for number in range(1, 6)))
    office.record(
        "held",
        grants=names[:3],
        reasons={
            names[0]: ["fail:in_service"],
            names[1]: ["fail:in_service", "capped"],
            names[2]: ["account:no_account"],
        },
    )
    batch = office.submit(names[3:])
    office.answer(batch, G0000004="name_mismatch", G0000005="paid")
    office.record(
        "recovery_opened",
        grants=names[4:],
        findings=[{"grant": names[4], "finding": "retired"}],
    )
    found = told(office)
    assert [(one.said, one.grants) for one in found.held] == [
        ("没有收款账户", (names[2],)),
        ("限额已用完", (names[1],)),
        ("不再符合：在职", (names[0], names[1])),
    ]
    assert [(one.said, one.grants) for one in found.failed] == [("户名不符", (names[3],))]
    assert [(one.said, one.grants) for one in found.recovery] == [("认定前已退休", (names[4],))]


def test_a_conflict_shows_both_amounts():
    office = Office()
    office.find(finding(1, 100))
    office.record("conflict_found", conflicts=[{"grant": "G0000001", "amount_fen": 300}])
    (one,) = told(office).conflicts
    assert (one.grant, one.amount_fen, one.found_fen) == ("G0000001", 100, 300)


def test_funds_without_a_grant_are_listed_by_application_for_the_treasury():
    office = Office()
    office.cleared(finding(1, 100, 50), finding(2, 30))
    office.request()
    office.arrive("F0001")
    office.record("held", grants=["G0000001"], reasons={"G0000001": ["deceased"]})
    assert told(office).to_return == []
    office.record("rejected", grants=["G0000001"])
    found = told(office)
    listed = [(one.application, one.payer, one.arrived, one.amount_fen) for one in found.to_return]
    assert listed == [("F0001", "市级", True, 100), ("F0002", "区县级", False, 50)]
    assert (found.money.to_return, found.money.unneeded) == (100, 50)


def test_a_ledger_that_does_not_add_up_has_no_status():
    office = Office()
    office.funded(finding(1, 100))
    office.book.applications["F0001"].amount_fen += 1
    with pytest.raises(LedgerError, match="F0001"):
        told(office, FIRST)
