"""Numbers that change and merge: nobody is granted the same twice, and nothing is lost."""

from __future__ import annotations

from zhaoren.ledger import State

from .runs import City, changed, finding, number

ONE, TWO, THREE = number(1), number(2), number(3)


def kinds(done) -> list[str]:
    return [event.kind for event in done.events]


def test_a_new_number_of_a_known_person_opens_no_second_claim(city: City) -> None:
    city.night(finding(ONE))
    done = city.night(finding(TWO), merged={ONE: TWO})
    assert kinds(done) == ["numbers_known"]
    assert len(city.grants) == 1
    assert kinds(city.night(finding(TWO), merged={ONE: TWO})) == []


def test_numbers_that_change_again_and_again_stay_one_person(city: City) -> None:
    city.night(finding(ONE))
    city.night(finding(TWO), merged={ONE: TWO})
    done = city.night(finding(THREE), merged={ONE: THREE, TWO: THREE})
    assert kinds(done) == ["numbers_known"]
    assert len(city.grants) == len([one for one in city.book.parties if one[0] == "P"]) == 1


def test_two_who_become_one_before_either_is_found_are_one(city: City) -> None:
    city.night(finding(TWO))
    assert len(city.grants) == 1


def test_of_two_open_grants_of_one_person_the_later_is_held(city: City) -> None:
    city.night(finding(ONE), finding(TWO, "C2"))
    done = city.night(finding(TWO, "C2"), merged={ONE: TWO})
    assert kinds(done) == ["parties_merged", "rebased", "held"]
    first, later = city.grants
    assert (first.state, later.state) == (State.FOUND, State.HELD)
    assert later.hold_reasons == ("merged",)


def test_of_two_the_one_whose_money_has_left_keeps_the_key(city: City) -> None:
    city.night(finding(ONE), finding(TWO, "C2"))
    city.pay(2, upto="submitted")
    city.night(merged={ONE: TWO})
    first, later = city.grants
    assert first.hold_reasons == ("merged",)
    assert later.state is State.SUBMITTED


def test_of_two_that_were_paid_the_later_is_listed_for_recovery_once(city: City) -> None:
    city.night(finding(ONE), finding(TWO, "C2"))
    city.pay(1, 2)
    done = city.night(merged={ONE: TWO})
    assert kinds(done) == ["parties_merged", "recovery_opened"]
    assert [grant.state for grant in city.grants] == [State.PAID, State.RECOVERY]
    (found,) = city.grant(2).findings
    assert (found["finding"], found["value"], found["amount_fen"]) == (
        "merged",
        "G0000001",
        250_000,
    )
    city.record(("recovery_dismissed", {"grants": ["G0000002"]}))
    assert kinds(city.night(merged={ONE: TWO})) == []
    again = city.night(lookback=(changed("G0000002"),), merged={ONE: TWO})
    assert kinds(again) == ["recovery_opened"]


def test_what_a_bank_still_has_is_listed_once_it_is_paid(city: City) -> None:
    city.night(finding(ONE), finding(TWO, "C2"))
    city.pay(1, 2, upto="submitted")
    assert kinds(city.night(merged={ONE: TWO})) == ["parties_merged"]
    for place in (1, 2):
        answer = {
            "grant": f"G000000{place}", "result": "paid", "reason": None, "amount_fen": 250_000,
        }  # fmt: skip
        file = {
            "file_sha256": f"a{place}", "batch": f"B000{place}", "count": 1, "total_fen": 250_000,
        }  # fmt: skip
        city.record(("bank_answered", {**file, "results": [answer]}))
    assert kinds(city.night(merged={ONE: TWO})) == ["recovery_opened"]


def test_a_merge_that_is_taken_back_leaves_one_grant_each(city: City) -> None:
    city.night(finding(ONE))
    city.night(finding(TWO), merged={ONE: TWO})
    assert kinds(city.night(finding(ONE), finding(TWO, "C2"))) == []
    assert len(city.grants) == 1
    assert city.grant().state is State.FOUND


def test_numbers_that_merge_the_other_way_round_change_nothing(city: City) -> None:
    city.night(finding(ONE))
    city.night(finding(TWO), merged={ONE: TWO})
    assert kinds(city.night(finding(ONE), merged={TWO: ONE})) == []


def test_a_key_that_was_rejected_stays_closed_for_who_is_merged_with_it(city: City) -> None:
    city.night(finding(ONE), finding(TWO, "C2"))
    city.record(("rejected", {"grants": ["G0000001"]}))
    city.night(finding(TWO, "C2"), merged={ONE: TWO})
    assert city.grant(2).hold_reasons == ("merged",)


def test_a_double_that_was_rejected_does_not_close_the_first(city: City) -> None:
    city.night(finding(ONE), finding(TWO, "C2"))
    city.night(finding(TWO, "C2"), merged={ONE: TWO})
    city.record(("rejected", {"grants": ["G0000002"]}))
    assert kinds(city.night(finding(TWO, "C2"), merged={ONE: TWO})) == []
    assert city.grant(1).state is State.FOUND


def test_different_things_of_two_who_are_one_are_both_kept(city: City) -> None:
    city.night(finding(ONE), finding(TWO, "C2", level="senior_technician"))
    city.night(finding(TWO), finding(TWO, "C2", level="senior_technician"), merged={ONE: TWO})
    assert [grant.state for grant in city.grants] == [State.FOUND, State.FOUND]
