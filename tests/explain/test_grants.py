"""Explanations beside a ledger: where grants stand, numbers that changed, names that bite."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest

from zhaoren.explain import Asked, explain
from zhaoren.explain.letter import letter
from zhaoren.ledger import Ledger
from zhaoren.ledger.store import default_url
from zhaoren.runs import Run, open_run
from zhaoren.workspace import make_private

from ..nights.inboxes import FIRST, Exports
from ..nights.runs import DAY, City, finding
from ..reference.ids import person_number
from .conftest import ask, told, unchecked

PAID_ON = DAY + timedelta(days=1)
DIED = date(2026, 2, 1)
BITES = """<script>alert("1")</script>'&{{7*7}}"""


class Night(NamedTuple):
    """A night on a ledger with paid grants: since then one died, and one has a new number."""

    run: Run
    paid: str
    deceased: str
    renumbered: tuple[str, str]
    bites: str


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Night:
    exports = Exports(tmp_path_factory.mktemp("grants") / "out")
    people = [exports.technician(whose) for whose in (1, 2, 3)]
    make_private(exports.out)
    with Ledger(default_url(exports.out)) as ledger:
        town = City(ledger)
        town.night(*(finding(one, f"ZS{place}") for place, one in enumerate(people, start=1)))
        town.pay(1, 2, 3)
    paid, deceased, old = people
    exports.change("persons", deceased, deceased_on=DIED)
    exports.renumber(old, person_number(8))
    bites = exports.technician(5, name=BITES)
    exports.change("contracts", bites, terminated_on=FIRST)
    with unchecked():
        run = open_run(exports.night(FIRST).run_dir)
    return Night(run, paid, deceased, (old, person_number(8)), bites)


def test_a_paid_grant_is_told_with_the_day_of_its_payment(night: Night) -> None:
    found = ask(night.run, night.paid, "zibo/technician-2022")
    verdict = found.subjects[0].verdicts[0]
    assert verdict.outcome == "already_granted"
    assert verdict.grant is not None
    assert (verdict.grant.state, str(verdict.grant.paid_on)) == ("paid", str(PAID_ON))
    assert f"G0000001 已发放（{PAID_ON}起），银行已经发放；{PAID_ON}发放" in told(found)


def test_a_grant_is_found_by_its_number_and_explained_alone(night: Night) -> None:
    subject = explain(night.run, Asked("grant", "g0000001")).subjects[0]
    assert subject.number == night.paid
    assert [one.grant_id for one in subject.grants] == ["G0000001"]
    assert {one.policy_id for one in subject.verdicts} == {"zibo/technician-2022"}


def test_what_a_look_back_found_is_told(night: Night) -> None:
    found = ask(night.run, night.deceased)
    said = told(found)
    assert found.subjects[0].grants[0].findings[0].finding == "deceased"
    assert f"回查发现：此前已去世（{DIED}）" in said


def test_the_number_from_before_a_change_leads_to_the_grant_of_today(night: Night) -> None:
    old, new = night.renumbered
    subject = ask(night.run, old).subjects[0]
    assert (subject.number, subject.others) == (new, (old,))
    assert [one.state for one in subject.grants] == ["paid"]


def test_a_name_that_bites_harms_neither_text_nor_letter(night: Night) -> None:
    found = ask(night.run, night.bites)
    assert found.subjects[0].name == BITES
    assert BITES in told(found)
    page = letter(found)
    assert "<script" not in page
    assert "{{7*7}}" in page


def test_a_run_without_candidates_knows_nobody(night: Night, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    with duckdb.connect() as db:
        for name in night.run.tables:
            db.execute(
                f"copy (from '{night.run.table(name)}' where false) to '{empty}/{name}.parquet'"
            )
    (empty / "manifest.json").write_bytes((night.run.folder / "manifest.json").read_bytes())
    found = ask(open_run(empty), night.paid)
    assert not found.subjects[0].known
    assert "没有查到您的记录" in letter(found)
    assert told(found)
