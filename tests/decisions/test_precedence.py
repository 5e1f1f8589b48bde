"""Who takes a key: of one policy, of several, before one that yields, and of a group of rows."""

from __future__ import annotations

from typing import Any

import pytest

from tests.selecting import Row, selected

Winner = tuple[str | None, str | None]


def reaches(name: str, **said: Any) -> Row:
    """A candidate of policy p for the key k that has passed the steps before."""
    own = {"policy_id": "p", "candidate_id": name, "once_key": "k", "taken_key": "k"}
    return own | {"contends": True, "preferred_fen": 100, "keep_rank": 1} | said


def contenders(*rows: Row, **tables: Any) -> list[Row]:
    return selected("3_decisions/contenders", decision__reaching=rows, **tables)


def winners(*rows: Row, **tables: Any) -> dict[str, Winner]:
    """Candidate → who takes its key instead."""
    found = contenders(*rows, **tables)
    assert len(found) == len(rows)
    return {
        row["candidate_id"]: (row["winner_policy_id"], row["winner_candidate_id"]) for row in found
    }


def first(*rows: Row) -> str:
    """Who takes the one key of these candidates."""
    (winner,) = (name for name, lost_to in winners(*rows).items() if lost_to == (None, None))
    others = {lost_to[1] for lost_to in winners(*rows).values()}
    assert others <= {None, winner}
    return winner


def test_who_was_found_takes_the_key_in_the_order_of_finding() -> None:
    best = reaches("甲", preferred_fen=900, keep_rank=0)
    assert first(best, reaches("乙", own_place=2), reaches("丙", own_place=1)) == "丙"


def test_else_the_highest_amount_then_the_policys_order_then_policy_and_number() -> None:
    assert first(reaches("a"), reaches("b", preferred_fen=101)) == "b"
    assert first(reaches("a"), reaches("b", keep_rank=0)) == "b"
    assert first(reaches("a", policy_id="q"), reaches("b")) == "b"
    assert first(reaches("b"), reaches("a")) == "a"


def test_another_policys_candidate_takes_the_key_under_its_name() -> None:
    same = reaches("a"), reaches("a", policy_id="q", preferred_fen=900)
    found = {row["policy_id"]: row["winner_policy_id"] for row in contenders(*same)}
    assert found == {"p": "q", "q": None}


def test_other_keys_are_others() -> None:
    assert set(winners(reaches("a"), reaches("b", taken_key="k2")).values()) == {(None, None)}


def test_who_does_not_contend_takes_no_key_and_loses_none() -> None:
    out = reaches("a", contends=False, preferred_fen=900)
    assert winners(out, reaches("b")) == {"a": (None, None), "b": (None, None)}
    elsewhere = {"decision__decided": [stands("q", "x")], "reference__precedence": PRECEDENCE}
    assert winners(out, **elsewhere) == {"a": (None, None)}
    lost = reaches("c", contends=False, row_winner_id="z", preferred_fen=900)
    assert winners(lost, reaches("b"))["c"] == (None, None)


def test_a_row_that_a_better_row_supersedes_takes_no_key() -> None:
    row = reaches("a", row_winner_id="z", preferred_fen=900)
    assert winners(row, reaches("b")) == {"a": ("p", "z"), "b": (None, None)}


PRECEDENCE = [
    {"policy_id": "p", "yields_to": "q", "place": 1},
    {"policy_id": "p", "yields_to": "r", "place": 2},
    {"policy_id": "other", "yields_to": "s", "place": 1},
]


def stands(policy: str, name: str, **said: Any) -> Row:
    return {"policy_id": policy, "candidate_id": name, "once_key": "k", "stands": True} | said


def yielded(*decided: Row, key: str = "k") -> Winner:
    """To whom the candidate a of p yields its key."""
    tables = {"decision__decided": decided, "reference__precedence": PRECEDENCE}
    return winners(reaches("a", once_key=key), **tables)["a"]


def test_a_policy_yields_to_the_first_in_its_order_that_stands_under_the_key() -> None:
    assert yielded(stands("r", "x"), stands("q", "z"), stands("q", "y")) == ("q", "y")
    assert yielded(stands("r", "x"), stands("q", "z", stands=False)) == ("r", "x")


def test_it_yields_to_no_other_key_and_no_other_policy() -> None:
    assert yielded(stands("q", "x"), key="k2") == (None, None)
    assert yielded(stands("s", "x")) == (None, None)


