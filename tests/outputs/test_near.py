"""Who lacks exactly one point, and from when it will be passed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.selecting import Row, selected

AS_OF = date(2026, 11, 20)
DAY = timedelta(days=1)
STANDS = {"benefit_id": "b", "taken_key": "k", "policy_id": "p", "candidate_id": "c", "title": "乙"}


def near(*standing: Row, **said: Any) -> list[Row]:
    """What is said of one candidate of whom one criterion fails unless said otherwise."""
    own = {
        "policy_id": "p", "candidate_id": "c", "once_key": "k", "granted_before": False,
        "failed_ids": "insured", "unknown_ids": "", "failed_said": "没有参保",
        "unknown_said": "参保不明", "amount_fen": 100,
    }  # fmt: skip
    return selected(
        "4_outputs/near",
        decision__ahead=[own | said],
        reference__policies=[{"policy_id": "p", "benefit_id": "b", "title": "甲"}],
        output__keys_standing=standing,
        reference__day=[{"as_of": AS_OF}],
    )


def the_row(*standing: Row, **said: Any) -> Row:
    (row,) = near(*standing, **said)
    return row


def test_one_point_that_fails_or_is_unknown_is_near() -> None:
    fails = the_row()
    assert (fails["criterion_id"], fails["verdict"]) == ("insured", "fail")
    assert fails["explanation"] == "“甲”只差一项：没有参保。"
    unknown = the_row(failed_ids="", unknown_ids="alive")
    assert (unknown["criterion_id"], unknown["verdict"]) == ("alive", "unknown")
    assert unknown["explanation"] == "“甲”只有一项需要核实：参保不明。"


@pytest.mark.parametrize(
    ("failed", "unknown"),
    [("", ""), ("a,b", ""), ("", "a,b"), ("a", "b")],
)
def test_no_point_or_more_than_one_is_not(failed: str, unknown: str) -> None:
    assert near(failed_ids=failed, unknown_ids=unknown) == []


def test_who_was_paid_before_is_not() -> None:
    assert near(granted_before=True) == []
    assert near(granted_before=True, failed_ids="a,b") == []


def days(**said: Any) -> tuple[date | None, date | None, str]:
    row = the_row(**said)
    return row["mends_on"], row["expected_on"], row["explanation"].partition("。")[2]


def test_a_known_day_is_told_if_it_is_yet_to_come() -> None:
    tomorrow = AS_OF + DAY
    assert days(qualifies_on=tomorrow) == (tomorrow, None, "按现有数据，自2026-11-21起符合。")
    assert days(qualifies_on=AS_OF) == days() == (None, None, "")


def test_an_expected_day_is_told_with_what_it_rests_on_where_none_is_known() -> None:
    tomorrow, later = AS_OF + DAY, AS_OF + 2 * DAY
    assumed = {"expected_on": tomorrow, "assuming": "当月正常缴费"}
    assert days(**assumed) == (None, tomorrow, "如果当月正常缴费，自2026-11-21起符合。")
    assert days(**assumed, qualifies_on=later)[:2] == (later, None)
    assert days(**assumed | {"expected_on": AS_OF}) == (None, None, "")


def standing(*rows: Row, **said: Any) -> tuple[Any, str]:
    row = the_row(*rows, **said)
    return row["standing_candidate_id"], row["explanation"].partition("。")[2]


def test_who_stands_under_the_key_already_is_told() -> None:
    other = STANDS | {"candidate_id": "d"}, STANDS | {"policy_id": "q"}
    assert standing(STANDS) == ("c", "已经由人工核实确认。")
    assert standing(other[0]) == ("d", "同一事项已由“乙”的另一条认定享受。")
    assert standing(other[1]) == ("c", "同一事项已由“乙”的另一条认定享受。")
    assert standing() == (None, "")


def test_other_keys_and_benefits_take_nothing() -> None:
    assert standing(STANDS | {"taken_key": "k2"}, STANDS | {"benefit_id": "x"}) == (None, "")
    assert standing(STANDS | {"taken_key": "c"}, once_key=None)[0] == "c"
