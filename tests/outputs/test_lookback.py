"""Facts that changed under paid grants: each of them listed, and its neighbour of a day not."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.selecting import Row, selected

ZHANG, FIRM = "张", "厂"
SUBMITTED, PAID = date(2026, 6, 10), date(2026, 6, 15)
DAY = timedelta(days=1)
AS_OF = date(2026, 11, 20)


def paid_grant(finding: str, **said: Any) -> Row:
    """A grant as output.paid_grants has it, looked at for one finding."""
    return {
        "grant_id": "G1", "variant": 1, "finding": finding, "policy_id": "p", "once_key": "k",
        "candidate_id": f"ZS1|{ZHANG}", "person_id": ZHANG, "employer_id": FIRM,
        "submitted_on": SUBMITTED, "paid_on": PAID, "amount_fen": 250_000,
        "highest_wins": False, "due_before": SUBMITTED, "clause": "条", "citation": "文",
    } | said  # fmt: skip


def revoked(*, status: str = "revoked", **said: Any) -> list[tuple[Any, ...]]:
    other = paid_grant("deceased", grant_id="G2", **said)
    found = selected(
        "4_outputs/lookback_revoked",
        output__paid_grants=[paid_grant("certificate_revoked", **said), other],
        staging__certificates=[
            {"certificate_no": "ZS1", "person_id": ZHANG, "status": status},
            {"certificate_no": "ZS2", "person_id": ZHANG, "status": "revoked"},
            {"certificate_no": "ZS1", "person_id": "李", "status": "revoked"},
        ],
        reference__day=[{"as_of": AS_OF}],
    )
    return [(row["grant_id"], row["changed"], row["value"], row["source"]) for row in found]


@pytest.mark.parametrize("status", ["revoked", "cancelled"])
def test_a_certificate_that_no_longer_stands_is_listed(status: str) -> None:
    assert revoked(status=status) == [("G1", "status", status, "certificates")]


@pytest.mark.parametrize("status", ["valid", "other"])
def test_one_that_stands_is_not(status: str) -> None:
    assert revoked(status=status) == []


TITLE = "rizhao_chief_technician"


def titles(period: str | None, on: date, *candidates: str, **said: Any) -> list[tuple[Any, ...]]:
    """(grant, day) of grants on a title that was taken away on a day."""
    grants = [
        paid_grant(
            "certificate_revoked", grant_id=f"G{place}", candidate_id=one, period=period, **said
        )
        for place, one in enumerate(candidates, start=1)
    ]
    found = selected(
        "4_outputs/lookback_revoked",
        output__paid_grants=[*grants, paid_grant("retired", candidate_id=candidates[0])],
        staging__designations=[
            {"person_id": whose, "title": TITLE, "effective_on": date(2026, 1, 10),
             "revoked_on": on}
            for whose in (ZHANG, "李")
        ],
        reference__day=[{"as_of": AS_OF}],
    )  # fmt: skip
    assert all(row["changed"] == "revoked_on" for row in found)
    assert all(row["source"] == "designations" for row in found)
    return [(row["grant_id"], row["value"]) for row in found]


ONCE = f"{ZHANG}|{TITLE}|2026-01-10"
MONTH = f"{ZHANG}|{TITLE}|2026-06"
OTHERS = f"{ZHANG}|other_title|2026-01-10", f"李|{TITLE}|2026-01-10", f"{ZHANG}|{TITLE}|2025-01-10"


def test_a_title_that_was_taken_away_by_today_is_listed_and_one_of_tomorrow_is_not() -> None:
    assert titles(None, AS_OF, ONCE, *OTHERS) == [("G1", "2026-11-20")]
    assert titles(None, AS_OF + DAY, ONCE, *OTHERS) == []


def test_of_a_months_allowance_only_what_was_taken_away_before_the_month_counts() -> None:
    june = date(2026, 6, 1)
    assert titles("2026-06", june - DAY, MONTH, due_before=june) == [("G1", "2026-05-31")]
    assert titles("2026-06", june, MONTH, due_before=june) == []


def test_what_will_be_taken_away_is_nothing_that_has_changed() -> None:
    later = date(2027, 1, 1)
    assert titles("2026-06", AS_OF + DAY, MONTH, due_before=later) == []


def gone(finding: str, **facts: date | None) -> list[tuple[Any, ...]]:
    """What is listed of a grant, by what is known of its person and a colleague's."""
    ended = facts.pop("ended", None)
    found = selected(
        "4_outputs/lookback_people",
        output__paid_grants=[paid_grant(finding)],
        output__parties=[
            {"current_number": ZHANG, **facts},
            {"current_number": "李", "deceased_on": date(2020, 1, 1)},
        ],
        accepted__contracts=[
            {"person_id": ZHANG, "employer_id": FIRM, "end_on": ended},
            {"person_id": ZHANG, "employer_id": "另厂", "end_on": date(2020, 1, 1)},
            {"person_id": "李", "employer_id": FIRM, "end_on": date(2020, 1, 1)},
        ],
    )
    return [(row["finding"], row["changed"], row["value"], row["source"]) for row in found]