def test_who_lost_within_the_policy_keeps_that_winner() -> None:
    tables = {"decision__decided": [stands("q", "x")], "reference__precedence": PRECEDENCE}
    assert winners(reaches("a"), reaches("b"), **tables) == {"a": ("q", "x"), "b": ("p", "a")}


def claim(*standing: Row, **said: Any) -> tuple[Any, ...]:
    """Who claims the key of the candidate a of q, to which p yields."""
    (found,) = contenders(
        reaches("a", policy_id="q", **said),
        decision__standing=[
            {"policy_id": "p", "candidate_id": "x", "once_key": "k", "place": 5} | one
            for one in standing
        ],
        reference__precedence=PRECEDENCE,
    )
    return found["claim_policy_id"], found["claim_candidate_id"], found["claim_place"]


NOBODY = (None, None, None)


def test_an_incumbent_of_a_policy_that_yields_claims_the_key_the_first_found_first() -> None:
    assert claim({}) == ("p", "x", 5)
    assert claim({}, {"candidate_id": "y", "place": 3}) == ("p", "y", 3)
    assert claim({"once_key": "k2"}) == claim({"policy_id": "other"}) == NOBODY


@pytest.mark.parametrize(("place", "claimed"), [(4, False), (5, False), (6, True), (None, True)])
def test_where_both_were_found_the_one_found_first_has_it(place: int | None, claimed: bool) -> None:
    assert claim({}, place=place) == (("p", "x", 5) if claimed else NOBODY)


def test_only_the_first_claim_counts() -> None:
    assert claim({}, {"candidate_id": "y", "place": 7}, place=6) == ("p", "x", 5)
    assert claim({"place": 7}, {"candidate_id": "y", "place": 8}, place=6) == NOBODY


def row_of(name: str, **said: Any) -> Row:
    """A whole row of the group g."""
    own = {"candidate_id": name, "row_id": name, "row_group": "g", "whole_row": True}
    return own | {"gate_passes": True, "row_rank": 1, "amount_fen": None} | said


def month_of(name: str, month: str, amount_fen: int, **said: Any) -> Row:
    return (
        row_of(name, candidate_id=f"{name}|{month}", whole_row=False)
        | {"amount_fen": amount_fen}
        | said
    )


def best(*rows: Row) -> dict[str, str | None]:
    """Candidates that are left → the winner that supersedes them."""
    found = selected("3_decisions/best_rows", decision__rows_and_months=rows)
    assert len(found) == len({row["candidate_id"] for row in found})
    return {row["candidate_id"]: row["row_winner_id"] for row in found}


A = (row_of("a"), month_of("a", "01", 100), month_of("a", "02", 300))
B = (row_of("b"), month_of("b", "01", 200), month_of("b", "02", 200))


def test_of_a_group_the_months_of_the_row_that_is_worth_most_are_left() -> None:
    assert best(*B, *A) == {"a|01": None, "a|02": None, "b": "a|01"}


def test_of_rows_of_the_same_worth_the_policys_order_decides() -> None:
    ranked = row_of("b", row_rank=0), month_of("b", "01", 300)
    assert best(*A, *ranked) == {"b|01": None, "a": "b|01"}
    last = row_of("b", row_rank=2), month_of("b", "01", 300)
    assert best(*A, *last) == {"a|01": None, "a|02": None, "b": "a|01"}


def test_of_three_rows_two_are_superseded_by_the_best() -> None:
    least = row_of("c"), month_of("c", "01", 1)
    assert best(*A, *B, *least) == {"a|01": None, "a|02": None, "b": "a|01", "c": "a|01"}


def test_a_row_that_fails_stands_as_a_whole_and_supersedes_nobody() -> None:
    fails = row_of("f", gate_passes=False), month_of("f", "01", 900)
    unknown = row_of("u", gate_passes=None), month_of("u", "01", 900)
    assert best(*fails, *unknown, *B) == {"f": None, "u": None, "b|01": None, "b|02": None}


def test_a_row_without_months_wins_under_its_own_number() -> None:
    assert best(row_of("a", amount_fen=500), *B) == {"b": "a"}


def test_groups_have_winners_of_their_own() -> None:
    other = row_of("x", row_group="h"), month_of("x", "01", 1)
    assert best(*A, *other) == {"a|01": None, "a|02": None, "x|01": None}
    worse = row_of("y", row_group="h"), month_of("y", "01", 0)
    assert best(*A, *B, *other, *worse)["y"] == "x|01"
