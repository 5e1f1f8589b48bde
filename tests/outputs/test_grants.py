"""The ledger's grants as a night shows them, and the numbers that sources are sought under."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.selecting import Row, selected

AS_OF, FOUND = date(2026, 11, 20), date(2026, 9, 21)  # sixty days
ZHANG = "张"


def grants(*rows: Row, decided: tuple[Row, ...] = (), days: int = 60) -> list[Row]:
    """The grants of tonight; each under policy p for the key k, open and found sixty days ago."""
    own = {"policy_id": "p", "benefit_id": "b", "candidate_id": "c", "once_key": "k"}
    there = {"grant_id": "G1", "variant": 1, "standing": "open", "state": "found", "title": "待审",
             "found_on": FOUND}  # fmt: skip
    return selected(
        "4_outputs/grants",
        ledger__grants=[own | there | one for one in rows],
        decision__decided=[own | {"stands": True, "outcome": "eligible"} | one for one in decided],
        reference__policies=[
            {"policy_id": "p", "benefit_id": "b"}, {"policy_id": "q", "benefit_id": "b"},
            {"policy_id": "r", "benefit_id": "another"},
        ],
        reference__waiting=[
            {"policy_id": "p", "reason": "r1", "title": "一"},
            {"policy_id": "p", "reason": "r2", "title": "二"},
            {"policy_id": "q", "reason": "r1", "title": "他"},
        ],
        reference__day=[{"as_of": AS_OF, "unpaid_after_days": days}],
    )  # fmt: skip


def grant(decided: Row | None = None, days: int = 60, **said: Any) -> Row:
    (row,) = grants(said, decided=() if decided is None else (decided,), days=days)
    return row


def test_each_grant_says_what_tonights_verdict_is() -> None:
    assert grant()["outcome"] is None
    assert grant({"outcome": "review"})["outcome"] == "review"
    assert grant({"policy_id": "q"})["outcome"] is None
    assert grant({"candidate_id": "d"})["outcome"] is None


@pytest.mark.parametrize(
    ("standing", "state", "counted"),
    [
        ("open", "found", True), ("granted", "submitted", True), ("granted", "unknown", True),
        ("granted", "paid", False), ("recovered", "recovered", False),
    ],
)  # fmt: skip
def test_days_are_counted_until_the_money_is_there(
    standing: str, state: str, counted: bool
) -> None:
    assert grant(standing=standing, state=state)["days_open"] == (60 if counted else None)


def overdue(decided: Row | None = None, days: int = 59, **said: Any) -> bool:
    found = grant(decided, days, **said)["overdue"]
    assert isinstance(found, bool)
    return found


def test_who_stands_is_overdue_after_sixty_days_and_not_on_the_sixtieth() -> None:
    assert overdue({}) is True
    assert overdue({}, days=60) is False


def test_who_does_not_stand_is_not_overdue_unless_a_bank_has_it() -> None:
    assert overdue() is overdue({"stands": False}) is overdue({"once_key": "k2"}) is False
    assert overdue({"policy_id": "r"}) is False
    bank = {"standing": "granted", "state": "submitted"}
    assert overdue(**bank) is True
    assert overdue({}, **bank | {"state": "paid"}) is False
    assert overdue({}, standing="closed", state="rejected") is False


def test_another_candidate_or_policy_stands_for_the_same_key() -> None:
    assert overdue({"policy_id": "q", "candidate_id": "d"}) is True
    assert overdue({"once_key": None}, once_key=None) is True  # known by its candidate
    both = {"candidate_id": "d"}, {"candidate_id": "e"}
    assert len(grants({}, decided=both)) == 1


def test_what_a_held_grant_waits_for_is_told() -> None:
    held = {"state": "held", "title": "暂缓"}
    assert grant(**held, hold_reasons=["r1", "r2"])["waits_for"] == "暂缓：一"
    assert grant(**held, hold_reasons=["r9", "r2"])["waits_for"] == "暂缓：r9"
    assert grant(**held)["waits_for"] == "暂缓：不详"
    assert grant(hold_reasons=["r1"])["waits_for"] == "待审"


def test_a_grant_under_several_numbers_is_shown_once_as_tonights_candidate_else_the_first() -> None:
    numbers = {"variant": 1, "candidate_id": "c1"}, {"variant": 2, "candidate_id": "c2"}
    shown = [row["candidate_id"] for row in grants(*numbers)]
    assert shown == ["c1"]
    tonight = ({"candidate_id": "c2"},)
    assert [row["candidate_id"] for row in grants(*numbers, decided=tonight)] == ["c2"]


def verdict(*payees: Row, policy: str = "p", **said: Any) -> Row:
    own = {
        "policy_id": policy, "candidate_id": "c", "outcome": "eligible", "beneficiary_kind":
        "person", "beneficiary_id": ZHANG, "payee_name": "张三", "failed_ids": "",
        "unknown_ids": "", "amount_fen": 100, "city_fen": 60, "district_fen": 40,
        "failed_said": "甲", "unknown_said": "乙", "full_said": "丙",
    }  # fmt: skip
    (row,) = selected(
        "4_outputs/decisions",
        decision__decided=[own | said],
        reference__policies=[
            {"policy_id": "p", "title": "政策"}, {"policy_id": "q", "title": "另策"}
        ],
        staging__payees=payees,
        reference__day=[{"as_of": AS_OF, "city_id": "zibo"}],
    )  # fmt: skip
    return row


def test_what_failed_and_what_is_unknown_are_lists() -> None:
    row = verdict(failed_ids="a,b", unknown_ids="c")
    assert (row["failed"], row["unknown"]) == (["a", "b"], ["c"])
    assert (verdict()["failed"], verdict()["unknown"]) == ([], [])


@pytest.mark.parametrize(
    ("outcome", "shown", "words"),
    [
        ("eligible", True, "符合“政策”各项条件，应发1元（市级0.60元，区县0.40元）。"),
        ("capped", True, "符合“政策”，但丙，不再发放。"),
        ("ineligible", False, "不符合“政策”：甲。"),
        ("review", False, "“政策”需要人工核实：乙。"),
        ("already_granted", False, "“政策”同一事项已经发放过，不重复发放。"),
    ],
)
def test_money_is_shown_of_who_gets_it_or_would(outcome: str, shown: bool, words: str) -> None:
    row = verdict(outcome=outcome)
    money = [row[name] for name in ("amount_fen", "city_fen", "district_fen")]
    assert money == ([100, 60, 40] if shown else [None] * 3)
    assert row["explanation"] == words


def test_the_winner_is_named() -> None:
    row = verdict(outcome="superseded", winner_policy_id="q", winner_candidate_id="d")
    assert row["explanation"] == "同一事项由“另策”的另一条认定享受，不重复发放。"


ACCOUNT = {
    "beneficiary_id": ZHANG, "is_person": True, "status": "active", "account_name": "张 三"
}  # fmt: skip


@pytest.mark.parametrize(
    ("account", "hold"),
    [
        ({}, None), ({"account_name": "李四"}, "account_name_differs"),
        ({"status": "frozen"}, "account_not_active"), ({"beneficiary_id": "李"}, "no_account"),
        ({"is_person": False}, "no_account"),
    ],
)  # fmt: skip
def test_why_an_eligible_one_cannot_be_paid(account: Row, hold: str | None) -> None:
    assert verdict(ACCOUNT | account)["hold_reason"] == hold
    assert verdict(ACCOUNT | account, outcome="capped")["hold_reason"] is None


def test_an_organisation_is_paid_on_its_own_account() -> None:
    accounts = ACCOUNT, ACCOUNT | {"is_person": False, "status": "closed"}
    assert verdict(*accounts)["hold_reason"] is None
    assert verdict(*accounts, beneficiary_kind="employer")["hold_reason"] == "account_not_active"


def numbers(*decided: Row, ledger: tuple[Row, ...] = ()) -> set[tuple[Any, ...]]:
    found = selected(
        "4_outputs/subject_numbers",
        decision__decided=decided,
        staging__subject_numbers=[
            {"person_id": who, "number": number}
            for who, number in ((ZHANG, ZHANG), (ZHANG, "旧"), ("李", "李"), ("厂", "厂"))
        ],
        ledger__numbers=ledger,
    )
    names = ("subject_id", "number", "is_person")
    assert all(row["subject_id"] for row in found)
    return {tuple(row[name] for name in names) for row in found}


PERSON = {"beneficiary_kind": "person", "beneficiary_id": ZHANG, "person_id": ZHANG}
ITS = {(ZHANG, ZHANG, True), (ZHANG, "旧", True)}


def test_a_person_is_known_under_every_number_whoever_is_paid() -> None:
    assert numbers(PERSON) == numbers(PERSON | {"person_id": None}) == ITS
    paid_to_firm = {"beneficiary_kind": "employer", "beneficiary_id": "厂", "person_id": ZHANG}
    assert numbers(paid_to_firm) == {*ITS, ("厂", "厂", False)}
    assert numbers(PERSON | {"employer_id": "厂"}) == {*ITS, ("厂", "厂", False)}
    assert numbers({"beneficiary_kind": "person"}, {"beneficiary_kind": "host"}) == set()


def test_an_organisation_is_no_person_and_a_person_no_organisation() -> None:
    assert numbers({"beneficiary_kind": "host", "beneficiary_id": "李"}) == {("李", "李", False)}


def test_whom_the_ledger_knows_is_known_by_its_letter() -> None:
    known = (
        {"party_id": "P0001", "number": "旧", "current_number": "新"},
        {"party_id": "O0001", "number": "厂", "current_number": "厂"},
    )
    assert numbers(ledger=known) == {("新", "旧", True), ("厂", "厂", False)}


def test_certificates_count_for_employers_that_are_candidates_themselves() -> None:
    own = {"employer_id": "厂", "certificate_no": "1", "person_id": ZHANG}
    candidate = {"beneficiary_kind": "employer", "beneficiary_id": "厂"}
    staff = {"beneficiary_kind": "employer", "beneficiary_id": "乙厂", "person_id": ZHANG}
    host = {"beneficiary_kind": "host", "beneficiary_id": "丙厂"}
    found = selected(
        "4_outputs/counted_certificates",
        fact__self_certified=[own, own]
        + [own | {"employer_id": one} for one in ("乙厂", "丙厂", "丁厂")],
        staging__certificates=[
            {"certificate_no": number, "person_id": who, "source_file": f"{number}{who}",
             "source_row": 2}
            for number, who in (("1", ZHANG), ("1", "李"), ("2", ZHANG))
        ],
        decision__decided=[candidate, staff, host],
    )  # fmt: skip
    assert [(row["subject_id"], row["file"]) for row in found] == [("厂", f"1{ZHANG}")]
