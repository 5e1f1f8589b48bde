"""Funds arrive all or nothing; a grant is funded when every payer's share is there."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.funding.office import FIRST, Office, finding
from zhaoren.errors import LedgerError, RuleError, UsageError
from zhaoren.ledger.lifecycle import State
from zhaoren.money import fen_of


@pytest.fixture
def office() -> Office:
    made = Office()
    made.cleared(finding(1, 125_000, 125_000), finding(2, 250_000))
    made.request()
    return made


def test_a_grant_is_funded_only_once_the_last_payer_has_paid(office):
    office.arrive("F0001")
    assert office.states() == {"G0000001": State.REQUESTED, "G0000002": State.FUNDED}
    office.arrive("F0002")
    assert {*office.states().values()} == {State.FUNDED}


def test_the_first_arrival_says_whose_funds_are_still_awaited(office):
    assert any("F0002" in line for line in office.arrive("F0001").said)
    assert not any("F0001 的" in line for line in office.arrive("F0002").said)


def test_it_is_due_five_working_days_after_the_last_share_arrived(office):
    office.arrive("F0002", on=date(2026, 9, 18))
    office.arrive("F0001", on=date(2026, 9, 28))
    assert office.book.applications["F0002"].due_on == date(2026, 9, 24)
    assert office.book.grant("G0000001").due_on == date(2026, 10, 10)
    assert office.book.grant("G0000002").due_on == date(2026, 10, 10)


@pytest.mark.parametrize("off", [-1, 1])
def test_a_fen_more_or_less_is_refused(office, off):
    with pytest.raises(LedgerError, match=r"F0001 asks for 3,750.00 yuan.*all or nothing"):
        office.arrive("F0001", 375_000 + off)
    assert office.book.applications["F0001"].arrived_on is None


def test_an_unknown_application_is_refused(office):
    with pytest.raises(LedgerError, match=r"no application F0009.*it has F0001, F0002"):
        office.arrive("F0009", 1)


def test_the_same_arrival_again_changes_nothing(office):
    assert office.arrive("F0001").drafts
    head = office.book.head
    assert not office.arrive("F0001").drafts
    assert office.book.head == head


def test_a_second_arrival_on_another_day_is_refused(office):
    office.arrive("F0001")
    with pytest.raises(LedgerError, match="cannot arrive twice"):
        office.arrive("F0001", on=date(2026, 9, 2))


def test_a_second_arrival_of_another_sum_is_refused(office):
    office.arrive("F0001")
    with pytest.raises(LedgerError, match="all or nothing"):
        office.arrive("F0001", 1)


def test_funds_may_arrive_on_the_day_of_the_request_and_not_before(office):
    with pytest.raises(LedgerError, match="cannot have arrived on 2026-08-31"):
        office.arrive("F0001", on=date(2026, 8, 31))
    assert office.arrive("F0001", on=FIRST).drafts


def test_an_arrival_whose_due_date_is_in_an_unknown_year_is_refused(office):
    assert office.arrive("F0002", on=date(2026, 12, 24)).drafts  # due 2026-12-31
    with pytest.raises(RuleError, match="2027 are not known"):
        office.arrive("F0001", on=date(2026, 12, 25))
    assert office.book.applications["F0001"].arrived_on is None


def test_a_held_grant_is_funded_behind_its_hold(office):
    office.record("held", grants=["G0000002"], reasons={"G0000002": ["deceased"]})
    office.arrive("F0001")
    grant = office.book.grant("G0000002")
    assert (grant.state, grant.held_from) == (State.HELD, State.FUNDED)
    office.record("resumed", grants=["G0000002"])
    assert grant.state is State.FUNDED


def test_a_rejected_grant_stays_rejected_and_its_share_is_named(office):
    office.record("held", grants=["G0000002"], reasons={"G0000002": ["deceased"]})
    office.record("rejected", grants=["G0000002"])
    said = office.arrive("F0001").said
    assert office.book.grant("G0000002").state is State.REJECTED
    assert any("2,500.00 元应退回财政" in line for line in said)


def test_funds_for_a_grant_that_began_anew_do_not_fund_it(office):
    office.record("held", grants=["G0000002"], reasons={"G0000002": ["deceased"]})
    office.record("rejected", grants=["G0000002"])
    office.record("reopened", grants=["G0000002"])
    office.arrive("F0001")
    assert office.book.grant("G0000002").state is State.FOUND
    office.clear(["G0000002"])
    office.request()
    assert office.book.grant("G0000002").applications == ("F0003",)


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("2500.00", 250_000),
        ("2500", 250_000),
        ("0.1", 10),
        ("0.01", 1),
        ("999999999999.99", 10**14 - 1),
    ],
)
def test_a_sum_in_yuan_is_read_exactly(typed, fen):
    assert fen_of(typed) == fen


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "2500.001",
        "2500.",
        ".5",
        "-1",
        "+1",
        "2,500",
        "1e3",
        "２５００",
        "2500元",
        " 1",
        "1\n",
        "nan",
        "1000000000000",
    ],
)
def test_a_sum_written_otherwise_is_refused(typed):
    with pytest.raises(UsageError, match="digits and at most two decimals"):
        fen_of(typed)


@given(st.integers(0, 10**14 - 1))
def test_every_sum_is_read_back_as_it_is_written(fen):
    assert fen_of(f"{fen // 100}.{fen % 100:02}") == fen
