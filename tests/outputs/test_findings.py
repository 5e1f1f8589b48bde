"""What a night tells the ledger of each candidate, and who stands under which key."""

from __future__ import annotations

from typing import Any

import pytest

from tests.selecting import Row, selected

ZHANG, FIRM = "张", "厂"


def decided(**said: Any) -> Row:
    """An eligible technician."""
    return {
        "policy_id": "p", "candidate_id": f"ZS1|{ZHANG}", "candidate_parts": f"ZS1\x1f{ZHANG}",
        "once_key": f"{ZHANG}\x1f6-18", "outcome": "eligible", "stands": True,
        "confirmed": False, "found_rank": 1, "ceiling_group": FIRM, "ceiling_year": 2026,
        "beneficiary_kind": "person", "beneficiary_id": ZHANG, "person_id": ZHANG,
        "employer_id": FIRM, "certificate_no": "ZS1", "payee_name": "张三", "person_name": None,
        "amount_fen": 250_000,
    } | said  # fmt: skip


GRANTING = {
    "policy_id": "p", "place": 1, "once_per": ["person_id", "occupation_code"],
    "candidate_columns": ["certificate_no", "person_id"], "ceiling_per": ["employer_id"],
}  # fmt: skip


def findings(*rows: Row, account: Row | None = None, **granting: Any) -> list[Row]:
    """The findings; the person has an account in the name 张三 unless another is given."""
    own = {"beneficiary_id": ZHANG, "is_person": True, "status": "active", "account_name": "张三"}
    return selected(
        "4_outputs/findings",
        decision__decided=rows,
        output__decisions=[one | {"unknown": ["insured"]} for one in rows],
        reference__policies=[{"policy_id": name, "benefit_id": f"b{name}"} for name in "pq"],
        reference__granting=[GRANTING | granting, GRANTING | {"policy_id": "q", "place": 2}],
        staging__certificates=[
            {"certificate_no": "ZS1", "person_id": ZHANG, "occupation_name": "车工"},
            {"certificate_no": "ZS1", "person_id": "李", "occupation_name": "焊工"},
            {"certificate_no": "ZS2", "person_id": ZHANG, "occupation_name": "电工"},
        ],
        staging__employers=[{"employer_id": FIRM, "employer_name": "甲厂"}],
        staging__payees=[
            own | (account or {}),
            {**own, "is_person": False, "status": "closed"},  # an organisation of the same number
            {"beneficiary_id": "李", "is_person": True, "status": "frozen"},
        ],
    )


def the_finding(said: Row | None = None, **how: Any) -> Row:
    (row,) = findings(decided(**(said or {})), **how)
    return row


def test_grants_are_numbered_by_policy_then_by_rank_then_by_candidate() -> None:
    found = findings(
        decided(policy_id="q", found_rank=1),
        decided(found_rank=2, candidate_id="a"),
        decided(found_rank=1, candidate_id="b"),
        decided(found_rank=1, candidate_id="c"),
    )
    in_turn = sorted(found, key=lambda row: row["place"])
    assert [(row["policy_id"], row["candidate_id"]) for row in in_turn] == [
        ("p", "b"), ("p", "c"), ("p", "a"), ("q", f"ZS1|{ZHANG}")
    ]  # fmt: skip


def test_a_verdict_is_found_once_though_candidates_and_policies_are_many() -> None:
    others = decided(policy_id="q"), decided(candidate_id="ZS2")
    assert len(findings(decided(), *others)) == 3


@pytest.mark.parametrize(
    ("outcome", "listed"),
    [("eligible", 1), ("review", 1), ("ineligible", 0), ("capped", 0), ("superseded", 0)],
)
def test_only_who_is_eligible_or_in_review_is_told(outcome: str, listed: int) -> None:
    assert len(findings(decided(outcome=outcome))) == listed


