"""Who gains, who loses, who gets more or less, and who is not touched."""

import duckdb
import pytest

from zhaoren.comparing import compare_outcomes

COLUMNS = "policy_id, candidate_id, outcome, amount_fen, city_fen, district"
BEFORE = [
    ("p", "gains", "review", None, None, "张店"),
    ("p", "loses", "eligible", 300, 150, "张店"),
    ("p", "more", "eligible", 300, 150, "张店"),
    ("p", "less", "eligible", 300, 150, "张店"),
    ("p", "gone", "eligible", 300, 150, "周村"),
    ("p", "doubt", "ineligible", None, None, None),
    ("p", "share", "eligible", 300, 150, "张店"),
    ("p", "moves", "eligible", 300, 150, "张店"),
    ("p", "same", "capped", 300, 150, "张店"),
    ("p", "capped", "eligible", 300, 150, "张店"),
]
AFTER = [
    ("p", "gains", "eligible", 250, 125, "张店"),
    ("p", "loses", "ineligible", None, None, "周村"),
    ("p", "more", "eligible", 301, 150, "张店"),
    ("p", "less", "eligible", 299, 150, "张店"),
    ("p", "doubt", "review", None, None, None),
    ("p", "share", "eligible", 300, 300, "张店"),
    ("p", "moves", "eligible", 300, 150, "周村"),
    ("p", "same", "capped", 200, 100, "张店"),
    ("p", "capped", "capped", 300, 150, None),
    ("p", "new", "eligible", 300, 150, "张店"),
    ("q", "same", "review", None, None, "张店"),
]


@pytest.fixture(scope="module")
def found() -> dict[tuple[str, str], tuple[object, ...]]:
    """(policy, candidate) → change, amounts before and after, district."""
    with duckdb.connect() as db:
        for name, rows in (("before_it", BEFORE), ("after_it", AFTER)):
            db.execute(
                f"create table {name} (policy_id varchar, candidate_id varchar, outcome varchar, "
                "amount_fen bigint, city_fen bigint, district varchar, "
                "beneficiary_kind varchar, beneficiary_id varchar)"
            )
            db.executemany(f"insert into {name} ({COLUMNS}) values (?, ?, ?, ?, ?, ?)", rows)
        compare_outcomes(db, "before_it", "main.after_it", "compared")
        rows = db.execute(
            "select policy_id, candidate_id, change, amount_before_fen, amount_after_fen, district "
            "from compared"
        ).fetchall()
    return {(row[0], row[1]): row[2:] for row in rows}


@pytest.mark.parametrize(
    ("candidate", "change"),
    [
        ("gains", ("gains", 0, 250, "张店")),
        ("new", ("gains", 0, 300, "张店")),
        ("loses", ("loses", 300, 0, "周村")),
        ("gone", ("loses", 300, 0, "周村")),
        ("capped", ("loses", 300, 0, None)),
        ("more", ("more", 300, 301, "张店")),
        ("less", ("less", 300, 299, "张店")),
        ("share", ("other", 300, 300, "张店")),
        ("doubt", ("other", 0, 0, None)),
    ],
)
def test_a_change_is_named_by_what_it_means_for_the_beneficiary(
    found: dict[tuple[str, str], tuple[object, ...]], candidate: str, change: tuple[object, ...]
) -> None:
    assert found["p", candidate] == change


def test_a_candidate_of_one_side_alone_is_one_that_was_none_on_the_other(
    found: dict[tuple[str, str], tuple[object, ...]],
) -> None:
    assert found["q", "same"] == ("other", 0, 0, "张店")


def test_whoever_gets_the_same_is_not_listed(
    found: dict[tuple[str, str], tuple[object, ...]],
) -> None:
    assert ("p", "same") not in found
    assert ("p", "moves") not in found


def test_two_runs_without_verdicts_do_not_differ() -> None:
    with duckdb.connect() as db:
        db.execute(
            "create view nothing as select '' as policy_id, '' as candidate_id, '' as outcome, "
            "0 as amount_fen, 0 as city_fen, '' as district, '' as beneficiary_kind, "
            "'' as beneficiary_id where false"
        )
        compare_outcomes(db, "nothing", "nothing", "compared")
        assert db.execute("select * from compared").fetchall() == []
