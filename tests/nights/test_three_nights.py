"""Three nights one after another: what changes in the exports changes in the ledger, once."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from zhaoren.ledger import Book, Ledger, State
from zhaoren.ledger.store import default_url
from zhaoren.nightly import run_night

from ..reference import rows
from ..reference.ids import person_number
from .inboxes import FIRST, Exports, files

SECOND, THIRD = FIRST + timedelta(days=1), FIRST + timedelta(days=2)


@pytest.fixture
def exports(tmp_path: Path) -> Exports:
    made = Exports(tmp_path / "out")
    for whose in (1, 2, 3):
        made.technician(whose)
    return made


def book_of(exports: Exports) -> Book:
    with Ledger(default_url(exports.out)) as ledger:
        return ledger.book("zibo")


def counts(result) -> dict[str, int]:
    names = ("found", "rebased", "conflicts", "held", "hold_changed", "resumed", "cleared",
             "recoveries", "numbers", "merged")  # fmt: skip
    return {name: result.ledger[name] for name in names if result.ledger[name]}


def test_what_changes_in_the_exports_changes_in_the_ledger(exports: Exports) -> None:
    one, two, three = (row["person_id"] for row in exports.rows["certificates"])
    assert counts(exports.night(FIRST)) == {"found": 3}
    exports.change("contracts", one, terminated_on=date(2026, 11, 1))
    exports.change("persons", two, deceased_on=date(2026, 11, 16))
    exports.technician(4)
    assert counts(exports.night(SECOND)) == {"found": 1, "held": 2}
    book = book_of(exports)
    reasons = {grant.id: grant.hold_reasons for grant in book.grants.values()}
    assert "fail:in_service" in reasons["G0000001"]
    assert reasons["G0000002"][0] == "deceased"
    assert (reasons["G0000003"], reasons["G0000004"]) == ((), ())
    exports.change("contracts", one, terminated_on=None)
    exports.change("certificates", three, status="revoked")
    assert counts(exports.night(THIRD)) == {"held": 1, "resumed": 1}
    book = book_of(exports)
    assert [grant.state for grant in book.grants.values()] == [
        State.FOUND, State.HELD, State.HELD, State.FOUND,
    ]  # fmt: skip
    assert book.grants["G0000003"].hold_reasons == ("fail:certificate_sound",)


def test_a_night_that_is_run_again_is_the_same_run_and_records_nothing(exports: Exports) -> None:
    options = exports.options(FIRST)
    first = run_night(options)
    before = files(exports.out / "runs")
    head = first.ledger["head"]
    for _ in range(3):
        again = run_night(options)
        assert (again.run_id, again.already_there) == (first.run_id, True)
        assert (again.ledger["head"], again.ledger["events"]) == (head, 0)
    assert files(exports.out / "runs") == before
    first.run_dir.rename(exports.out / "aside")
    rebuilt = run_night(options)
    assert not rebuilt.already_there
    assert files(rebuilt.run_dir) == files(exports.out / "aside")
    assert rebuilt.ledger["head"] == head


def test_deciding_again_with_the_grants_in_the_ledger_gives_the_same_verdicts(
    exports: Exports,
) -> None:
    first = exports.night(FIRST)
    second = exports.night(SECOND)
    assert second.run_id != first.run_id
    assert second.outcomes == first.outcomes
    assert counts(second) == {}


def test_a_night_killed_before_it_recorded_is_recorded_by_its_rerun(exports: Exports) -> None:
    options = exports.options(FIRST)

    def killed(name: str, step) -> None:
        if name == "record":
            raise KeyboardInterrupt
        step()

    with pytest.raises(KeyboardInterrupt):
        run_night(options, killed)
    assert not book_of(exports).grants
    again = run_night(options)
    assert again.already_there
    assert counts(again) == {"found": 3}
    assert run_night(options).ledger["events"] == 0


def test_a_dry_run_tells_and_records_nothing(exports: Exports) -> None:
    tried = exports.night(FIRST, dry_run=True)
    assert counts(tried) == {"found": 3}
    assert not tried.ledger["recorded"]
    assert not book_of(exports).grants
    assert not (exports.out / "published" / "zibo.json").exists()
    done = exports.night(FIRST)
    assert (done.run_id, counts(done)) == (tried.run_id, {"found": 3})
    assert (exports.out / "published" / "zibo.json").exists()


def test_an_earlier_day_is_published_but_not_recorded(exports: Exports) -> None:
    exports.night(FIRST)
    exports.night(THIRD)  # nothing changed: it recorded nothing
    exports.technician(4)
    earlier = exports.night(SECOND)
    assert not earlier.ledger["recorded"]
    assert "未记账" in earlier.ledger["said"][0]
    pointer = json.loads((exports.out / "published" / "zibo.json").read_text(encoding="utf-8"))
    assert earlier.run_dir.name not in pointer


def test_a_run_of_one_policy_touches_the_grants_of_no_other(exports: Exports) -> None:
    exports.night(FIRST)
    one = exports.rows["certificates"][0]["person_id"]
    exports.change("contracts", one, terminated_on=date(2026, 11, 1))
    assert counts(exports.night(SECOND, policies=("zibo/technician-2021",))) == {}
    assert counts(exports.night(THIRD)) == {"held": 1}


def test_a_changed_number_opens_no_second_claim(exports: Exports) -> None:
    one = exports.rows["certificates"][0]["person_id"]
    exports.night(FIRST)
    exports.renumber(one, person_number(51))
    assert counts(exports.night(SECOND)) == {"numbers": 1}
    exports.renumber(person_number(51), person_number(52))
    assert counts(exports.night(THIRD)) == {"numbers": 1}
    book = book_of(exports)
    assert len(book.grants) == 3
    assert {grant.state for grant in book.grants.values()} == {State.FOUND}


def test_two_numbers_that_are_one_person_keep_one_grant_and_taken_back_still_one(
    exports: Exports,
) -> None:
    one, two = exports.technician(5, "同名"), exports.technician(6, "同名")
    exports.night(FIRST)
    exports.change("persons", one, merged_into=two)
    done = exports.night(SECOND)
    assert done.ledger["merged"] == 1
    book = book_of(exports)
    held = [grant for grant in book.grants.values() if grant.state is State.HELD]
    assert [grant.hold_reasons for grant in held] == [("merged",)]
    exports.change("persons", one, merged_into=None)
    exports.night(THIRD)
    book = book_of(exports)
    going = [grant for grant in book.grants.values() if grant.state is not State.HELD]
    assert (len(book.grants), len(going)) == (5, 4)


def test_numbers_that_merge_in_a_circle_merge_nobody_and_lose_nobody(exports: Exports) -> None:
    one, two, _ = (row["person_id"] for row in exports.rows["certificates"])
    exports.night(FIRST)
    exports.change("persons", one, merged_into=two)
    exports.change("persons", two, merged_into=one)
    done = exports.night(SECOND)
    assert (done.ledger["merged"], done.ledger["held"]) == (0, 2)  # whose state is it?
    exports.change("persons", one, merged_into=None)
    exports.change("persons", two, merged_into=None)
    assert counts(exports.night(THIRD)) == {"resumed": 2}


def test_a_second_certificate_of_the_same_occupation_opens_no_second_claim(
    exports: Exports,
) -> None:
    one = exports.rows["certificates"][0]["person_id"]
    exports.night(FIRST)
    earlier = rows.certificate(
        person_id=one,
        person_name=exports.rows["certificates"][0]["person_name"],
        certificate_no="ZS77",
        issued_on=date(2023, 1, 10),
    )
    exports.add("certificates", earlier)
    assert counts(exports.night(SECOND)) == {}  # the incumbent goes first
    exports.change("certificates", one, status="valid")
    exports.rows["certificates"][0] |= {"status": "cancelled"}
    assert counts(exports.night(THIRD)) == {"rebased": 1}
