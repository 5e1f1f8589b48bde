"""Applications for funds: one a district and payer, with all that is cleared."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.funding.office import FIRST, Office, finding
from zhaoren.errors import LedgerError
from zhaoren.ledger.lifecycle import State
from zhaoren.office.funding import balance


def asked(office: Office) -> list[tuple[str | None, str, int, int]]:
    return [
        (one.district, one.payer, one.amount_fen, len(one.grants))
        for one in office.book.applications.values()
    ]


def test_both_payers_of_a_district_are_asked_for_their_shares():
    office = Office()
    office.cleared(finding(1, 125_000, 125_000), finding(2, 150_001, 149_999))
    office.request()
    assert asked(office) == [("张店", "city", 275_001, 2), ("张店", "district", 274_999, 2)]
    assert {*office.states().values()} == {State.REQUESTED}


def test_a_payer_without_a_share_is_not_asked():
    office = Office()
    office.cleared(finding(1, 250_000))
    office.request()
    assert asked(office) == [("张店", "city", 250_000, 1)]


def test_each_district_has_applications_of_its_own_and_no_district_comes_last():
    office = Office()
    office.cleared(
        finding(1, 100, 100), finding(2, 100, 100, district="博山"), finding(3, 100, district=None)
    )
    office.request()
    assert [(one[0], one[1]) for one in asked(office)] == [
        ("博山", "city"),
        ("博山", "district"),
        ("张店", "city"),
        ("张店", "district"),
        (None, "city"),
    ]


def test_what_is_not_cleared_is_not_requested_and_is_the_next_time():
    office = Office()
    office.cleared(finding(1, 100))
    (late,) = office.find(finding(2, 100))
    office.request()
    assert office.book.applications["F0001"].grants == ("G0000001",)
    office.clear([late])
    office.request()
    assert office.book.applications["F0002"].grants == (late,)


def test_requesting_again_asks_for_nothing_more():
    office = Office()
    office.cleared(finding(1, 100))
    assert office.request().drafts
    assert not office.request().drafts


def test_nothing_cleared_is_nothing_to_request():
    assert not Office().request().drafts


def test_a_grant_in_conflict_waits_and_says_so():
    office = Office()
    office.cleared(finding(1, 100), finding(2, 100))
    conflict = {"grant": "G0000001", "amount_fen": 300}
    office.record("conflict_found", conflicts=[conflict])
    plan = office.request()
    assert office.book.applications["F0001"].grants == ("G0000002",)
    assert any("G0000001" in line and "冲突" in line for line in plan.said)


def test_a_district_share_without_a_district_is_refused_with_the_grant():
    office = Office()
    office.cleared(finding(1, 100, 100, district=None))
    with pytest.raises(LedgerError, match=r"G0000001 has a district's share but no district"):
        office.request()


@pytest.mark.parametrize("wrong", [{"amount_fen": 199}, {"amount_fen": 0, "city_fen": 0}])
def test_shares_that_are_not_the_amount_are_refused(wrong):
    office = Office()
    office.cleared(finding(1, 200) | wrong)
    with pytest.raises(LedgerError, match="G0000001: its shares are not its amount"):
        office.request()


def test_the_form_counts_by_policy_and_level_with_the_titles_of_the_day():
    office = Office()
    office.cleared(
        finding(1, 100, 100, level="senior_technician"),
        finding(2, 300, 100),
        finding(3, 300, 100),
        finding(4, 50, policy="zibo/new-star", level=None),
    )
    office.request()
    rows = office.book.applications["F0001"].rows
    told = [
        (row["policy_title"], row["level_title"], row["count"], row["requested_fen"])
        for row in rows
    ]
    assert told == [
        ("技能新星", "", 1, 50),
        ("技师补贴", "技师", 2, 600),
        ("技师补贴", "高级技师", 1, 100),
    ]
    assert [row["district_fen"] for row in rows] == [0, 200, 100]


grants = st.lists(
    st.tuples(
        st.integers(0, 10**9),
        st.integers(0, 10**9),
        st.sampled_from(["张店", "博山", "市本级"]),
        st.sampled_from(["technician", "senior_technician", None]),
    ).filter(lambda item: item[0] + item[1] > 0),
    min_size=1,
    max_size=12,
)


@given(grants, st.integers(0, 11))
def test_the_sums_over_applications_are_the_sums_over_grants(drawn, first):
    office = Office()
    items = [
        finding(number, city, district, district=name, level=level)
        for number, (city, district, name, level) in enumerate(drawn, 1)
    ]
    names = office.find(*items)
    for some in (names[:first], names[first:]):
        if some:
            office.clear(some)
            office.request()
    book = office.book
    applications = book.applications.values()
    for payer in ("city", "district"):
        total = sum(one.amount_fen for one in applications if one.payer == payer)
        assert total == sum(getattr(one, f"{payer}_fen") for one in book.grants.values())
    for grant in book.grants.values():
        assert sum(one.shares.get(grant.id, 0) for one in applications) == grant.amount_fen
        assert len(grant.applications) == (grant.city_fen > 0) + (grant.district_fen > 0)
    assert all(one.amount_fen > 0 for one in applications)
    assert balance(book).requested == sum(one.amount_fen for one in book.grants.values())
    assert balance(book).arrived == 0


@given(st.permutations(range(1, 6)))
def test_numbers_do_not_depend_on_the_order_in_which_grants_were_approved(order):
    office = Office()
    names = ["张店", "博山", "淄川", "博山", "张店"]
    found = office.find(*(finding(n, 100, 50, district=names[n - 1]) for n in range(1, 6)))
    office.clear([found[n - 1] for n in order])
    office.request(date(2026, 9, 2))
    assert [(one[0], one[1]) for one in asked(office)] == [
        (name, payer) for name in ("博山", "张店", "淄川") for payer in ("city", "district")
    ]
    assert office.book.applications["F0001"].requested_on == date(2026, 9, 2) != FIRST
