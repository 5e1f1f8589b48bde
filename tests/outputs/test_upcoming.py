"""What becomes due, or is lost, on a day that is known; of whom, and in which words."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.selecting import Row, selected

AS_OF = date(2026, 11, 20)
DAY = timedelta(days=1)
TOMORROW, HORIZON = AS_OF + DAY, date(2027, 11, 20)
KEY = {"benefit_id": "b", "taken_key": "k", "candidate_id": "c", "policy_id": "p"}


def compared(*, coming: bool = False, decided: Row | None = None, standing: Row | None = None,
             **said: Any) -> list[Row]:  # fmt: skip
    """A candidate of today, or one that is coming, against who stands."""
    own = {"policy_id": "p", "candidate_id": "c", "once_key": "k", "granted_before": False,
           "assumed": False}  # fmt: skip
    stands = {"policy_id": "p", "candidate_id": "c", "stands": True}
    return selected(
        "4_outputs/candidates_ahead",
        **{"decision__coming" if coming else "decision__ahead": [own | said]},
        decision__decided=[] if decided is None else [stands | decided],
        reference__policies=[{"policy_id": "p", "benefit_id": "b", "title": "甲"}],
        output__keys_standing=[] if standing is None else [KEY | standing],
        reference__day=[{"as_of": AS_OF}],
    )


def ahead(**how: Any) -> Row:
    (row,) = compared(**how)
    return row


def test_candidates_of_today_and_those_that_are_coming_are_told_apart() -> None:
    assert (ahead()["is_coming"], ahead(coming=True)["is_coming"]) == (False, True)
    assert compared(granted_before=True) == compared(coming=True, granted_before=True) == []


def test_a_day_that_is_assumed_is_no_sure_one() -> None:
    def told(**said: Any) -> tuple[Any, Any]:
        row = ahead(**said)
        return row["sure_on"], row["perhaps_on"]

    assert told(qualifies_on=TOMORROW) == (TOMORROW, None)
    assert told(qualifies_on=TOMORROW, assumed=True) == (None, TOMORROW)
    assert told(qualifies_on=TOMORROW, expected_on=HORIZON) == (TOMORROW, HORIZON)
    assert told(qualifies_on=TOMORROW, expected_on=HORIZON, assumed=True) == (None, TOMORROW)


def test_a_key_is_taken_by_another_who_stands_and_not_by_oneself() -> None:
    def told(**how: Any) -> tuple[bool, bool]:
        row = ahead(**how)
        return row["stands"], row["taken"]

    assert told() == (False, False)
    assert told(decided={}, standing={}) == (True, False)
    assert told(standing={}) == told(decided={"stands": False}, standing={}) == (False, True)
    assert told(decided={"policy_id": "q"}) == told(decided={"candidate_id": "d"}) == (False, False)
    for other in ({"benefit_id": "x"}, {"taken_key": "k2"}):
        assert told(standing=other) == (False, False)
    assert told(standing={"taken_key": "c"}, once_key=None) == (False, True)


def test_the_horizon_is_a_year() -> None:
    assert ahead()["horizon"].date() == HORIZON


def upcoming(*rows: Row) -> list[tuple[Any, ...]]:
    """(kind, candidate, day) of candidates with the key k each of their own policy."""
    own = {
        "policy_id": "p", "once_key": "k", "benefit_id": "b", "as_of": AS_OF, "horizon": HORIZON,
        "taken": False, "is_coming": False, "open_points": 2, "preferred_fen": 100, "keep_rank": 1,
    }  # fmt: skip
    found = selected(
        "4_outputs/upcoming_candidates",
        output__candidates_ahead=[{"candidate_id": "c"} | own | one for one in rows],
        reference__granting=[{"policy_id": "p", "place": 1}, {"policy_id": "q", "place": 2}],
    )
    return [(row["kind"], row["candidate_id"], row["on_date"]) for row in found]


def test_who_qualifies_for_sure_within_a_year_is_told() -> None:
    for on in (TOMORROW, HORIZON):
        assert upcoming({"sure_on": on}) == [("qualifies", "c", on)]
    assert upcoming({"sure_on": AS_OF}) == upcoming({"sure_on": HORIZON + DAY}) == []
    assert upcoming({}) == upcoming({"sure_on": TOMORROW, "taken": True}) == []


def test_who_may_qualify_is_expected() -> None:
    assert upcoming({"perhaps_on": TOMORROW}) == [("expected", "c", TOMORROW)]
    assert upcoming({"sure_on": AS_OF, "perhaps_on": TOMORROW}) == []  # qualifies already
    assert upcoming({"perhaps_on": AS_OF}) == upcoming({"perhaps_on": HORIZON + DAY}) == []
    assert upcoming({"sure_on": HORIZON, "perhaps_on": TOMORROW}) == [("qualifies", "c", HORIZON)]


def test_what_closes_within_a_year_is_told_where_at_most_one_point_is_open() -> None:
    for on in (AS_OF, HORIZON):
        assert upcoming({"closes_on": on, "open_points": 1}) == [("closes", "c", on)]
    assert upcoming({"closes_on": TOMORROW, "open_points": 0}) != []
    assert upcoming({"closes_on": AS_OF - DAY, "open_points": 1}) == []
    assert upcoming({"closes_on": HORIZON + DAY, "open_points": 1}) == []
    for lacks in ({"open_points": 2}, {"taken": True}, {"is_coming": True}):
        assert upcoming({"closes_on": TOMORROW, "open_points": 1} | lacks) == []


@pytest.mark.parametrize(
    "second",
    [
        {"sure_on": TOMORROW + DAY, "keep_rank": 0},
        {"policy_id": "q", "preferred_fen": 900},
        {"preferred_fen": 99, "keep_rank": 0},
        {"keep_rank": 2, "candidate_id": "a"},
        {"candidate_id": "d"},
    ],
)
def test_of_several_under_one_key_the_first_is_told(second: Row) -> None:
    """By day, then the policies' order, then amount, the policy's order and number."""
    rows = {"sure_on": TOMORROW}, {"sure_on": TOMORROW, "candidate_id": "z"} | second
    assert upcoming(*rows) == upcoming(*reversed(rows)) == [("qualifies", "c", TOMORROW)]


def test_several_keys_and_kinds_are_told_each() -> None:
    two = {"sure_on": TOMORROW}, {"sure_on": TOMORROW, "candidate_id": "d", "once_key": "k2"}
    assert len(upcoming(*two)) == 2
    assert len(upcoming(two[0], two[1] | {"once_key": "k", "benefit_id": "x"})) == 2
    assert len(upcoming(two[0], {"perhaps_on": TOMORROW, "candidate_id": "d"})) == 2
    assert len(upcoming(*({"sure_on": TOMORROW, "once_key": None, "candidate_id": one}
                          for one in "ab"))) == 2  # fmt: skip


def said(**row: Any) -> str:
    own = {"kind": "closes", "on_date": TOMORROW, "title": "甲", "closing": "期限"}
    (found,) = selected("4_outputs/upcoming", output__upcoming_candidates=[own | row])
    return str(found["explanation"])


def test_a_day_is_told_in_words_that_say_what_it_rests_on() -> None:
    assert said(kind="qualifies") == "按现有数据，自2026-11-21起符合“甲”。"
    month = "如果当月养老保险正常缴纳，自2026-11-21起符合“甲”。"
    assert said(kind="expected", assumed=True) == month
    assert said(kind="expected", assuming="合同开始") == "如果合同开始，自2026-11-21起符合“甲”。"
    assert said(kind="expected", assumed=False) == "如果情况不变，自2026-11-21起符合“甲”。"
    assert "只到2026-11-21，请在此之前办理" in said(stands=True)
    assert "最迟到2026-11-21，过期不能再符合" in said(stands=False)
    assert "最迟到2026-11-21" in said(stands=False, assumed=True)


def test_grants_and_new_policies_have_days_too() -> None:
    found = selected(
        "4_outputs/upcoming",
        output__upcoming_grants=[
            {"kind": kind, "grant_id": "G1", "on_date": TOMORROW}
            for kind in ("notice_ends", "money_due")
        ],
        reference__not_in_force=[{"policy_id": "p", "title": "甲", "in_force": TOMORROW}],
    )
    told = {row["kind"]: row["explanation"] for row in found}
    assert told["notice_ends"].startswith("公示到2026-11-21")
    assert told["money_due"].startswith("资金已经到账，最迟在2026-11-21")
    assert told["policy_begins"].startswith("“甲”自2026-11-21起施行")


def grants(state: str, *, due: date | None = None, until: date | None = None) -> list[Any]:
    found = selected(
        "4_outputs/upcoming_grants",
        output__grants=[{"grant_id": "G1", "state": state, "due_on": due}],
        ledger__grants=[
            {"grant_id": "G1", "state": state, "notice_until": until, "variant": variant}
            for variant in (1, 2)
        ],
        reference__day=[{"as_of": AS_OF}],
    )
    return [(row["kind"], row["on_date"]) for row in found]


def test_a_notice_ends_on_its_last_day_however_many_numbers_a_grant_has() -> None:
    assert grants("noticed", until=AS_OF) == [("notice_ends", AS_OF)]
    assert grants("noticed", until=AS_OF - DAY) == grants("suspended", until=AS_OF) == []


@pytest.mark.parametrize("state", ["funded", "batched", "released", "failed"])
def test_money_that_has_arrived_is_due_until_a_bank_has_it(state: str) -> None:
    assert grants(state, due=AS_OF) == [("money_due", AS_OF)]
    assert grants(state) == grants(state, due=AS_OF - DAY) == []
    assert grants("submitted", due=AS_OF) == grants("cleared") == []
