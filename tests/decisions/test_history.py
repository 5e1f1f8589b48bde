"""What was granted before, by payments and by the ledger, and what it means to a candidate."""

from __future__ import annotations

from typing import Any

import pytest

from tests.selecting import Row, selected

ZHANG = "张"


def history(payments: tuple[Row, ...] = (), grants: tuple[Row, ...] = ()) -> list[tuple[Any, ...]]:
    """(policy, key, status, from what) of what was granted of a benefit that p and q share."""
    own = {"policy_id": "p", "benefit_id": "b", "once_key": "k", "candidate_id": "c"}
    found = selected(
        "3_decisions/history",
        decision__past_payments=[{"payment_no": "1", "status": "paid"} | own | one
                                 for one in payments],
        ledger__grants=[own | {"standing": "granted", "grant_id": "G1"} | one for one in grants],
        reference__policies=[
            {"policy_id": "p", "benefit_id": "b"}, {"policy_id": "q", "benefit_id": "b"},
            {"policy_id": "r", "benefit_id": "other"},
        ],
    )  # fmt: skip
    names = ("policy_id", "taken_key", "status")
    return [(*(row[name] for name in names), row["payment_no"] or row["grant_id"]) for row in found]


def test_a_grant_is_history_of_every_policy_of_its_benefit() -> None:
    assert history(grants=({},)) == [("p", "k", "paid", "G1"), ("q", "k", "paid", "G1")]
    assert history(({},)) == [("p", "k", "paid", "1")]  # a payment was matched by each policy


@pytest.mark.parametrize(
    ("standing", "status"),
    [("granted", ["paid"] * 2), ("recovered", ["recovered"] * 2), ("open", []), ("closed", [])],
)
def test_what_a_grant_was_follows_from_where_it_stands(standing: str, status: list[str]) -> None:
    assert [row[2] for row in history(grants=({"standing": standing},))] == status


def test_a_grant_without_a_key_has_its_candidates_and_an_erased_one_none() -> None:
    assert history(grants=({"once_key": None},))[0][1] == "c"
    assert history(grants=({"once_key": None, "candidate_id": None},)) == []
    assert history(({"once_key": None},)) == [("p", None, "paid", "1")]


SAYS = (
    "granted_before", "paid_less_before", "recovered_before", "payments_in_doubt",
    "payment_lacks_key",
)  # fmt: skip


def said(*past: Row, doubtful: tuple[str, ...] = (), **candidate: Any) -> set[str]:
    """What is said of a candidate of 300 fen with the key k, by what was granted before."""
    own = {
        "policy_id": "p", "candidate_id": "c", "once_key": "k", "amount_fen": 300,
        "lower_is_less": False, "person_id": ZHANG, "beneficiary_id": ZHANG,
    }  # fmt: skip
    other = own | {"candidate_id": "z", "once_key": "kz", "person_id": "李", "beneficiary_id": "王"}
    found = selected(
        "3_decisions/candidates_with_history",
        decision__candidates=[own | candidate, other],
        decision__history=[
            {"policy_id": "p", "taken_key": "k", "status": "paid", "amount_fen": 300} | one
            for one in past
        ],
        staging__doubtful_persons=[{"person_id": one, "source": "payments"} for one in doubtful]
        + [{"person_id": ZHANG, "source": "persons"}],
    )
    mine, its = sorted(found, key=lambda row: str(row["candidate_id"]))
    assert not any(its[name] for name in SAYS)
    assert None not in {mine[name] for name in SAYS}
    return {name for name in SAYS if mine[name]}


def test_what_was_paid_under_the_key_was_granted_before() -> None:
    assert said({}) == {"granted_before"}
    assert said() == said({"taken_key": "k2"}) == said({"policy_id": "q"}) == set()
    assert said({"taken_key": "c"}, once_key=None) == {"granted_before"}


def test_what_came_back_is_asked_about() -> None:
    assert said({"status": "recovered"}) == {"recovered_before"}
    assert said({"status": "recovered"}, {}) == {"recovered_before", "granted_before"}
    assert said({"status": "returned"}) == set()


def test_where_the_highest_amount_wins_a_lower_one_is_not_the_grant_itself() -> None:
    assert said({"amount_fen": 299}, lower_is_less=True) == {"paid_less_before"}
    assert said({"amount_fen": 299}) == {"granted_before"}
    assert said({"amount_fen": 300}, lower_is_less=True) == {"granted_before"}
    both = {"amount_fen": 299}, {"amount_fen": 301}
    assert said(*both, lower_is_less=True) == {"granted_before"}
    assert said({"amount_fen": 400, "status": "recovered"}, both[0], lower_is_less=True) == {
        "recovered_before", "paid_less_before"
    }  # fmt: skip
    assert said({"status": "recovered"}, lower_is_less=True) == {"recovered_before"}


def test_of_an_amount_that_is_not_known_nothing_paid_is_known_to_be_enough() -> None:
    assert said({}, lower_is_less=True, amount_fen=None) == {"paid_less_before"}


@pytest.mark.parametrize("whose", ["person_id", "beneficiary_id"])
def test_a_payment_without_a_key_concerns_its_person_and_its_payee(whose: str) -> None:
    keyless = {"taken_key": None, whose: "某"}
    assert said(keyless, **{whose: "某"}) == {"payment_lacks_key"}
    assert said(keyless | {"policy_id": "q"}, **{whose: "某"}) == set()
    assert said(keyless) == said({"taken_key": None}, **{whose: None}) == set()
    assert said({"taken_key": "k2", whose: "某"}, **{whose: "某"}) == set()


@pytest.mark.parametrize("whose", ["person_id", "beneficiary_id"])
def test_a_payment_that_was_quarantined_concerns_its_person_and_its_payee(whose: str) -> None:
    assert said(doubtful=("某",), **{whose: "某"}) == {"payments_in_doubt"}
    assert said(doubtful=("某",)) == set()


def test_the_look_back_asks_of_payments_under_a_known_key() -> None:
    own = {"policy_id": "p", "once_key": "k", "status": "paid", "payment_no": "1"}
    others = ({"once_key": None}, {"status": "returned"}, {"once_key": None, "status": "x"})
    found = selected(
        "3_decisions/paid_before",
        decision__past_payments=[own, *(own | {"payment_no": "2"} | one for one in others)],
        reference__policies=[{"policy_id": "p", "benefit_id": "b"}],
    )
    assert [(row["benefit_id"], row["payment_no"]) for row in found] == [("b", "1")]
