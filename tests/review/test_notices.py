"""Public notices: what is published, objections, and the same files from the ledger."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from tests.ledger_builder import CHIEF, EMPLOYER, FOUND_ON, Office, Person, person_id
from tests.review.erasing import erase
from zhaoren.documents.notice import PublicNotice, notice_page, notice_sheet
from zhaoren.errors import LedgerError, UsageError
from zhaoren.ledger import Ledger, State
from zhaoren.ledger.store import default_url
from zhaoren.office.notice import (
    grant_named,
    plan_decision,
    plan_objection,
    plan_publication,
    read_notice,
)
from zhaoren.office.review import ApprovalPlanner
from zhaoren.working_days import Calendar, last_day_of_notice

CONTACT = "淄博市人力资源和社会保障局"
LAST = last_day_of_notice(FOUND_ON, Calendar())


def read(office: Office, notice_id: str = "N0001") -> PublicNotice:
    with Ledger(default_url(office.out)) as ledger, ledger.reading("zibo") as transaction:
        return read_notice(transaction, notice_id)


def publish(office: Office, on: date = FOUND_ON) -> Any:
    last = last_day_of_notice(on, Calendar())
    return office.do(plan_publication(on, last, office.words.districts, CONTACT), CHIEF)


def approved(office: Office, *found: Person) -> list[str]:
    names = office.find(list(found))
    for stage, by in (("district", "张经办"), ("city", CHIEF)):
        for place in dict.fromkeys(one.district or "未确定" for one in found):
            office.do(ApprovalPlanner(office.words, stage, place, FOUND_ON, by), by)
    return names


def cells_of(office: Office, notice_id: str = "N0001") -> list[tuple[Any, ...]]:
    content = notice_sheet(read(office, notice_id), office.words)
    (sheet,) = openpyxl.load_workbook(BytesIO(content)).worksheets
    return list(sheet.iter_rows(values_only=True))


def rows_of(office: Office) -> list[dict[str, Any]]:
    lines = cells_of(office)
    head = next(place for place, line in enumerate(lines) if line[0] == "序号")
    return [
        dict(zip(lines[head], line, strict=True))
        for line in lines[head:]
        if isinstance(line[0], int)
    ]


class Page(HTMLParser):
    """The rows of all tables of a page, and whatever it would load."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.loads: list[str] = []
        self.text = ""
        self._in_cell = False
        self.feed(content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        self._in_cell = tag in ("td", "th")
        if self._in_cell:
            self.rows[-1].append("")
        self.loads += [value for name, value in attrs if name in ("src", "href") and value]

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._in_cell = False

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._in_cell:
            self.rows[-1][-1] += data


def page_of(office: Office) -> Page:
    return Page(notice_page(read(office), office.words))


def test_all_that_the_city_approved_is_published(office: Office) -> None:
    approved(office, Person(1), Person(2, district="临淄"))
    office.find([Person(3)])
    done = publish(office)
    assert list(done.said) == [f"公示N0001：2笔，5,000.00元，公示期{FOUND_ON}至{LAST}。"]
    states = [one.state for one in office.book.grants.values()]
    assert states == [State.NOTICED, State.NOTICED, State.FOUND]
    notice = office.book.notices["N0001"]
    assert (notice.first_day, notice.last_day) == (
        FOUND_ON,
        date(2026, 9, 20),
    )  # a Sunday that is worked
    assert not publish(office).events


def test_the_list_shows_what_is_asked_and_no_more(office: Office) -> None:
    approved(office, Person(1, name="王伟", certificate="2126468463200001"))
    publish(office)
    (row,) = rows_of(office)
    assert row == {
        "序号": 1, "姓名": "王伟", "单位": "淄博恒通机械制造有限公司", "职业（工种）": "电工",
        "等级": "技师", "证书编号": "2126468463200001", "金额（元）": 2500, "区县": "张店",
    }  # fmt: skip
    text = str(cells_of(office))
    assert "合计：1笔，2,500.00元，大写：贰仟伍佰元整" in text
    assert f"{CONTACT}提出" in text
    assert "2026年9月14日至2026年9月20日" in text


def test_the_page_shows_the_same_and_needs_nothing_beside_it(office: Office) -> None:
    approved(office, Person(1), Person(2, district="临淄"))
    publish(office)
    page = page_of(office)
    listed = [[str(cell).removesuffix(".0") for cell in row.values()] for row in rows_of(office)]
    assert [
        [*row[:6], row[6].replace(",", "").removesuffix(".00"), row[7]] for row in page.rows[1:]
    ] == listed
    assert page.loads == []
    assert "http" not in notice_page(read(office), office.words).decode()
    assert "贰仟伍佰" not in page.text
    assert "伍仟元整" in page.text


def test_no_number_of_a_person_is_shown(office: Office) -> None:
    approved(
        office,
        Person(1, certificate=f"S{person_id(1)}"),
        Person(2, certificate=f"S{person_id(77)}01", employer_name=f"{person_id(2)}店"),
    )
    publish(office)
    text = str(cells_of(office)) + notice_page(read(office), office.words).decode()
    for number in (1, 2, 77):
        own = person_id(number)
        assert own not in text
        assert own[6:14] not in text
        assert f"{own[:6]}********{own[14:]}" in text


def test_formulas_and_markup_stay_text(office: Office) -> None:
    approved(office, Person(1, name="=1+1", employer_name="<script>alert(1)</script>"))
    publish(office)
    assert rows_of(office)[0]["姓名"] == "'=1+1"
    assert "<script>" not in notice_page(read(office), office.words).decode()


def test_an_organisation_is_shown_with_its_credit_code(office: Office) -> None:
    from tests.review.organisations import approve_organisation

    approve_organisation(office)
    publish(office)
    assert rows_of(office)[0]["姓名"] == f"淄博技师学院（{EMPLOYER}）"


def test_rows_stand_by_policy_district_and_place(office: Office) -> None:
    approved(
        office,
        Person(1, policy_id="zibo/technician-2022"),
        Person(2, district="临淄"),
        Person(3, district="张店"),
        Person(4, district=None),
        Person(5, district="淄川"),
    )
    publish(office)
    assert office.book.notices["N0001"].grants == (
        "G0000005", "G0000003", "G0000002", "G0000004", "G0000001",
    )  # fmt: skip
    assert [row["区县"] for row in rows_of(office)] == ["淄川", "张店", "临淄", "未确定", "张店"]


def test_written_again_from_the_ledger_it_is_the_same(office: Office) -> None:
    names = approved(office, Person(1), Person(2))
    publish(office)
    before = [made(read(office), office.words) for made in (notice_sheet, notice_page)]
    with Ledger(default_url(office.out)) as ledger, ledger.transaction("zibo") as transaction:
        other = transaction.keep({**Person(1).basis(), "employer_name": "另一单位"})
    rebased = {"grant": names[0], "candidate": ["=C"], "basis": other, "district": "周村"}
    office.record("rebased", grants=[{**rebased, "employer": None}])
    office.do(plan_objection(names[1], "不在岗", FOUND_ON))
    after = [made(read(office), office.words) for made in (notice_sheet, notice_page)]
    assert before == after


def test_erased_people_are_shown_as_erased(office: Office) -> None:
    names = approved(office, Person(1))
    publish(office)
    erase(office, names[0])
    (row,) = rows_of(office)
    assert (row["姓名"], row["单位"], row["证书编号"]) == ("已删除", "", "")
    assert (row["金额（元）"], row["区县"], row["等级"]) == (2500, "张店", "技师")


def test_a_notice_cannot_begin_before_the_approval(office: Office) -> None:
    approved(office, Person(1))
    with pytest.raises(LedgerError, match="G0000001 were approved later"):
        publish(office, date(2026, 9, 11))


# ---- objections ----


@pytest.fixture
def noticed(office: Office) -> Office:
    office.found_grants(3, State.NOTICED)
    return office


@pytest.mark.parametrize("name", ["G0000002", "N0001/2"])
def test_an_objection_suspends(noticed: Office, name: str) -> None:
    done = noticed.do(plan_objection(name, "不在岗", LAST))
    assert list(done.said) == ["异议J0001：G0000002暂停发放，等待处理。"]
    assert noticed.book.grants["G0000002"].state is State.SUSPENDED
    assert "不在岗" not in str(done.events)


def test_the_same_objection_twice_changes_nothing(noticed: Office) -> None:
    noticed.do(plan_objection("G0000002", "不在岗", FOUND_ON))
    assert not noticed.do(plan_objection("N0001/2", " 不在岗 ", FOUND_ON)).events


def test_another_objection_waits_for_the_first(noticed: Office) -> None:
    noticed.do(plan_objection("G0000002", "不在岗", FOUND_ON))
    with pytest.raises(LedgerError, match="J0001 to grant G0000002 is not decided yet"):
        noticed.do(plan_objection("G0000002", "证书是假的", FOUND_ON))


def test_after_a_dismissal_another_may_object(noticed: Office) -> None:
    noticed.do(plan_objection("G0000002", "不在岗", FOUND_ON))
    noticed.do(plan_decision("J0001", "dismissed", "在岗", FOUND_ON))
    assert noticed.book.grants["G0000002"].state is State.NOTICED
    noticed.do(plan_objection("G0000002", "证书是假的", LAST))
    assert list(noticed.book.objections) == ["J0001", "J0002"]


@pytest.mark.parametrize("day", [date(2026, 9, 13), date(2026, 9, 21)], ids=["before", "after"])
def test_objections_come_while_on_notice(noticed: Office, day: date) -> None:
    with pytest.raises(LedgerError, match="is not one of these days"):
        noticed.do(plan_objection("G0000002", "不在岗", day))


def test_what_is_not_on_notice_is_not_objected_to(noticed: Office) -> None:
    noticed.find([Person(9)])
    with pytest.raises(LedgerError, match="G0000004 is found"):
        noticed.do(plan_objection("G0000004", "不在岗", FOUND_ON))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("N0002/1", "no notice of that number"),
        ("N0001/4", "ends with serial 3"),
        ("G0000009", "no grant G0000009"),
    ],
)
def test_an_unknown_name_is_refused(noticed: Office, name: str, said: str) -> None:
    with pytest.raises(LedgerError, match=said):
        noticed.do(plan_objection(name, "不在岗", FOUND_ON))