def test_keys_are_told_value_by_value() -> None:
    row = the_finding()
    assert row["once_values"] == [ZHANG, "6-18"]
    assert row["candidate_values"] == ["ZS1", ZHANG]
    assert row["ceiling_values"] == [FIRM]
    assert the_finding({"once_key": ZHANG}, once_per=["person_id"])["once_values"] == [ZHANG]
    assert the_finding({"ceiling_group": f"{FIRM}\x1f2"}, ceiling_per=["a", "b"])[
        "ceiling_values"
    ] == [FIRM, "2"]


def test_what_is_given_once_or_capped_for_all_together_has_no_values() -> None:
    row = the_finding({"once_key": "", "ceiling_group": ""}, once_per=[], ceiling_per=[])
    assert (row["once_values"], row["ceiling_values"]) == ([], [])


def test_a_key_or_a_ceiling_that_is_not_known_is_not_told() -> None:
    assert the_finding({"once_key": None})["once_values"] is None
    assert the_finding({"ceiling_group": None}, ceiling_per=[])["ceiling_values"] is None
    # found under a ceiling that the rules have no longer
    assert the_finding({}, ceiling_per=None)["ceiling_values"] is None


def test_the_person_is_the_one_named_else_the_payee_if_that_is_a_person() -> None:
    employers = {"beneficiary_kind": "employer", "payee_name": "甲厂"}
    assert the_finding()["person_name"] == "张三"
    assert the_finding({"person_name": "张三丰"})["person_name"] == "张三丰"
    assert the_finding(employers | {"person_name": "李四"})["person_name"] == "李四"
    assert the_finding(employers)["person_name"] is None


def test_what_stands_beside_is_told_where_it_is_known() -> None:
    told = the_finding()
    assert (told["occupation_name"], told["employer_name"]) == ("车工", "甲厂")
    bare = the_finding({"certificate_no": "ZS9", "employer_id": "无"})
    assert (bare["occupation_name"], bare["employer_name"]) == (None, None)


@pytest.mark.parametrize(
    ("account", "hold"),
    [
        ({}, None),
        ({"account_name": "张 三"}, None),  # spaces aside
        ({"account_name": "李四"}, "account_name_differs"),
        ({"status": "frozen"}, "account_not_active"),
        ({"beneficiary_id": "王"}, "no_account"),
    ],
)
def test_why_it_could_not_be_paid_tonight(account: Row, hold: str | None) -> None:
    assert the_finding(account=account)["hold_reason"] == hold


def test_nothing_is_held_of_what_does_not_stand() -> None:
    waiting = {"outcome": "review", "stands": False}
    assert the_finding(waiting, account={"status": "frozen"})["hold_reason"] is None


def test_an_organisation_is_paid_on_its_own_account() -> None:
    assert the_finding({"beneficiary_kind": "employer"})["hold_reason"] == "account_not_active"


def standing(*rows: Row) -> list[tuple[str, ...]]:
    found = selected(
        "4_outputs/keys_standing",
        decision__decided=rows,
        reference__policies=[
            {"policy_id": name, "benefit_id": "b", "title": f"政策{name}"} for name in "pq"
        ],
    )
    names = ("benefit_id", "taken_key", "policy_id", "candidate_id", "title")
    return [tuple(row[name] for name in names) for row in found]


def test_a_key_stands_under_one_candidate_the_first_by_policy_and_number() -> None:
    keys = [
        decided(once_key="k", policy_id=policy, candidate_id=candidate)
        for policy, candidate in (("q", "a"), ("p", "c"), ("p", "b"))
    ]
    assert standing(*keys) == [("b", "k", "p", "b", "政策p")]


def test_who_has_no_key_stands_under_the_candidates_own_number() -> None:
    assert standing(decided(once_key=None, candidate_id="a")) == [("b", "a", "p", "a", "政策p")]


def test_who_does_not_stand_takes_no_key() -> None:
    assert standing(decided(stands=False)) == []
