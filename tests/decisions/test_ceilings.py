"""Who stands in which order for a ceiling, what is left for each, and what counts first."""

from __future__ import annotations

from typing import Any

import pytest

from tests.selecting import Row, selected

HUNDRED, LIMIT = 10_000, 30_000  # fen: room for three of a hundred yuan


def waits(name: str, **said: Any) -> Row:
    """A candidate of a hundred yuan who has passed all else."""
    return {
        "policy_id": "p", "candidate_id": name, "contends": True, "closed": False,
        "amount_fen": HUNDRED, "ceiling_limit": LIMIT, "ceiling_unit": "yuan", "ceiling_rank": 1,
        "pays_remainder": False, "ceiling_group": "厂", "ceiling_year": 2026,
    } | said  # fmt: skip


def queue(*rows: Row) -> list[Row]:
    """The queue of one ceiling, in its order."""
    found = selected("3_decisions/queue", decision__contenders=rows)
    return sorted(found, key=lambda row: int(row["position"]))


def names(*rows: Row) -> str:
    return "".join(row["candidate_id"] for row in queue(*rows))


def test_who_was_found_goes_first_in_the_order_of_finding_then_all_others_by_their_rank() -> None:
    rows = (
        waits("甲", ceiling_rank=1), waits("乙", ceiling_rank=3, place=8),
        waits("丙", ceiling_rank=2), waits("丁", ceiling_rank=4, place=7),
        waits("戊", ceiling_rank=0, closed=True),
    )  # fmt: skip
    assert names(*rows) == "丁乙甲丙戊"


def test_of_one_rank_the_smaller_number_goes_first() -> None:
    assert names(waits("b"), waits("a")) == "ab"


def test_only_who_contends_under_a_ceiling_and_has_not_lost_waits() -> None:
    others = (
        waits("b", contends=False), waits("c", winner_candidate_id="x"),
        waits("d", ceiling_unit=None), waits("e", ceiling_group=None),
        waits("f", contends=False, winner_candidate_id="x", ceiling_unit=None),
    )  # fmt: skip
    assert names(waits("a"), *others) == "a"


def test_a_ceiling_of_grants_counts_each_as_one_and_one_of_money_by_its_amount() -> None:
    rows = [waits("a"), waits("b", ceiling_unit="grants"), waits("c", ceiling_unit="years")]
    units = {row["ceiling_unit"]: row["takes"] for row in queue(*rows)}
    assert units == {"yuan": HUNDRED, "grants": 1, "years": 1}


def test_one_whose_key_is_claimed_waits_by_its_rank_and_takes_no_room() -> None:
    claimed = waits("z", place=1, claim_place=2, ceiling_rank=9)
    found = queue(waits("a"), claimed, waits("b", place=5))
    assert [row["candidate_id"] for row in found] == ["b", "a", "z"]
    assert [row["takes"] for row in found] == [HUNDRED, HUNDRED, 0]
    assert found[-1]["place"] is None


def test_who_was_found_stays_under_the_ceiling_and_in_the_year_that_it_was_found_under() -> None:
    (row,) = queue(waits("a", kept_group="旧厂", kept_year=2025))
    assert (row["ceiling_group"], row["ceiling_year"]) == ("旧厂", 2025)


def left(*rows: Row, granted: tuple[Row, ...] = ()) -> dict[str, int | None]:
    """Candidate → fen that it gets under a ceiling, None where it is full."""
    own = {"policy_id": "p", "ceiling_group": "厂", "ceiling_year": 2026, "grants": 1}
    found = selected(
        "3_decisions/queued",
        decision__queue=queue(*rows),
        decision__granted=[own | one for one in granted],
    )
    assert len({row["candidate_id"] for row in found}) == len(found)
    return {row["candidate_id"]: None if row["is_full"] else row["granted_fen"] for row in found}


def hundreds(count: int, **said: Any) -> list[Row]:
    return [waits("abcdef"[place], ceiling_rank=place, **said) for place in range(count)]


def test_from_the_first_who_no_longer_fits_nobody_fits() -> None:
    assert left(*hundreds(3)) == dict.fromkeys("abc", HUNDRED)
    rows = [*hundreds(2), waits("c", ceiling_rank=2, amount_fen=HUNDRED + 1)]
    small = waits("d", ceiling_rank=3, amount_fen=1)
    assert left(*rows, small) == {"a": HUNDRED, "b": HUNDRED, "c": None, "d": None}
    assert left(waits("a", amount_fen=LIMIT)) == {"a": LIMIT}
    assert left(waits("a", amount_fen=LIMIT + 1)) == {"a": None}


