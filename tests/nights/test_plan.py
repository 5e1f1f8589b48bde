"""What a night records; each night of these tests is recorded twice, the second changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from zhaoren.ledger import State
from zhaoren.recording.night import plan_night
from zhaoren.recording.published import Looked

from .runs import DAY, City, changed, finding, number, payee

ONE, TWO = number(1), number(2)


def kinds(done) -> list[str]:
    return [event.kind for event in done.events]


def test_what_stands_is_found_once(city: City) -> None:
    done = city.night(finding(ONE), finding(TWO))
    assert kinds(done) == ["found"]
    assert [grant.id for grant in city.grants] == ["G0000001", "G0000002"]
    assert {grant.state for grant in city.grants} == {State.FOUND}
    assert city.grant().ceiling_group == ("@O0000001",)
    assert city.grant().candidate[1] == "@P0000001"
    assert done.events[0].data["run"] in city.book.runs
    assert kinds(city.night(finding(TWO), finding(ONE))) == []


def test_no_number_and_no_certificate_stands_in_the_chain(city: City) -> None:
    city.night(finding(ONE, "S000037030300" + ONE))
    with city.ledger.reading("zibo") as known:
        bodies = b"".join(body for _, _, body in known.bodies())
    assert ONE.encode() not in bodies
    assert b"S0000" not in bodies


def test_a_thousand_grants_stand_in_one_event_and_the_next_in_another(city: City) -> None:
    done = city.night(*(finding(number(whose)) for whose in range(1, 1003)))
    assert [len(event.data["grants"]) for event in done.events] == [1000, 2]
    assert len(city.book.parties) == 1003
    assert city.grants[-1].id == "G0001002"


def test_the_same_found_through_another_certificate_changes_what_it_rests_on(city: City) -> None:
    city.night(finding(ONE))
    assert kinds(city.night(finding(ONE, "C2"))) == ["rebased"]
    assert city.grant().state is State.FOUND
    assert kinds(city.night(finding(ONE, "C2"))) == []


def test_a_new_employer_moves_a_grant_until_the_district_has_approved_it(city: City) -> None:
    city.night(finding(ONE))
    moved = finding(ONE, employer_id="91370303MA3C000002", district="淄川")
    assert kinds(city.night(moved)) == ["rebased"]
    assert (city.grant().district, city.grant().employer) == ("淄川", "O0000002")
    city.record(("district_approved", {"grants": ["G0000001"]}))
    assert kinds(city.night(finding(ONE))) == []
    assert city.grant().district == "淄川"


def test_another_amount_is_a_conflict_that_a_person_sees_once(city: City) -> None:
    city.night(finding(ONE))
    dearer = finding(ONE, amount_fen=300_000, city_fen=300_000)
    assert kinds(city.night(dearer)) == ["conflict_found", "held"]
    assert city.grant().hold_reasons == ("conflict",)
    assert kinds(city.night(dearer)) == []
    settle = {"grant": "G0000001", "accepted": False}
    city.record(("conflict_settled", settle))
    assert kinds(city.night(dearer)) == ["resumed"]
    assert city.grant().amount_fen == 250_000
    assert kinds(city.night(dearer)) == []


def test_an_accepted_conflict_gives_the_new_amount(city: City) -> None:
    city.night(finding(ONE))
    dearer = finding(ONE, amount_fen=300_000, city_fen=300_000)
    city.night(dearer)
    city.record(("conflict_settled", {"grant": "G0000001", "accepted": True}))
    assert (city.grant().state, city.grant().amount_fen) == (State.FOUND, 300_000)
    assert kinds(city.night(dearer)) == []


def test_a_conflict_that_vanishes_is_withdrawn_and_seen_again_if_it_comes_back(city: City) -> None:
    city.night(finding(ONE))
    dearer = finding(ONE, amount_fen=300_000, city_fen=300_000)
    city.night(dearer)
    assert kinds(city.night(finding(ONE))) == ["conflict_settled", "resumed"]
    assert city.grant().conflict is None
    assert kinds(city.night(dearer)) == ["conflict_found", "held"]


@pytest.mark.parametrize(
    ("verdict", "reasons"),
    [
        (("ineligible", ["in_service", "insured"], []), ("fail:in_service", "fail:insured")),
        (("review", [], ["insured"]), ("unknown:insured",)),
        (("superseded", [], []), ("superseded",)),
        (("capped", [], []), ("capped",)),
        (("already_granted", [], []), ("already_granted",)),
        ((None, None, None), ("no_candidate",)),
        (("eligible", [], []), ("no_candidate",)),  # it is given for something else now
    ],
)
def test_what_stands_no_longer_is_held_with_its_reasons_and_goes_on_later(
    city: City, verdict: tuple, reasons: tuple[str, ...]
) -> None:
    city.night(finding(ONE))
    city.record(("district_approved", {"grants": ["G0000001"]}))
    looked = {"G0000001": Looked("G0000001", *verdict)}
    assert kinds(city.night(looked=looked)) == ["held"]
    assert (city.grant().state, city.grant().hold_reasons) == (State.HELD, reasons)
    assert kinds(city.night(finding(ONE))) == ["resumed"]
    assert city.grant().state is State.DISTRICT_APPROVED


def test_other_reasons_are_told(city: City) -> None:
    city.night(finding(ONE))
    city.night()
    looked = {"G0000001": Looked("G0000001", "capped", [], [])}
    assert kinds(city.night(looked=looked)) == ["hold_changed"]
    assert city.grant().hold_reasons == ("capped",)


def test_who_has_died_is_held_whatever_the_policy_says(city: City) -> None:
    city.night(finding(ONE))
    city.deceased[ONE] = city.day + timedelta(days=1)
    assert kinds(city.night(finding(ONE))) == []
    assert kinds(city.night(finding(ONE))) == ["held"]
    assert city.grant().hold_reasons == ("deceased",)
    city.deceased.clear()
    assert kinds(city.night(finding(ONE))) == ["resumed"]


@pytest.mark.parametrize("upto", ["batched", "released"])
def test_a_held_grant_leaves_a_batch_that_is_not_submitted(city: City, upto: str) -> None:
    city.night(finding(ONE))
    city.pay(1, upto=upto)
    assert kinds(city.night()) == ["voided", "held"]
    assert city.book.batches["B0001"].status == "voided"
    assert kinds(city.night(finding(ONE))) == ["resumed"]
    assert city.grant().state is State.FUNDED


def test_what_is_with_a_bank_is_not_held(city: City) -> None:
    city.night(finding(ONE))
    city.pay(1, upto="submitted")
    assert kinds(city.night()) == []


def test_a_failed_grant_is_looked_at_too(city: City) -> None:
    city.night(finding(ONE))
    city.pay(1, upto="submitted")
    answer = {"grant": "G0000001", "result": "failed", "reason": "closed", "amount_fen": 250_000}
    file = {"file_sha256": "aa", "batch": "B0001", "count": 1, "total_fen": 250_000}
    city.record(("bank_answered", {**file, "results": [answer]}))
    assert kinds(city.night()) == ["held"]
    assert kinds(city.night(finding(ONE))) == ["resumed"]
    assert city.grant().state is State.FAILED


def test_a_grant_held_for_its_account_goes_on_once_that_is_usable(city: City) -> None:
    city.night(finding(ONE))
    city.pay(1, upto="funds_arrived")
    city.record(("held", {"grants": ["G0000001"], "reasons": {"G0000001": ["account:no_account"]}}))
    assert kinds(city.night(finding(ONE))) == []
    inactive = payee(ONE, "account_not_active")
    assert kinds(city.night(finding(ONE), payees=(inactive,))) == ["hold_changed"]
    assert kinds(city.night(payees=(inactive,))) == ["hold_changed"]
    assert city.grant().hold_reasons == ("no_candidate", "account:account_not_active")
    assert kinds(city.night(payees=(payee(ONE),))) == ["hold_changed"]
    assert kinds(city.night(finding(ONE), payees=(payee(ONE),))) == ["resumed"]
    assert city.grant().state is State.FUNDED


def test_a_notice_is_over_after_its_last_day(city: City) -> None:
    city.night(finding(ONE))
    city.pay(1, upto="noticed")
    (notice,) = city.book.notices.values()
    city.day = notice.last_day
    assert kinds(city.night(finding(ONE))) == []
    assert kinds(city.night(finding(ONE))) == ["cleared"]


def test_a_grant_that_stands_again_after_its_notice_is_cleared_at_once(city: City) -> None:
    city.night(finding(ONE))
    city.pay(1, upto="noticed")
    city.day = city.book.notices["N0001"].last_day
    assert kinds(city.night()) == ["held"]
    assert kinds(city.night(finding(ONE))) == ["resumed", "cleared"]


def test_an_objection_keeps_a_grant_from_being_cleared(city: City) -> None:
    city.night(finding(ONE))
    city.pay(1, upto="noticed")
    city.record(("objected", {"grants": ["G0000001"], "objection": "J0001", "note": None}))
    city.day = city.book.notices["N0001"].last_day + timedelta(days=1)
    assert kinds(city.night(finding(ONE))) == []
    assert city.grant().state is State.SUSPENDED


def test_a_fact_that_changed_under_a_paid_grant_is_listed_once(city: City) -> None:
    city.night(finding(ONE))
    city.pay(1)
    assert kinds(city.night(lookback=(changed("G0000001"),))) == ["recovery_opened"]
    assert city.grant().state is State.RECOVERY
    city.record(("recovery_dismissed", {"grants": ["G0000001"]}))
    assert kinds(city.night(lookback=(changed("G0000001"),))) == []
    other = changed("G0000001", value="2026-01-02")
    assert kinds(city.night(lookback=(other,))) == ["recovery_opened"]


@pytest.mark.parametrize("kind", ["rejected"])
def test_what_was_rejected_is_not_found_again(city: City, kind: str) -> None:
    city.night(finding(ONE))
    city.record((kind, {"grants": ["G0000001"]}))
    assert kinds(city.night(finding(ONE), finding(ONE, "C2"))) == []
    assert len(city.grants) == 1


def test_a_run_of_some_policies_touches_only_their_grants(city: City) -> None:
    city.night(finding(ONE), finding(TWO, policy_id="zibo/new-star", benefit_id="zibo/new-star"))
    city.night(policies=frozenset({"zibo/new-star"}))
    assert [grant.state for grant in city.grants] == [State.FOUND, State.HELD]


def test_a_grant_that_the_run_did_not_know_is_left_alone(city: City) -> None:
    run = city.published()
    city.night(finding(ONE))
    assert not city.perform(plan_night(replace(run, as_of=city.day))).events
    assert city.grant().state is State.FOUND


def test_an_older_night_records_nothing(city: City) -> None:
    city.night(finding(ONE))
    city.day = DAY - timedelta(days=1)
    done = city.night(finding(TWO))
    assert not done.events
    assert "未记账" in done.said[0]


def test_candidates_without_a_whole_key_are_their_own_key(city: City) -> None:
    teamless = finding(ONE, once_values=None)
    other = finding(ONE, "C2", once_values=None)
    city.night(teamless, other)
    assert [grant.key[0] for grant in city.grants] == ["=candidate", "=candidate"]
    assert len({grant.key for grant in city.grants}) == 2
