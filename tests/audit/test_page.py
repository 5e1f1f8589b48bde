"""Every query of docs/audit.md, in both forms, on a ledger with paid grants; what they find."""

from __future__ import annotations

import json
from contextlib import chdir
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.reference.ids import person_number
from zhaoren.content import find_content
from zhaoren.contracts import load_contracts
from zhaoren.contracts.tables import describe_tables, with_tables

from . import world
from .page import PAGE, Question, Rows, blocks, by_duckdb, by_pandas, chapters, questions

QUESTIONS = list(questions())


def answer(number: int, run: Path) -> Rows:
    """The rows that answer a question."""
    (question,) = (one for one in QUESTIONS if one.title.startswith(f"{number}. "))
    return by_duckdb(question, run)[1]


def column(number: int, run: Path, place: int) -> list[Any]:
    """One column of them."""
    return [row[place] for row in answer(number, run)]


def test_there_are_twenty_questions_in_order() -> None:
    numbered = [one.title.partition(". ")[0] for one in QUESTIONS]
    assert numbered == [*map(str, range(1, 21)), "Risk flags"]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.title)
def test_duckdb_and_pandas_give_the_same_answer(question: Question, run: Path) -> None:
    assert by_duckdb(question, run) == by_pandas(question, run)
    assert by_duckdb(question, run)[1], "nothing is found where something is"


def test_who_was_paid_twice_and_how_is_told(run: Path) -> None:
    told = {row[0]: (row[1], row[3]) for row in answer(1, run)}
    merged = person_number(world.MERGED)
    assert told == {
        "G0000001": (person_number(world.ELSEWHERE), "elsewhere on 2026-01-05"),
        "G0000006": (merged, "another grant"),
        "G0000007": (merged, "another grant"),
        "FF903": (person_number(world.EARLIER), "another payment before"),
        "FF904": (person_number(world.EARLIER), "another payment before"),
    }
    assert column(17, run, 1) == [person_number(world.OLD)] * 2


def test_who_died_three_days_before_payment_was_paid_after_decease(run: Path) -> None:
    assert column(2, run, 1) == [person_number(world.DEAD)]


def test_a_revoked_certificate_under_a_payment_is_listed(run: Path) -> None:
    assert column(3, run, 2) == ["paid_elsewhere", "certificate_revoked"]


def test_who_waits_for_67_days_is_told_with_what_for(run: Path) -> None:
    found = [(row[0], row[5], row[7]) for row in answer(4, run)]
    waits = ("暂缓：没有收款账户", "待区县初审")
    assert sorted(found) == [("G0000004", 67, waits[1]), ("G0000005", 67, waits[0])]
    assert column(5, run, 5) == [waits[0], "no_account", "no_account"]


def test_every_row_and_every_yuan_is_accounted_for(run: Path) -> None:
    assert set(column(6, run, 5)) == {0}
    assert sum(column(6, run, 3)) == sum(column(6, run, 6)) == 2
    assert set(column(7, run, 4)) == {0}
    ((eligible, shares, payable, in_manifest, payable_there),) = answer(8, run)
    assert eligible == shares == in_manifest
    assert payable == payable_there == sum(column(7, run, 3))


def test_what_a_ceiling_leaves_out_and_for_whom(run: Path) -> None:
    # what was granted to the staff of another employer counts there
    before, tonight = sorted((row[2:] for row in answer(11, run)), reverse=True)
    assert before == (5 * 250_000, 0, 0, 0)
    assert tonight == (0, 1_750_000, 500_000, 2)
    who = {candidate.partition("|")[0] for candidate in column(12, run, 2)}
    assert who == {f"ZS{world.FULL}", f"ZS{world.OVER}"}
    assert len(answer(12, run)) == 2 * 7


def test_a_second_certificate_is_passed_over_for_the_first(run: Path) -> None:
    ((_, loser, _, winner, outcome, _),) = answer(13, run)
    assert (loser[:4], winner[:3], outcome) == ("ZS99", "ZS9", "eligible")


def test_an_account_of_two_is_told_by_number(run: Path) -> None:
    people = {person_number(world.TWIN), person_number(world.OTHER)}
    assert set(column(16, run, 2)) == people


def test_a_certificate_of_two_cities_is_found_across_their_runs(run: Path) -> None:
    assert answer(18, run) == [(f"ZS{world.ABROAD}", 1, "liaocheng zibo")]


def test_a_payment_that_the_city_does_not_know_is_flagged_as_another_citys(run: Path) -> None:
    with duckdb.connect() as db:
        flags = db.execute(
            f"select subject_id from '{run}/risks.parquet' where flag = 'paid_by_other_city'"
        ).fetchall()
    assert flags == [(person_number(world.DOUBTED),)]


def test_a_faulty_row_is_traced_to_its_candidates_verdicts(run: Path) -> None:
    found = {(row[0], row[3], row[7]) for row in answer(19, run)}
    assert ("persons", "merged_into.invalid", "review") in found


def test_one_yuan_can_be_followed_to_the_rows_of_the_exports(run: Path) -> None:
    (_, *steps) = blocks(chapters()["How to follow one yuan"], "sql")
    with chdir(run), duckdb.connect() as db:
        db.execute(blocks(chapters()["How to follow one yuan"], "sql")[0])
        ((file, serial, candidate),) = db.execute(
            "select file, serial, candidate_id from line"
        ).fetchall()
        verdict, criteria, rows, files = (db.execute(step).fetchall() for step in steps)
        account = verdict[0][-3]
    line = (run / "payments" / file).read_text("gb18030").splitlines()
    assert any(text.split("|")[:2] == [str(serial), account] for text in line)
    assert {answers[2] for answers in criteria} == {"pass"}
    certificate = candidate.partition("|")[0]
    hashes = {name: sha256 for name, sha256, _ in files}
    (place,) = (row[2] for row in rows if row[0] == "certificates" and certificate in row[4])
    snapshot = run.parents[2] / "snapshots" / hashes["certificates.csv"]
    assert certificate in snapshot.read_text("utf-8").splitlines()[place - 1]
    assert {row[1] for row in rows} == set(hashes)
    inputs = json.loads((run / "manifest.json").read_text("utf-8"))["inputs"]
    assert hashes.items() <= {one["name"]: one["sha256"] for one in inputs}.items()


def test_the_tables_are_those_of_the_contracts() -> None:
    """Write them anew: python -m zhaoren.contracts.tables docs/audit.md"""
    page = PAGE.read_text("utf-8")
    assert with_tables(page, describe_tables(load_contracts(find_content()).outputs)) == page