def test_what_was_granted_of_the_year_counts_first() -> None:
    a_hundred = {"granted_fen": HUNDRED}
    assert left(*hundreds(3), granted=(a_hundred,)) == {"a": HUNDRED, "b": HUNDRED, "c": None}
    assert left(*hundreds(2), granted=(a_hundred, a_hundred))["b"] is None
    others = ({"ceiling_year": 2025}, {"ceiling_group": "别厂"}, {"policy_id": "q"})
    elsewhere = tuple(a_hundred | one for one in others)
    assert None not in left(*hundreds(3), granted=elsewhere).values()


def test_a_ceiling_of_grants_counts_heads_whatever_they_cost() -> None:
    rows = hundreds(3, ceiling_unit="grants", ceiling_limit=3)
    assert None not in left(*rows).values()
    one = {"granted_fen": 9 * LIMIT}
    assert left(*rows, granted=(one,)) == {"a": HUNDRED, "b": HUNDRED, "c": None}


def test_where_the_remainder_is_paid_the_last_gets_what_is_left() -> None:
    rows = hundreds(4, pays_remainder=True, ceiling_limit=LIMIT - 1)
    found = left(*rows)
    assert found == {"a": HUNDRED, "b": HUNDRED, "c": HUNDRED - 1, "d": None}
    assert left(*hundreds(4, pays_remainder=True)) == dict.fromkeys("abc", HUNDRED) | {"d": None}


def test_who_finds_a_ceiling_full_is_told_what_would_be_paid() -> None:
    rows = queue(*hundreds(4, pays_remainder=True))
    found = selected("3_decisions/queued", decision__queue=rows)
    assert {row["granted_fen"] for row in found} == {HUNDRED}


def test_years_and_employers_have_room_of_their_own() -> None:
    rows = [*hundreds(3), waits("x", ceiling_year=2025), waits("y", ceiling_group="别厂")]
    assert None not in left(*rows, waits("z", policy_id="q")).values()


def test_a_term_of_years_is_not_a_matter_of_room() -> None:
    assert left(waits("a", ceiling_unit="years")) == {}


def test_one_that_is_claimed_fits_if_it_fitted_among_those_found_before_the_claim() -> None:
    found = [waits(name, place=place) for name, place in (("a", 1), ("b", 2), ("c", 9))]
    claimed = waits("z", claim_place=5)
    assert left(*found, claimed)["z"] == HUNDRED  # c was found after the claim
    found[2]["place"] = 4
    assert left(*found, claimed)["z"] is None
    assert left(*found[:2], claimed, granted=({"granted_fen": 1},))["z"] is None
    assert left(*found[:2], claimed, granted=({"granted_fen": 0},))["z"] == HUNDRED
    big = waits("z", claim_place=5, amount_fen=LIMIT)
    assert left(big, waits("n", ceiling_rank=0)) == {"n": HUNDRED, "z": LIMIT}  # n is no incumbent
    assert left(waits("z", claim_place=5, amount_fen=LIMIT + 1)) == {"z": None}


def granted(payments: tuple[Row, ...] = (), grants: tuple[Row, ...] = ()) -> list[tuple[Any, ...]]:
    own = {"policy_id": "p", "ceiling_group": "厂", "ceiling_year": 2026, "amount_fen": HUNDRED}
    found = selected(
        "3_decisions/granted",
        decision__past_payments=[own | {"status": "paid"} | one for one in payments],
        ledger__grants=[own | {"standing": "granted", "grant_id": "G1"} | one for one in grants],
    )
    return [(row["source"], row["policy_id"], row["granted_fen"], row["grants"]) for row in found]


def test_payments_count_that_name_the_policy_or_only_the_benefit() -> None:
    assert granted(({}, {"named_policy_id": "p"})) == [("payments", "p", 2 * HUNDRED, 2)]
    for said in ({"named_policy_id": "q"}, {"ceiling_group": None}, {"status": "returned"}):
        assert granted((said,)) == []
    assert granted(({"status": "recovered", "ceiling_group": None},)) == []


def test_grants_that_a_bank_has_had_count_once_under_however_many_numbers() -> None:
    grants = ({"variant": 1}, {"variant": 2}, {"grant_id": "G2"})
    assert granted(grants=grants) == [("ledger", "p", 2 * HUNDRED, 2)]


@pytest.mark.parametrize(
    "said",
    [{"standing": "open"}, {"ceiling_group": None}, {"standing": "open", "ceiling_group": None}],
)
def test_what_is_open_or_under_no_ceiling_does_not_count(said: Row) -> None:
    assert granted(grants=(said,)) == []
