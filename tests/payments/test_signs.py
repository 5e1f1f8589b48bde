"""Signs that nobody sees: shown where people read, kept where names are matched and paid."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from markupsafe import Markup
from python_calamine import CalamineWorkbook

from tests.ledger_builder import Office, Person
from tests.review.test_notices import approved, publish, read
from zhaoren.cli.streams import Shown
from zhaoren.documents.notice import notice_page
from zhaoren.documents.review_return import canonical
from zhaoren.explain.text import wrapped
from zhaoren.payments.bankfile import bank_file
from zhaoren.payments.documents import Heading, roster
from zhaoren.payments.layouts import Banks
from zhaoren.payments.lines import Line
from zhaoren.payments.sheets import neutral
from zhaoren.signs import visible

DAY = date(2026, 11, 20)
TURNED = "王\u202e伟"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        (TURNED, r"王\u202e伟"),
        ("王\u200b伟\ufeff", r"王\u200b伟\ufeff"),
        ("\u2066a\u2069", r"\u2066a\u2069"),
        ("a\x9bb\x7f\x1b", r"a\u009bb\u007f\u001b"),
        ("a\U000e0041", r"a\udb40\udc41"),
    ],
)
def test_an_unseen_sign_is_shown_by_its_number(text: str, seen: str) -> None:
    assert visible(text) == seen


@pytest.mark.parametrize("text", ["买买提·艾力", "李𠮷", "一行\n二行\t列", "王\u3000伟", "é", ""])
def test_what_is_seen_stays_as_it_is(text: str) -> None:
    assert visible(text) is text


def test_a_text_of_a_template_stays_one() -> None:
    assert isinstance(visible(Markup(f"<b>{TURNED}</b>")), Markup)


def test_a_terminal_shows_it_and_keeps_its_colours() -> None:
    written = BytesIO()
    stream = Shown(io.BufferedWriter(written), encoding="utf-8")  # type: ignore[arg-type]
    stream.write(f"\x1b[1m{TURNED}\x1b[0m 2500.00\n")
    stream.flush()
    assert written.getvalue().decode() == "\x1b[1m王\\u202e伟\x1b[0m 2500.00\n"


def test_json_means_the_same_as_before() -> None:
    value = {"name": TURNED, "sign": "\U000e0041"}
    assert json.loads(visible(json.dumps(value, ensure_ascii=False))) == value


def test_a_line_of_an_explanation_shows_it() -> None:
    assert list(wrapped(TURNED)) == [r"王\u202e伟"]


def test_a_roster_shows_it_and_the_bank_gets_the_name_as_it_holds_it(
    line: Callable[..., Line], banks: Callable[..., Banks]
) -> None:
    lines = [line(account_name=TURNED, payee_name=TURNED)]
    made = roster(lines, Heading("淄博市", "zibo-1", "工行", DAY, 1, 1), {})
    rows = CalamineWorkbook.from_filelike(BytesIO(made)).get_sheet_by_index(0).to_python()
    assert str(rows).count(r"王\\u202e伟") == 2
    assert TURNED not in str(rows)
    file = bank_file(lines, banks().layout("102"), "zibo-1", DAY)
    assert TURNED in file.decode("gb18030")


def test_a_notice_shows_it(office: Office) -> None:
    approved(office, Person(1, name=TURNED))
    publish(office)
    page = notice_page(read(office), office.words).decode()
    assert r"王\u202e伟" in page
    assert TURNED not in page


@pytest.mark.parametrize("name", [TURNED, "王\u2028伟", "=\u202e1"])
def test_a_review_list_that_comes_back_is_not_altered_by_what_was_shown(name: str) -> None:
    assert canonical(neutral(name)) == canonical(name)
