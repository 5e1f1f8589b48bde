"""Nights again, in another order, with other accounts and other amounts: nobody is paid twice."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from zhaoren.ledger.book import Book

from .city import rows_of_city, write_city
from .figures import LONG, count
from .lifecycle import Life, Words, dearer_project
from .picture import book_in, events_of, picture_of
from .trial import Bench, Step

pytestmark = pytest.mark.long

RERUNS = 100 if LONG else 3
ORDERS = 10 if LONG else 1
AFTER = ("review approve", "batch release", "batch return") if LONG else ("batch release",)
"""Steps after which nights are run on other inputs; each is taken where it comes last."""


def assert_paid_once(bench: Bench) -> Book:
    """Nothing goes to a bank again unless it said that it failed; one grant a key, paid once."""
    paid: Counter[str] = Counter()
    for event in events_of(bench.out)[0]:
        if event.kind == "bank_answered":
            paid.update(one["grant"] for one in event.data["results"] if one["result"] == "paid")
    assert max(paid.values(), default=0) <= 1
    book = book_in(bench.out)
    assert len(book.by_key) == len(book.grants)
    return book


def last(life: Life, name: str) -> Step:
    """The last step of a name."""
    return [step for step in life.steps if step.name == name][-1]


def go_on(life: Life, step: Step) -> Book:
    """The workspace as it was after a step."""
    life.bench.put_back(step)
    life.bench.run(step.words)
    return book_in(life.bench.out)


def test_a_night_that_is_run_again_and_again_records_nothing_more(life: Life) -> None:
    for step in (life.steps[0], last(life, "night of 2026-09-28")):
        life.bench.put_back(step)
        for rerun in range(RERUNS + 1):
            life.bench.run(step.words)
            life.bench.check_done(step, f"rerun {rerun}")
            count("reruns of a night", runs=1)


@pytest.mark.parametrize("name", AFTER)
def test_rows_and_files_in_another_order_find_nothing_new(life: Life, name: str) -> None:
    before = go_on(life, last(life, name))
    states = picture_of(life.bench.out).states
    for order in range(ORDERS):
        rows, folder = rows_of_city(life.people), life.bench.folder / f"{name}-{order}"
        inbox = write_city(rows, folder, date(2026, 9, 30), shuffled=order, parts=1 + order % 3)
        life.bench.run(night(life, inbox))
        count("nights on shuffled exports", runs=1)
        assert assert_paid_once(life.bench).grants.keys() == before.grants.keys()
        assert picture_of(life.bench.out).states == states


@pytest.mark.parametrize("name", AFTER)
def test_other_accounts_and_amounts_pay_nobody_again(life: Life, name: str) -> None:
    before = go_on(life, last(life, name))
    project = dearer_project(life.bench.folder / f"dearer {name}")
    life.bench.run(night(life, life.mended, str(project)))
    after = assert_paid_once(life.bench)
    assert after.grants.keys() == before.grants.keys()
    for grant in after.grants.values():
        assert grant.amount_fen == before.grants[grant.id].amount_fen, "changed without a person"
    again = [words for words in (step.words for step in life.steps) if words[:2] == MADE]
    life.bench.stopped(again[-1])
    assert_paid_once(life.bench)


MADE = ("batch", "prepare")


def night(life: Life, inbox: Path, *more: str) -> Words:
    """One more night, after all others."""
    return life.night("2026-09-30", inbox, "unchecked", *more)[1]
