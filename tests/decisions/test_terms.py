"""A term of so many years from the first: who is within it, and who cannot be moved out."""

from __future__ import annotations

from typing import Any

from tests.selecting import Row, selected

TERM = 3


def of_year(year: int, **said: Any) -> Row:
    """A candidate of a year in the queue of a term of three years."""
    return {
        "policy_id": "p", "candidate_id": str(year), "ceiling_group": "人", "ceiling_year": year,
        "ceiling_limit": TERM, "ceiling_unit": "years", "closed": False, "amount_fen": 1,
    } | said  # fmt: skip


def within(*rows: Row | int, paid: tuple[int, ...] = (), granted: tuple[int, ...] = ()) -> str:
    """The years that are within the term, after payments and grants of these years."""
    queue = [of_year(one) if isinstance(one, int) else one for one in rows]
    own = {"policy_id": "p", "ceiling_group": "人"}
    known = [own | {"source": "payments", "ceiling_year": year} for year in paid]
    known += [own | {"source": "ledger", "ceiling_year": year} for year in granted]
    others = ({"policy_id": "q"}, {"ceiling_group": "别人"})
    known += [own | {"source": "ledger", "ceiling_year": 2001} | one for one in others]
    found = selected("3_decisions/queued_years", decision__queue=queue, decision__granted=known)
    assert all(row["granted_fen"] == 1 for row in found)
    return " ".join(row["candidate_id"] for row in found if row["is_full"] is False)


def test_without_anything_before_the_term_begins_with_the_first_that_is_due() -> None:
    assert within(2022, 2023, 2024, 2025) == "2022 2023 2024"


def test_a_term_begins_with_the_first_that_was_paid() -> None:
    assert within(2024, 2025, 2026, paid=(2023, 2024)) == "2024 2025"
    assert within(2024, 2025, 2026, granted=(2023, 2024)) == "2024 2025"
    assert within(2024, 2025, 2026, paid=(2023,), granted=(2024,)) == "2024 2025"


def test_everybody_has_a_term_of_their_own() -> None:
    rows = of_year(2020, ceiling_group="别人"), of_year(2020, policy_id="q", candidate_id="q")
    assert within(*rows, 2024) == "2024"  # those two began in 2001
    mine = of_year(2020, ceiling_group="无", candidate_id="无")
    assert within(mine, 2024) == "2024 无"


def test_other_ceilings_are_not_asked_here() -> None:
    assert within(of_year(2024, ceiling_unit="yuan")) == ""


def test_who_was_found_stays_within_the_term_that_began_with_the_first_found() -> None:
    found = [of_year(year, place=year) for year in (2022, 2024, 2025)]
    assert within(*found) == "2022 2024"
    assert within(*found[1:], paid=(2021,)) == ""
    assert within(of_year(2023, place=1), of_year(2022, place=2), granted=(2024,)) == "2022 2023"


def test_an_earlier_year_that_comes_late_moves_nobody_out() -> None:
    assert within(2021, 2022, granted=(2024,)) == "2022"
    assert within(2021, 2022, of_year(2024, place=1)) == "2022 2024"
    assert within(2021, 2022, paid=(2024,)) == "2021 2022"  # nothing of the ledger is moved
    assert within(2021, 2024, granted=(2022, 2023)) == "2021"


def test_of_several_in_the_ledger_the_last_counts_for_whom_is_moved() -> None:
    assert within(2020, 2021, granted=(2022, 2023)) == "2021"
    two = of_year(2022, place=1), of_year(2023, place=2)
    assert within(2020, 2021, *two) == "2021 2022 2023"


def test_an_incumbent_beyond_the_term_holds_no_earlier_year_back() -> None:
    beyond = of_year(2026, place=2)
    assert within(2021, of_year(2022, place=1), beyond) == "2021 2022"


def test_an_earlier_year_that_is_in_time_begins_the_term_anew_for_newcomers() -> None:
    assert within(2021, 2024, of_year(2023, place=1)) == "2021 2023"


def test_who_is_claimed_or_closed_or_too_early_begins_no_term() -> None:
    assert within(of_year(2021, claim_place=5), 2024) == "2021 2024"
    assert within(of_year(2021, closed=True), 2024) == "2021 2024"
    assert within(2020, 2025, of_year(2023, place=1)) == "2023 2025"