@pytest.mark.parametrize("name", ["王伟", person_id(1), "N0001/0", "N0001/", "g0000001", "２"])
def test_a_name_is_not_repeated(noticed: Office, name: str) -> None:
    with pytest.raises(UsageError, match="is named by its number") as refused:
        noticed.do(plan_objection(name, "不在岗", FOUND_ON))
    assert name not in str(refused.value) or name == "N0001/"


def test_an_objection_needs_a_reason(noticed: Office) -> None:
    with pytest.raises(UsageError, match="says nothing"):
        noticed.do(plan_objection("G0000002", "  ", FOUND_ON))


@pytest.mark.parametrize(
    ("outcome", "on", "state"),
    [
        ("upheld", FOUND_ON, State.REJECTED), ("upheld", date(2026, 9, 30), State.REJECTED),
        ("dismissed", LAST, State.NOTICED), ("dismissed", date(2026, 9, 21), State.CLEARED),
    ],
)  # fmt: skip
def test_what_comes_of_an_objection(noticed: Office, outcome: str, on: date, state: State) -> None:
    noticed.do(plan_objection("G0000002", "不在岗", FOUND_ON))
    noticed.do(plan_decision("J0001", outcome, "已核实", on), CHIEF)
    assert noticed.book.grants["G0000002"].state is state
    assert noticed.book.objections["J0001"].outcome == outcome
    assert not noticed.do(plan_decision("J0001", outcome, "已核实", on), CHIEF).events


