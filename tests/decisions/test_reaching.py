"""What the ledger holds of a candidate, and what becomes of it: place, outcome, money."""

from __future__ import annotations

from typing import Any

import pytest

from tests.selecting import Row, selected


def verdict(**said: Any) -> Row:
    """A candidate that passes everything, whose key, payee and amount are known."""
    return {
        "policy_id": "p", "candidate_id": "c", "once_key": "k", "failed_ids": "",
        "unknown_ids": "", "granted_before": False, "whole_row": False, "beneficiary_id": "张",
        "amount_fen": 100, "city_percent": 100, "unknown_evidence": "e",
    } | said  # fmt: skip


def reaching(
    *grants: Row, confirmed: tuple[Row, ...] = (), others: tuple[Row, ...] = (), **said: Any
) -> Row:
    """What is known of one candidate, by grants of it and by a reviewer's answers."""
    own = {"policy_id": "p", "benefit_id": "b", "candidate_id": "c", "once_key": "k"}
    standing = {"standing": "open", "place": 5, "variant": 1}
    answer = {"policy_id": "p", "candidate_id": "c", "unknown_ids": "insured", "evidence": "e"}
    ledger = [own | standing | one for one in grants]
    policies = [
        {"policy_id": "p", "benefit_id": "b"}, {"policy_id": "q", "benefit_id": "b"},
        {"policy_id": "r", "benefit_id": "another"},
    ]  # fmt: skip
    found = selected(
        "3_decisions/reaching",
        decision__verdicts=[verdict(**said), *others],
        decision__open_grants=selected("3_decisions/open_grants", ledger__grants=ledger),
        decision__closed_keys=selected(
            "3_decisions/closed_keys", ledger__grants=ledger, reference__policies=policies
        ),
        ledger__confirmed=[answer | one for one in confirmed],
    )
    mine = [row for row in found if row["candidate_id"] == "c"]
    assert len(found) == 1 + len(others)
    (row,) = mine
    return row


def places(*grants: Row, **said: Any) -> tuple[int | None, int | None]:
    """(place of an open grant of its own, place of the open grant of its key)."""
    row = reaching(*grants, **said)
    return row["own_place"], row["place"]


def test_an_open_grant_gives_its_candidate_its_place() -> None:
    assert places({}) == (5, 5)
    assert places() == places({"standing": "granted"}) == (None, None)
    assert places({"policy_id": "q"}) == places({"once_key": "k2"}) == (None, None)
    assert places({"once_key": None, "candidate_id": "c"}, once_key=None) == (5, 5)


def test_another_candidate_of_the_key_has_the_place_of_the_key_only() -> None:
    assert places({"candidate_id": "d"}) == (None, 5)


def test_of_several_the_first_found_counts() -> None:
    later = {"place": 7, "ceiling_group": "later", "ceiling_year": 2027, "variant": 0}
    earlier = {"ceiling_group": "厂", "ceiling_year": 2026}
    row = reaching(later, earlier)
    assert (row["own_place"], row["place"], row["kept_group"]) == (5, 5, "厂")
    assert row["kept_year"] == 2026


def test_of_the_numbers_of_one_grant_the_first_counts() -> None:
    numbers = {"variant": 2, "ceiling_group": "2"}, {"variant": 1, "ceiling_group": "1"}
    assert reaching(*numbers)["kept_group"] == "1"


@pytest.mark.parametrize("policy", ["p", "q"])
def test_a_rejection_closes_the_key_for_every_policy_of_the_benefit(policy: str) -> None:
    rejected = {"standing": "closed", "policy_id": policy}
    assert reaching(rejected, rejected | {"candidate_id": "d"})["closed"] is True
    assert reaching(rejected, {"place": 9})["closed"] is False  # reopened


def test_keys_of_other_benefits_and_other_keys_stay_open() -> None:
    assert reaching({"standing": "closed", "benefit_id": "another"})["closed"] is False
    assert reaching({"standing": "closed", "once_key": "k2"})["closed"] is False
    assert reaching({"standing": "granted"})["closed"] is False
    assert reaching({"standing": "open", "candidate_id": "d"})["closed"] is False


def test_who_passes_everything_and_was_not_granted_it_before_contends() -> None:
    assert reaching()["contends"] is True
    assert reaching(failed_ids="insured")["contends"] is False
    assert reaching(granted_before=True)["contends"] is False
    assert reaching(failed_ids="insured", granted_before=True)["contends"] is False
    assert reaching(unknown_ids="insured")["contends"] is False


REVIEW = {"unknown_ids": "insured"}


def test_a_candidate_in_review_contends_once_a_reviewer_has_confirmed_it() -> None:
    row = reaching(confirmed=({},), **REVIEW)
    assert (row["confirmed"], row["contends"]) == (True, True)
    assert reaching(**REVIEW)["confirmed"] is False


@pytest.mark.parametrize(
    "other",
    [{"policy_id": "q"}, {"candidate_id": "d"}, {"unknown_ids": "alive"}, {"evidence": "f"}],
)
def test_an_answer_to_something_else_confirms_nothing(other: Row) -> None:
    row = reaching(confirmed=(other,), **REVIEW)
    assert (row["confirmed"], row["contends"]) == (False, False)


