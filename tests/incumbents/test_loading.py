"""A book as tables: under the numbers in use, and under none where they were erased."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import duckdb
import pytest

from zhaoren.incumbents import empty_ledger, load_ledger, standing
from zhaoren.ledger import Book, State

from .notebook import Notebook, Row

DAY = date(2026, 12, 15)
OLD, NEW, OTHER, FIRM = "370303199001010001", "370303199001010002", "3703031990X", "91370300X"


def finding(**changes: Any) -> Row:
    """A technician's certificate that stands."""
    row: Row = {
        "place": 1, "policy_id": "zibo/technician-2022", "benefit_id": "zibo/technician",
        "candidate_id": f"ZS1|{OLD}", "stands": True, "confirmed": False,
        "once_per": ["person_id", "occupation_code"], "once_values": [OLD, "6-18"],
        "candidate_columns": ["certificate_no", "person_id"], "candidate_values": ["ZS1", OLD],
        "ceiling_per": ["employer_id"], "ceiling_values": [FIRM], "ceiling_year": 2026,
        "beneficiary_kind": "person", "beneficiary_id": OLD, "person_id": OLD,
        "employer_id": FIRM, "district": "张店", "level": "technician", "period": None,
        "certificate_no": "ZS1", "amount_fen": 250_000, "city_fen": 250_000, "district_fen": 0,
        "unknown": ["insured"], "unknown_evidence": "e" * 64,
    }  # fmt: skip
    return row | changes


@pytest.fixture
def db() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as made:
        made.execute("create schema reference")
        made.execute("create table reference.merged_numbers (number varchar, person_id varchar)")
        yield made


@pytest.fixture
def notes() -> Notebook:
    made = Notebook(Book("zibo"))
    made.find([finding()], DAY)
    return made


def grants(db: duckdb.DuckDBPyConnection, notes: Notebook) -> list[tuple[Any, ...]]:
    load_ledger(db, notes.book, notes.numbers, notes.bases)
    columns = "variant, candidate_id, once_key, ceiling_group, person_id"
    return db.execute(f"select {columns} from ledger.grants order by all").fetchall()


def test_a_grant_stands_as_its_candidate_does(
    db: duckdb.DuckDBPyConnection, notes: Notebook
) -> None:
    assert grants(db, notes) == [(1, f"ZS1|{OLD}", f"{OLD}\x1f6-18", FIRM, OLD)]


def test_a_changed_number_is_followed(db: duckdb.DuckDBPyConnection, notes: Notebook) -> None:
    db.execute("insert into reference.merged_numbers values (?, ?)", [OLD, NEW])
    assert grants(db, notes) == [(1, f"ZS1|{NEW}", f"{NEW}\x1f6-18", FIRM, NEW)]
    assert db.execute("select number, current_number from ledger.numbers").fetchall() == [
        (FIRM, FIRM),
        (OLD, NEW),
    ]


def test_of_two_numbers_in_use_a_grant_stands_under_each(
    db: duckdb.DuckDBPyConnection, notes: Notebook
) -> None:
    notes.numbers[OTHER] = notes.numbers[OLD]
    assert grants(db, notes) == [
        (1, f"ZS1|{OLD}", f"{OLD}\x1f6-18", FIRM, OLD),
        (2, f"ZS1|{OTHER}", f"{OTHER}\x1f6-18", FIRM, OTHER),
    ]


def test_what_was_erased_matches_nobody(db: duckdb.DuckDBPyConnection, notes: Notebook) -> None:
    notes.numbers.clear()
    notes.bases.clear()
    assert grants(db, notes) == [(1, None, None, None, None)]


def test_a_grant_without_a_key_is_known_by_its_candidate(
    db: duckdb.DuckDBPyConnection, notes: Notebook
) -> None:
    nameless = {"candidate_values": ["ZS2", OLD], "certificate_no": "ZS2"}
    notes.find([finding(once_values=None, candidate_id=f"ZS2|{OLD}", **nameless)], DAY)
    assert grants(db, notes)[-1] == (1, f"ZS2|{OLD}", None, FIRM, OLD)


def test_only_confirmed_answers_count(db: duckdb.DuckDBPyConnection, notes: Notebook) -> None:
    notes.confirm([finding()], DAY)
    load_ledger(db, notes.book, notes.numbers, notes.bases)
    said = db.execute("from ledger.confirmed").fetchall()
    assert said == [("zibo/technician-2022", f"ZS1|{OLD}", "insured", "e" * 64)]
    for answer in notes.book.confirmations.values():
        object.__setattr__(answer, "confirmed", False)
    load_ledger(db, notes.book, notes.numbers, notes.bases)
    assert db.execute("from ledger.confirmed").fetchall() == []


def test_an_empty_ledger_keeps_what_was_loaded(
    db: duckdb.DuckDBPyConnection, notes: Notebook
) -> None:
    found = grants(db, notes)
    empty_ledger(db)
    assert db.execute("select count(*) from ledger.grants").fetchone() == (len(found),)


def test_every_state_means_something() -> None:
    meant = {state: standing(state) for state in State}
    assert {state for state, word in meant.items() if word == "recovered"} == {State.RECOVERED}
    assert {state for state, word in meant.items() if word == "closed"} == {State.REJECTED}
    assert meant[State.FAILED] == meant[State.HELD] == "open"
    assert meant[State.UNKNOWN] == meant[State.SUBMITTED] == "granted"
