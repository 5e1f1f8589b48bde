"""Risk flags on a few counted rows: exact shares, what is told, and who is not counted.

tests/audit/test_risks.py asks the same SELECTs of whole worlds.
"""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256
from typing import Any

import pytest

from tests.selecting import Row, selected

ZHANG, FIRM = "张", "厂"
AS_OF, PAID = date(2026, 11, 20), date(2026, 9, 1)


def risk(flag: str, at_least: int = 1, **said: Any) -> Row:
    return {"flag": flag, "at_least": at_least, "percent": 50, "days": 90, "months": 12} | said


def flags(name: str, *risks: Row, **tables: Any) -> list[Row]:
    return selected(f"4_outputs/risks_{name}", reference__risks=risks, **tables)


@pytest.mark.parametrize(("percent", "flagged"), [(66, True), (67, False)])
@pytest.mark.parametrize("flag", ["employer_share", "employer_staff"])
def test_two_of_three_are_less_than_67_percent(flag: str, percent: int, flagged: bool) -> None:
    counted = {"employer_id": FIRM, "employer_name": "甲厂", "holders": 2, "staff": 3}
    other = counted | {"employer_id": "乙", "holders": 1, "staff": 99}
    limits = risk(flag, 2, percent=percent)
    found = flags("employers", limits, output__employers_counted=[counted, other])
    assert [row["subject_id"] for row in found] == [FIRM] * flagged


@pytest.mark.parametrize(("percent", "flagged"), [(66, True), (67, False)])
def test_two_of_a_years_three_certificates_are_less_than_67_percent(
    percent: int, flagged: bool
) -> None:
    issued = [{"issuer": who, "issued_on": PAID, "month_number": 1} for who in "甲甲乙"]
    limits = risk("issuer_year", 2, percent=percent)
    found = flags("issuers", limits, output__certificates_counted=issued)
    assert [row["subject_id"] for row in found] == ["甲"] * flagged


def test_an_issuer_without_a_month_before_had_none_in_its_busiest() -> None:
    issued = [{"issuer": "甲", "issued_on": PAID, "month_number": 1, "amount_fen": 5}]
    limits = risk("issuer_month", 1, times=2)
    (row,) = flags("issuers", limits, output__certificates_counted=issued)
    assert json.loads(row["evidence"]) == {"busiest_month_before": 0, "times": 2}
    assert row["amount_fen"] == 5


def test_of_several_spans_with_as_many_certificates_the_first_is_told() -> None:
    dates = date(2025, 1, 1), date(2025, 2, 1), date(2025, 5, 1)
    counted = [{"person_id": ZHANG, "issued_on": one} for one in dates]
    limits = risk("many_certificates", 2, days=90)
    (row,) = flags("holders", limits, output__certificates_counted=counted)
    assert json.loads(row["evidence"]) == {"first_issued_on": "2025-01-01", "days": 90}
    assert row["figure"] == 2


def paid_to_others(*people: str, at_least: int) -> list[int]:
    found = flags(
        "certificates",
        risk("certificate_paid_to_other", at_least),
        output__certificates_counted=[{"certificate_no": "1", "person_id": ZHANG}],
        staging__payments=[
            {"certificate_no": "1", "person_id": who, "status": "paid", "paid_on": PAID}
            for who in people
        ],
    )
    return [row["figure"] for row in found]


def test_it_takes_as_many_others_as_the_threshold_says() -> None:
    assert paid_to_others("李", "王", "王", at_least=2) == [2]
    assert paid_to_others("李", at_least=2) == []


def leavers(*lefts: date, at_least: int = 1, paid_on: date | None = PAID) -> list[Row]:
    """Flags of somebody who was paid a grant by each of some employers and left it on a day."""
    numbered = list(enumerate(lefts))
    return flags(
        "leavers",
        risk("left_after_payment", at_least, days=90),
        ledger__grants=[
            {"grant_id": f"G{place}", "variant": variant, "person_id": ZHANG, "amount_fen": 100,
             "employer_id": f"{FIRM}{place}", "paid_on": paid_on}
            for place, _ in numbered for variant in (1, 2)
        ],
        accepted__contracts=[
            {"person_id": ZHANG, "employer_id": f"{FIRM}{place}", "end_on": day}
            for place, day in numbered
        ],
        reference__day=[{"as_of": AS_OF}],
    )  # fmt: skip


def test_a_leaver_is_flagged_once_with_the_last_day_and_each_grant_counted_once() -> None:
    (row,) = leavers(date(2026, 9, 5), date(2026, 10, 5))
    assert (row["figure"], row["amount_fen"]) == (2, 200)
    assert json.loads(row["evidence"]) == {"last_day": "2026-10-05", "days": 90}