@pytest.mark.parametrize(
    "lacks",
    [{"once_key": None}, {"beneficiary_id": None}, {"amount_fen": None}, {"city_percent": None},
     {"whole_row": True}],
)  # fmt: skip
def test_what_cannot_be_paid_does_not_contend_even_if_confirmed(lacks: Row) -> None:
    assert reaching(confirmed=({},), **REVIEW, **lacks)["contends"] is False
    everything = {"once_key": None, "beneficiary_id": None, "amount_fen": None}
    assert reaching(**REVIEW, **everything, city_percent=None)["contends"] is False


def test_a_confirmation_gives_back_nothing_that_failed_or_was_granted() -> None:
    assert reaching(confirmed=({},), failed_ids="alive", **REVIEW)["contends"] is False
    assert reaching(confirmed=({},), granted_before=True, **REVIEW)["contends"] is False


def outcome(*, full: bool | None = None, granted: int | None = None, years: bool = False,
            **said: Any) -> Row:  # fmt: skip
    """What becomes of a candidate who contends, in the queue of a ceiling or in none."""
    own = verdict(contends=True, keep_rank=3) | said
    queued = [] if full is None else [
        {"policy_id": "p", "candidate_id": "c", "is_full": full, "granted_fen": granted}
    ]  # fmt: skip
    another = own | {"candidate_id": "other"}, own | {"policy_id": "q"}
    found = selected(
        "3_decisions/outcomes",
        decision__contenders=[own, *another],
        **{"decision__queued_years" if years else "decision__queued": queued},
    )
    assert len(found) == 3
    (row,) = (one for one in found if (one["policy_id"], one["candidate_id"]) == ("p", "c"))
    others = [one for one in found if one is not row]
    assert [one["amount_fen"] for one in others] == [own["amount_fen"]] * 2
    return row


WON = {"winner_policy_id": "q", "winner_candidate_id": "w"}
CLAIMED = {"claim_policy_id": "q", "claim_candidate_id": "v"}


@pytest.mark.parametrize(
    ("said", "expected", "stands"),
    [
        ({}, "eligible", True),
        ({"full": False, "granted": 100}, "eligible", True),
        ({"full": True, "granted": 100}, "capped", False),
        ({"full": True, "granted": 100, "years": True}, "capped", False),
        (WON, "superseded", False),
        ({"full": True} | WON, "superseded", False),
        (CLAIMED, "superseded", False),
        ({"full": True} | CLAIMED, "capped", False),
        ({"granted_before": True, "contends": False}, "already_granted", False),
        ({"granted_before": True, "unknown_ids": "u", "contends": False}, "already_granted", False),
        ({"failed_ids": "f", "granted_before": True, "contends": False}, "ineligible", False),
        ({"failed_ids": "f", "unknown_ids": "u", "contends": False}, "ineligible", False),
        ({"unknown_ids": "u", "contends": False}, "review", False),
        ({"unknown_ids": "u"}, "review", True),  # confirmed
        ({"unknown_ids": "u", "full": True}, "review", False),
    ],
)
def test_what_becomes_of_a_candidate(said: Row, expected: str, stands: bool) -> None:
    row = outcome(**said)
    assert (row["outcome"], row["stands"]) == (expected, stands)


def test_the_winner_is_told_of_the_superseded_only() -> None:
    def winner(**said: Any) -> tuple[Any, Any]:
        row = outcome(**said)
        return row["winner_policy_id"], row["winner_candidate_id"]

    assert winner(**WON) == winner(**WON, **CLAIMED) == ("q", "w")
    assert winner(**CLAIMED) == ("q", "v")
    assert winner(full=True, **CLAIMED) == winner(unknown_ids="u", **WON) == (None, None)


def money(**said: Any) -> tuple[int, int, int]:
    row = outcome(**said)
    return row["amount_fen"], row["city_fen"], row["district_fen"]


def test_the_district_pays_its_share_rounded_down_and_the_city_the_rest() -> None:
    assert money() == (100, 100, 0)
    assert money(amount_fen=101, city_percent=50) == (101, 51, 50)
    assert money(amount_fen=199, city_percent=40) == (199, 80, 119)
    assert money(city_percent=0) == (100, 0, 100)
    assert money(full=False, granted=55, city_percent=50) == (55, 28, 27)


def test_who_stands_keeps_the_ceiling_that_it_was_found_under() -> None:
    ceilings = {"ceiling_group": "新", "ceiling_year": 2027, "kept_group": "旧", "kept_year": 2026}

    def under(**said: Any) -> tuple[Any, Any]:
        row = outcome(**said)
        return row["ceiling_group"], row["ceiling_year"]

    assert under(**ceilings) == ("旧", 2026)
    assert under(**ceilings, full=True) == ("新", 2027)
    assert under(ceiling_group="新", ceiling_year=2027) == ("新", 2027)


def test_grants_are_numbered_by_the_ceilings_order_else_by_the_policys() -> None:
    assert outcome(ceiling_rank=8)["found_rank"] == 8
    assert outcome()["found_rank"] == 3
