"""Accounts: of who may be paid, of what is proposed tonight; and whom a number is."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.selecting import Row, selected

ZHANG = "张"
ACCOUNT = {
    "beneficiary_id": ZHANG, "is_person": True, "account_name": "张三", "status": "active",
    "account_name_original": "张  三", "account_no": "62", "bank_code": "102", "bank_name": "行",
}  # fmt: skip
WANTED = {"beneficiary_kind": "person", "beneficiary_id": ZHANG}


def payees(
    *found: Row, grants: tuple[Row, ...] = (), accounts: tuple[Row, ...] = (ACCOUNT,)
) -> list[Row]:
    return selected(
        "4_outputs/payees",
        output__findings=[WANTED | {"stands": True} | one for one in found],
        ledger__grants=[WANTED | {"standing": "open"} | one for one in grants],
        staging__payees=accounts,
    )


def reasons(*found: Row, **how: Any) -> list[tuple[str, str | None, str | None]]:
    """(payee, the name that the candidates know, why it cannot be paid)."""
    rows = payees(*found, **how)
    return [(row["beneficiary_id"], row["payee_name"], row["hold_reason"]) for row in rows]


def test_who_stands_tonight_or_holds_an_open_grant_is_listed_once() -> None:
    assert reasons({"payee_name": "张三"}, grants=({},)) == [(ZHANG, "张三", None)]
    assert reasons(grants=({}, {})) == [(ZHANG, None, None)]
    assert reasons({"payee_name": "张三", "stands": False}) == []
    assert reasons(grants=({"standing": "granted"},)) == []
    assert reasons(grants=({"beneficiary_id": None},)) == []


def test_the_accounts_name_wins_among_several_else_the_smallest() -> None:
    names = {"payee_name": "张三"}, {"payee_name": "一"}, {"payee_name": "龙"}
    assert reasons(*names) == [(ZHANG, "张三", None)]
    other = ({**ACCOUNT, "account_name": "王"},)
    assert reasons(*names[1:], accounts=other) == [(ZHANG, "一", "account_name_differs")]
    assert reasons(*names[1:], grants=({},), accounts=other)[0][1] == "一"  # some name, not none


@pytest.mark.parametrize(
    ("account", "reason"),
    [
        ({}, None),
        ({"account_name": "张 三"}, None),
        ({"account_name": None}, "account_name_differs"),
        ({"account_name": "王五"}, "account_name_differs"),
        ({"status": "frozen", "account_name": "王五"}, "account_not_active"),
        ({"beneficiary_id": "王"}, "no_account"),
        ({"is_person": False}, "no_account"),
    ],
)
def test_why_an_account_cannot_be_paid(account: Row, reason: str | None) -> None:
    said = reasons({"payee_name": "张三"}, accounts=(ACCOUNT | account,))
    assert said == [(ZHANG, "张三", reason)]


def test_a_name_that_nobody_knows_cannot_be_said_to_differ() -> None:
    assert reasons({"payee_name": None}) == [(ZHANG, None, None)]


def test_an_organisation_has_its_own_account() -> None:
    firm = {"beneficiary_kind": "employer", "payee_name": "张三"}
    accounts = (ACCOUNT, {**ACCOUNT, "is_person": False, "account_no": "99"})
    assert [row["account_no"] for row in payees(firm, accounts=accounts)] == ["99"]
    assert [row["account_no"] for row in payees({}, accounts=accounts)] == ["62"]


def lines(*decisions: Row, accounts: tuple[Row, ...] = (ACCOUNT,), **said: Any) -> list[Row]:
    own = WANTED | {
        "policy_id": "p", "candidate_id": "c", "outcome": "eligible", "person_id": ZHANG,
        "certificate_no": "ZS1", "employer_id": "厂", "amount_fen": 1,
    } | said  # fmt: skip
    rows = [own | one for one in decisions or ({},)]
    return selected(
        "5_payments/lines",
        output__decisions=rows,
        decision__decided=[one | {"payee_name": f"户名{one['candidate_id']}"} for one in rows],
        reference__policies=[{"policy_id": name, "title": f"政策{name}"} for name in "pq"],
        staging__certificates=[
            {"certificate_no": "ZS1", "person_id": ZHANG, "occupation_name": "车工"},
            {"certificate_no": "ZS1", "person_id": "李", "occupation_name": "焊工"},
            {"certificate_no": "ZS2", "person_id": ZHANG, "occupation_name": "电工"},
        ],
        staging__employers=[{"employer_id": "厂", "employer_name": "甲厂"}],
        staging__payees=accounts,
    )


def test_a_line_is_proposed_for_each_eligible_verdict_and_no_other() -> None:
    others = {"candidate_id": "d"}, {"policy_id": "q"}, {"candidate_id": "e", "outcome": "review"}
    found = [(row["policy_id"], row["candidate_id"]) for row in lines({}, *others)]
    assert sorted(found) == [("p", "c"), ("p", "d"), ("q", "c")]


def test_a_line_is_kept_though_nothing_is_known_beside_it() -> None:
    (told,) = lines()
    assert (told["occupation_name"], told["employer_name"]) == ("车工", "甲厂")
    (bare,) = lines(certificate_no=None, employer_id=None, accounts=())
    assert [bare[name] for name in ("occupation_name", "employer_name", "account_no")] == [None] * 3


def test_a_line_goes_to_the_account_of_the_person_or_of_the_organisation() -> None:
    others = {"is_person": False, "account_no": "99"}, {"beneficiary_id": "李", "account_no": "1"}
    accounts = (ACCOUNT, *(ACCOUNT | one for one in others))
    assert [row["account_no"] for row in lines(accounts=accounts)] == ["62"]
    firm = lines(beneficiary_kind="employer", accounts=accounts)
    assert [row["account_no"] for row in firm] == ["99"]


DIED = date(2026, 5, 1)


def parties(*persons: tuple[str, int | None], **numbers: str) -> list[tuple[Any, ...]]:
    """(number, day of decease) of numbers; of each row of persons: number, days after DIED."""
    merged = {"旧": ("新", 1), "更旧": ("新", 2), "同": ("新", 1)}
    found = selected(
        "4_outputs/parties",
        ledger__numbers=[
            {"party_id": "P1", "number": number, "current_number": current}
            for number, current in (numbers or {"新": "新"}).items()
        ],
        accepted__persons=[
            {"person_id": who, "deceased_on": None if day is None else DIED.replace(day=day)}
            for who, day in persons
        ],
        reference__merged_numbers=[
            {"number": number, "person_id": person, "steps": steps}
            for number, (person, steps) in merged.items()
        ],
    )
    return [(row["number"], row["deceased_on"] and row["deceased_on"].day) for row in found]


def test_the_row_of_the_number_in_use_wins_even_if_it_says_nothing() -> None:
    assert parties(("同", 2), ("新", None), ("旧", 3)) == [("新", None)]
    assert parties(("一", 2), ("新", 1)) == [("新", 1)]


def test_else_that_of_the_number_fewest_merges_away_and_then_the_smallest() -> None:
    assert parties(("更旧", 2), ("旧", 3)) == [("新", 3)]
    assert parties(("旧", 3), ("同", 4)) == [("新", 4)]  # 同 before 旧


def test_every_number_of_a_party_is_told_with_what_is_known_of_its_holder() -> None:
    numbers = {"新": "新", "旧": "新", "厂": "厂"}
    assert parties(("新", 2), ("别", 1), **numbers) == [("厂", None), ("新", 2), ("旧", 2)]