@pytest.mark.parametrize("finding", ["deceased", "retired"])
def test_who_died_or_retired_before_the_day_that_counts_is_listed(finding: str) -> None:
    column = f"{finding}_on"
    before = str(SUBMITTED - DAY)
    assert gone(finding, **{column: SUBMITTED - DAY}) == [(finding, column, before, "persons")]
    assert gone(finding, **{column: SUBMITTED}) == []
    assert gone(finding) == []


@pytest.mark.parametrize(("finding", "other"), [("deceased", "retired"), ("retired", "deceased")])
def test_only_what_the_policy_asks_of_a_person_is_listed(finding: str, other: str) -> None:
    assert gone(finding, **{f"{other}_on": SUBMITTED - DAY}) == []
    assert gone("paid_elsewhere", **{f"{other}_on": SUBMITTED - DAY}, ended=SUBMITTED - DAY) == []


def test_who_had_left_before_the_day_that_counts_is_listed() -> None:
    listed = ("contract_ended", "last_day", str(SUBMITTED - DAY), "contracts")
    assert gone("contract_ended", ended=SUBMITTED - DAY) == [listed]
    assert gone("contract_ended", ended=SUBMITTED) == []
    assert gone("contract_ended") == []  # no end is stated
    assert gone("deceased", ended=SUBMITTED - DAY) == []


def contracts(*ends: tuple[str, date | None, date | None]) -> list[str]:
    """The last days that are listed of contracts: (number, end, terminated on)."""
    found = selected(
        "4_outputs/lookback_people",
        output__paid_grants=[paid_grant("contract_ended")],
        accepted__contracts=[
            {"person_id": who, "employer_id": FIRM, "end_on": end, "terminated_on": terminated}
            for who, end, terminated in ends
        ],
        reference__merged_numbers=[{"number": "旧", "person_id": ZHANG}],
    )
    return [row["value"] for row in found]


def test_the_last_of_all_contracts_between_the_two_counts() -> None:
    old, new = SUBMITTED - 100 * DAY, SUBMITTED - 9 * DAY
    assert contracts((ZHANG, old, None), (ZHANG, new, None)) == [str(new)]
    assert contracts((ZHANG, old, None), ("旧", SUBMITTED, None)) == []  # under a former number
    assert contracts(("旧", old, None)) == [str(old)]


def test_a_contract_ends_with_its_term_or_by_termination_whichever_is_first() -> None:
    early, late = SUBMITTED - 9 * DAY, SUBMITTED + 9 * DAY
    assert contracts((ZHANG, late, early)) == contracts((ZHANG, early, late)) == [str(early)]
    assert contracts((ZHANG, late, None)) == []


def elsewhere(paid_on: date, amount_fen: int = 250_000, **said: Any) -> list[tuple[Any, ...]]:
    """What is listed of a grant when the export knows a payment; two others are not its own."""
    found = selected(
        "4_outputs/lookback_elsewhere",
        output__paid_grants=[
            paid_grant("paid_elsewhere", **said),
            paid_grant("deceased", grant_id="G2", **said),
            paid_grant("paid_elsewhere", grant_id="G3", **said, once_key="k3"),
            paid_grant("paid_elsewhere", grant_id="G4", **said, policy_id="p4"),
        ],
        decision__paid_before=[
            {"policy_id": "p", "once_key": "k", "paid_on": paid_on, "amount_fen": amount_fen}
            for _ in "two rows of one day"
        ],
    )
    return [(row["grant_id"], row["changed"], row["value"], row["source"]) for row in found]


def test_a_payment_of_the_same_key_by_others_is_listed_once() -> None:
    before = SUBMITTED - DAY
    assert elsewhere(before) == [("G1", "paid_on", str(before), "payments")]
    assert elsewhere(PAID + DAY) == [("G1", "paid_on", str(PAID + DAY), "payments")]


@pytest.mark.parametrize("paid_on", [SUBMITTED, PAID])
def test_our_own_payment_between_submission_and_the_banks_answer_is_none(paid_on: date) -> None:
    assert elsewhere(paid_on) == []
    assert elsewhere(paid_on, 249_999) != []  # another amount is another payment


def test_where_the_highest_amount_wins_a_lower_one_paid_elsewhere_is_not_listed() -> None:
    before = SUBMITTED - DAY
    assert elsewhere(before, 249_999, highest_wins=True) == []
    assert elsewhere(before, 250_000, highest_wins=True) != []
    assert elsewhere(before, 249_999) != []


def test_one_change_is_listed_once_under_however_many_numbers() -> None:
    grant = paid_grant("deceased", changed="deceased_on", value="2026-01-01", source="persons")
    found = selected(
        "4_outputs/lookback",
        output__lookback_people=[grant, grant | {"variant": 2}],
        output__lookback_revoked=[grant | {"finding": "certificate_revoked"}],
        output__lookback_elsewhere=[grant | {"finding": "paid_elsewhere"}],
    )
    assert [row["finding"] for row in found] == [
        "certificate_revoked",
        "deceased",
        "paid_elsewhere",
    ]
