"""What the risk flags count: certificates with their places, and employers with their staff."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.selecting import Row, selected

ZHANG, FIRM = "张", "厂"
AS_OF = date(2026, 11, 20)
DAY = timedelta(days=1)
LEVELS = (
    "junior", "intermediate", "senior", "technician", "senior_technician", "special_technician",
    "chief_technician",
)  # fmt: skip


def certificates(*rows: Row, decisions: tuple[Row, ...] = ()) -> list[Row]:
    own = {"certificate_no": "1", "person_id": ZHANG, "status": "valid", "in_city": True,
           "issued_on": date(2025, 6, 20), "employer_id": FIRM, "level": "senior"}  # fmt: skip
    paid = {"certificate_no": "1", "person_id": ZHANG, "outcome": "eligible", "amount_fen": 100}
    return selected(
        "4_outputs/certificates_counted",
        fact__certificate=[own | one for one in rows],
        output__decisions=[paid | one for one in decisions],
    )


def test_levels_stand_in_their_order_and_others_in_none() -> None:
    rows = [{"certificate_no": name, "level": name} for name in (*LEVELS, "other")]
    places = {row["certificate_no"]: row["level_place"] for row in certificates(*rows)}
    assert [places[name] for name in LEVELS] == [1, 2, 3, 4, 5, 6, 7]
    assert places["other"] is None


def test_months_are_numbered_through_the_years() -> None:
    days = date(2025, 12, 31), date(2026, 1, 1), date(2027, 1, 1)
    rows = [{"certificate_no": str(one), "issued_on": one} for one in days]
    december, january, next_year = (row["month_number"] for row in certificates(*rows))
    assert (january - december, next_year - january) == (1, 12)


def test_only_valid_certificates_with_a_day_are_counted() -> None:
    assert len(certificates({})) == 1
    assert certificates({"status": "revoked"}, {"issued_on": None}) == []
    assert certificates({"status": "revoked", "issued_on": None}) == []


@pytest.mark.parametrize(("in_city", "whose"), [(True, FIRM), (None, FIRM), (False, None)])
def test_an_employer_that_is_elsewhere_for_sure_is_not_named(
    in_city: bool | None, whose: str | None
) -> None:
    assert [row["employer_id"] for row in certificates({"in_city": in_city})] == [whose]


def test_money_is_what_is_eligible_on_the_certificate_of_that_person() -> None:
    decisions = (
        {}, {"amount_fen": 20}, {"outcome": "capped", "amount_fen": 3},
        {"person_id": "李", "amount_fen": 4}, {"certificate_no": "2", "amount_fen": 5},
    )  # fmt: skip
    (row,) = certificates({}, decisions=decisions)
    assert row["amount_fen"] == 120
    assert certificates({})[0]["amount_fen"] == 0


RISKS = [{"flag": "employer_staff", "at_least": 2}, {"flag": "new_employer", "at_least": 3},
         {"flag": "another", "at_least": 1}]  # fmt: skip


def employers(
    holders: int,
    *contracts: Row,
    merged: bool = False,
    risks: list[Row] = RISKS,
    **named: Any,
) -> list[Row]:
    """Employers whose staff holds certificates, one worth a yuan each; with their contracts."""
    own = {"employer_id": FIRM, "person_id": ZHANG, "start_on": AS_OF - DAY}
    counted = {"employer_id": FIRM, "amount_fen": 100}
    return selected(
        "4_outputs/employers_counted",
        output__certificates_counted=[
            *(counted | {"person_id": str(place)} for place in range(holders)),
            {"employer_id": None, "person_id": "李"},
        ],
        accepted__contracts=[own | one for one in contracts],
        reference__merged_numbers=[{"number": "旧", "person_id": ZHANG}] if merged else [],
        staging__employers=[{"employer_id": FIRM} | named] if named else [],
        reference__risks=risks,
        reference__day=[{"as_of": AS_OF}],
    )


def test_holders_of_an_employer_are_counted_with_their_money() -> None:
    (row,) = employers(2, employer_name="甲厂", district="张店")
    assert (row["holders"], row["amount_fen"]) == (2, 200)
    assert (row["employer_name"], row["district"]) == ("甲厂", "张店")
    (nameless,) = employers(1)
    assert (nameless["employer_name"], nameless["district"]) == (FIRM, None)


def staff(*contracts: Row, holders: int = 2, **how: Any) -> tuple[int | None, date | None]:
    (row,) = employers(holders, *contracts, **how)
    return row["staff"], row["first_start_on"]


def test_staff_is_counted_where_the_holders_may_be_enough_for_a_flag() -> None:
    assert staff({}) == (1, AS_OF - DAY)
    assert staff({}, holders=1) == staff(holders=2) == (None, None)
    assert staff({}, {"employer_id": "乙厂", "person_id": "李"})[0] == 1
    exchanged = [RISKS[0] | {"at_least": 3}, RISKS[1] | {"at_least": 2}]
    assert staff({}, risks=exchanged)[0] == 1  # enough for either


@pytest.mark.parametrize(
    ("contract", "counted"),
    [
        ({"start_on": AS_OF}, 1), ({"start_on": AS_OF + DAY}, 0),
        ({"end_on": AS_OF}, 1), ({"end_on": AS_OF - DAY}, 0),
        ({"terminated_on": AS_OF}, 1), ({"terminated_on": AS_OF - DAY}, 0),
    ],
)  # fmt: skip
def test_a_contract_counts_from_its_first_day_to_its_last(contract: Row, counted: int) -> None:
    assert staff(contract)[0] == counted


def test_somebody_counts_once_under_whatever_number() -> None:
    assert staff({}, {}, {"person_id": "旧"}, merged=True)[0] == 1
    assert staff({}, {"person_id": "李"})[0] == 2


def test_the_first_of_all_contracts_tells_since_when_an_employer_has_staff() -> None:
    old = {"start_on": date(2001, 1, 1), "end_on": date(2002, 1, 1)}
    assert staff({}, old) == (1, date(2001, 1, 1))


def same_day(percent: int, at_least: int = 2, *, other: str = "2024-03-04") -> list[Row]:
    """Flags of a firm of three holders of whom two got a certificate on one day."""
    days = {"a": "2024-03-03", "b": "2024-03-03", "c": other}
    return selected(
        "4_outputs/risks_same_day",
        output__certificates_counted=[
            {"employer_id": whose, "person_id": who, "issued_on": date.fromisoformat(day),
             "amount_fen": 100}
            for who, day in (*days.items(), ("a", "2024-03-03")) for whose in (FIRM, None)
        ],
        output__employers_counted=[{"employer_id": FIRM, "employer_name": "甲厂", "holders": 3}],
        reference__risks=[
            {"flag": "same_day_staff", "at_least": at_least, "percent": percent},
            {"flag": "another", "at_least": 0, "percent": 0},
        ],
    )  # fmt: skip


def test_two_of_three_on_one_day_are_more_than_66_percent_and_less_than_67() -> None:
    (row,) = same_day(66)
    assert (row["subject_id"], row["period"], row["figure"]) == (FIRM, "2024-03-03", 2)
    assert row["amount_fen"] == 300  # two certificates of one of them
    assert same_day(67) == same_day(66, at_least=3) == []
    assert [row["figure"] for row in same_day(100, other="2024-03-03")] == [3]