def test_a_decision_stands(noticed: Office) -> None:
    noticed.do(plan_objection("G0000002", "不在岗", FOUND_ON))
    noticed.do(plan_decision("J0001", "upheld", "属实", FOUND_ON))
    with pytest.raises(LedgerError, match="J0001 was upheld already"):
        noticed.do(plan_decision("J0001", "dismissed", "改判", FOUND_ON))


def test_a_decision_needs_an_objection_before_it(noticed: Office) -> None:
    with pytest.raises(LedgerError, match="no objection of that number"):
        noticed.do(plan_decision("J0001", "upheld", "属实", FOUND_ON))
    noticed.do(plan_objection("G0000002", "不在岗", LAST))
    with pytest.raises(LedgerError, match=re.escape(f"cannot be decided on {FOUND_ON}")):
        noticed.do(plan_decision("J0001", "upheld", "属实", FOUND_ON))


def test_a_held_grant_is_decided_once_it_is_back(noticed: Office) -> None:
    noticed.do(plan_objection("G0000002", "不在岗", FOUND_ON))
    noticed.record("held", grants=["G0000002"], reasons={"G0000002": ["deceased"]})
    with pytest.raises(LedgerError, match="G0000002 is held"):
        noticed.do(plan_decision("J0001", "upheld", "属实", FOUND_ON))


def test_grants_are_named_as_printed(noticed: Office) -> None:
    assert grant_named(noticed.book, "N0001/3").id == "G0000003"