def test_as_many_grants_as_the_threshold_says() -> None:
    assert leavers(date(2026, 9, 5), at_least=2) == []
    assert len(leavers(date(2026, 9, 5), date(2026, 9, 6), at_least=2)) == 1
    assert leavers(date(2026, 9, 5), paid_on=None) == []


def money(*decisions: Row, percent: int = 50, at_least: int = 1) -> dict[str, tuple[int, int]]:
    """Employer → people and fen, of decisions that pay a person of the firm a yuan."""
    own = {"policy_id": "p", "employer_id": FIRM, "person_id": ZHANG, "outcome": "eligible",
           "beneficiary_kind": "person", "amount_fen": 100}  # fmt: skip
    found = flags(
        "money",
        risk("employer_money", at_least, percent=percent),
        output__decisions=[own | one for one in decisions],
        staging__employers=[{"employer_id": FIRM, "employer_name": "甲厂"}],
    )
    return {row["subject_id"]: (row["figure"], row["amount_fen"]) for row in found}


def test_only_money_for_people_counts() -> None:
    assert money({}) == {FIRM: (1, 100)}
    others = (
        {"person_id": "李", "outcome": "review", "amount_fen": None},
        {"person_id": "王", "beneficiary_kind": "employer"},
        {"person_id": None},
        {"person_id": "赵", "outcome": "capped", "beneficiary_kind": "employer"},
        {"person_id": None, "outcome": "capped"},
    )
    assert money({}, *others) == {FIRM: (1, 100)}


def test_two_thirds_of_the_money_are_less_than_67_percent() -> None:
    rows = {"amount_fen": 200}, {"employer_id": "无名"}
    assert money(*rows, percent=66) == {FIRM: (1, 200)}
    assert money(*rows, percent=67) == {}
    assert "无名" in money(*rows, percent=33)  # an employer of whom no export tells the name


def elsewhere(*decisions: Row, times: int = 1, at_least: int = 1) -> list[tuple[Any, ...]]:
    """(flag, figure, fen) of 张, employed in another city and paid under another's name."""
    found = flags(
        "other_cities",
        risk("employed_in_other_city", at_least),
        risk("paid_by_other_city", at_least),
        output__decisions=[{"person_id": ZHANG, "outcome": "eligible", "amount_fen": 100} | one
                           for one in decisions],
        fact__employment=[{"person_id": ZHANG, "in_city": False}] * times,
        intake__quarantine=[
            {"source": "payments", "column": "benefit", "person_id": who}
            for who in (ZHANG, "旧")[:times]
        ],
        reference__merged_numbers=[{"number": "旧", "person_id": ZHANG}],
    )  # fmt: skip
    return [(row["flag"], row["figure"], row["amount_fen"]) for row in found]


def test_who_may_be_paid_is_asked_about_other_cities() -> None:
    both = [("employed_in_other_city", 1, 100), ("paid_by_other_city", 1, 100)]
    assert elsewhere({}) == elsewhere({}, {"outcome": "capped", "amount_fen": 50}) == both
    assert elsewhere({}, {"outcome": "review", "amount_fen": 50}) == both
    review = elsewhere({"outcome": "review", "amount_fen": None})
    assert [row[2] for row in review] == [0, 0]
    assert elsewhere({"outcome": "ineligible"}) == []


def test_signs_are_counted_under_the_current_number() -> None:
    assert [row[1] for row in elsewhere({}, times=2, at_least=2)] == [2, 2]
    assert elsewhere({}, at_least=2) == []


def test_a_shared_account_is_told_by_the_beginning_of_its_hash_and_counts_the_others() -> None:
    found = flags(
        "payees",
        risk("shared_account", 2),
        staging__payees=[
            {"beneficiary_id": who, "is_person": True, "account_no": number}
            for who, number in ((ZHANG, "62"), ("李", "62"), ("王", "63"))
        ],
        output__decisions=[
            {"beneficiary_id": ZHANG, "beneficiary_kind": kind, "outcome": outcome, "amount_fen": 5}
            for kind, outcome in (("person", "eligible"), ("host", "eligible"))
        ]
        + [{"beneficiary_id": ZHANG, "beneficiary_kind": "person", "outcome": "capped",
            "amount_fen": 7}],
    )  # fmt: skip
    assert [row["subject_id"] for row in found] == sorted([ZHANG, "李"])
    digest = sha256(b"62").hexdigest()[:12]
    assert {row["evidence"] for row in found} == {f'{{"account":"{digest}"}}'}
    assert {row["explanation"] for row in found} == {"与另外1个收款人使用同一账户"}
    assert {row["subject_id"]: row["amount_fen"] for row in found} == {ZHANG: 5, "李": 0}
