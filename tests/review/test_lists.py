"""Lists that go out: who stands in them, and when a new one is opened."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest

from tests.ledger_builder import CHIEF, CLERK, EMPLOYER, FOUND_ON, Office, Person, person_id
from tests.review.conftest import DOUBTFUL
from tests.review.desk import Desk, Doubt, all_agreed, fill, heading_line
from zhaoren.errors import UsageError
from zhaoren.ledger import State
from zhaoren.office.review import ApprovalPlanner

LATER = date(2026, 9, 15)


def rows_of(path) -> list[dict[str, object]]:
    found = []
    for sheet in openpyxl.load_workbook(path).worksheets:
        lines = list(sheet.iter_rows(min_row=heading_line(sheet), values_only=True))
        found += [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]
    return found


def test_a_district_lists_what_was_found_and_what_is_in_doubt(desk: Desk) -> None:
    done, path = desk.lists()
    assert path is not None
    assert path.name == "R0001-初审名单-张店.xlsx"
    rows = rows_of(path)
    assert [row["编号"] for row in rows] == ["G0000001", "G0000002", "G0000003", "待核实"]
    assert [row["序号"] for row in rows] == [1, 2, 3, 4]
    first, doubt = rows[0], rows[3]
    assert first["公民身份号码（信用代码）"] == person_id(1)
    assert (first["姓名（名称）"], first["等级"], first["金额（元）"]) == ("王伟", "技师", 2500)
    assert first["姓名一致"] == "符合"
    assert str(doubt["姓名一致"]).startswith("待核实（")
    assert "姓名：李娜" in str(doubt["姓名一致"])
    assert "区县：无" in str(doubt["姓名一致"])
    assert [event.kind for event in done.events] == ["round_listed"]


def test_the_event_names_nobody(desk: Desk) -> None:
    done, _ = desk.lists()
    body = str(done.events[0].data)
    for one in (*desk.people, DOUBTFUL.person):
        assert one.id not in body
        assert one.name not in body
        assert one.certificate_no not in body


def test_listing_again_gives_the_same_round_and_bytes(desk: Desk) -> None:
    _, path = desk.lists()
    assert path is not None
    before = path.read_bytes()
    done, again = desk.lists(on=LATER)
    assert again == path
    assert path.read_bytes() == before
    assert not done.events


def test_a_night_that_changes_nothing_shown_leaves_the_round(desk: Desk) -> None:
    desk.lists()
    desk.publish(desk.doubts, desk.people)
    done, path = desk.lists()
    assert not done.events
    assert path is not None
    assert path.name.startswith("R0001")


def test_somebody_more_opens_a_new_round(desk: Desk, office: Office) -> None:
    desk.lists()
    office.find([Person(4)])
    done, path = desk.lists(on=LATER)
    assert path is not None
    assert path.name.startswith("R0002")
    assert done.said[1] == "此前的名单R0001作废，不能再导入。"


@pytest.mark.parametrize(
    "change", [{"unknown": ("insured",)}, {"evidence": "b" * 64}], ids=["unknown", "evidence"]
)
def test_another_doubt_opens_a_new_round(desk: Desk, change: dict[str, object]) -> None:
    desk.lists()
    desk.publish([Doubt(DOUBTFUL.person, **change)], desk.people)
    done, _ = desk.lists()
    assert done.events


def test_a_dry_run_lists_and_records_nothing(desk: Desk, office: Office) -> None:
    done, _ = desk.lists(dry_run=True)
    assert done.dry_run
    assert not office.book.rounds


def test_other_districts_are_left_out(desk: Desk, office: Office) -> None:
    office.find([Person(9, district="临淄"), Person(10, district=None)])
    assert len(rows_of(desk.lists()[1])) == 4
    assert [row["编号"] for row in rows_of(desk.lists(district="临淄")[1])] == ["G0000004"]
    assert [row["编号"] for row in rows_of(desk.lists(district="未确定")[1])] == ["G0000005"]


def test_an_unknown_district_is_refused(desk: Desk) -> None:
    with pytest.raises(UsageError, match="no district of that name"):
        desk.lists(district="张甸")


def test_a_district_without_anything_gets_no_list(desk: Desk) -> None:
    done, path = desk.lists(district="周村")
    assert path is None
    assert list(done.said) == ["周村区县初审：没有待办事项。"]


def test_an_answer_that_stands_is_not_asked_again(desk: Desk) -> None:
    _, path = desk.lists()
    assert path is not None
    desk.returns(fill(path, {4: ("不同意", "不是同一人")}))
    assert [row["编号"] for row in rows_of(desk.lists()[1])] == ["G0000001", "G0000002", "G0000003"]


def test_an_answer_no_longer_stands_once_the_evidence_changes(desk: Desk) -> None:
    _, path = desk.lists()
    assert path is not None
    desk.returns(fill(path, {4: ("同意", None)}))
    desk.publish([Doubt(DOUBTFUL.person, evidence="b" * 64)], desk.people)
    assert rows_of(desk.lists()[1])[3]["编号"] == "待核实"


def test_a_confirmed_candidate_is_not_asked_again(desk: Desk) -> None:
    desk.publish([Doubt(DOUBTFUL.person, confirmed=True)], desk.people)
    assert len(rows_of(desk.lists()[1])) == 3


def test_the_city_lists_what_the_district_approved(desk: Desk, office: Office) -> None:
    _, path = desk.lists()
    assert path is not None
    desk.returns(fill(path, all_agreed(2)))
    _, city = desk.lists("city", by=CHIEF)
    assert city is not None
    assert city.name == "R0002-复核名单-张店.xlsx"
    assert [row["编号"] for row in rows_of(city)] == ["G0000001", "G0000002"]


def test_each_policy_has_its_sheet(desk: Desk, office: Office) -> None:
    office.find([Person(20, policy_id="zibo/technician-2022", city_fen=250_000, district_fen=0)])
    _, path = desk.lists()
    book = openpyxl.load_workbook(path)
    assert len(book.worksheets) == 2
    headings = [[cell.value for cell in sheet[heading_line(sheet)]] for sheet in book.worksheets]
    assert "资金承担方明确" in headings[0]
    assert "新获得或新引进" in headings[1]
    assert [row["序号"] for row in rows_of(path)] == [1, 2, 3, 4, 5]


def test_only_opinions_and_notes_can_be_written(desk: Desk) -> None:
    _, path = desk.lists()
    (sheet,) = openpyxl.load_workbook(path).worksheets
    assert sheet.protection.sheet
    head = heading_line(sheet)
    for cell in sheet[head + 1]:
        open_ = sheet.cell(head, cell.column).value in ("意见", "备注")
        assert cell.protection.locked is not open_
    (validation,) = sheet.data_validations.dataValidation
    assert validation.formula1 == '"同意,不同意"'
    assert sheet.freeze_panes is not None


def test_no_cell_starts_a_formula(office: Office) -> None:
    evil = Person(1, name="=HYPERLINK(1)", employer_name="+86公司", certificate="@SUM(1)")
    office.find([evil])
    desk = Desk(office)
    desk.publish([], [evil])
    _, path = desk.lists()
    assert path is not None
    for sheet in openpyxl.load_workbook(path).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert not str(cell.value or "").startswith(("=", "+", "-", "@", "\t"))
    assert desk.returns(fill(path, all_agreed(1))).events


def test_a_confirmed_grant_says_so(desk: Desk, office: Office) -> None:
    confirmed = Person(30, confirmed=True)
    office.find([confirmed])
    desk.publish([], [*desk.people, confirmed])
    rows = rows_of(desk.lists()[1])
    assert rows[0]["说明"] == "符合各项条件，应发2500元"
    assert rows[3]["说明"] == "待核实的条件已经区县核实。符合各项条件，应发2500元"


def test_what_the_newest_run_did_not_decide_says_so(desk: Desk, office: Office) -> None:
    office.find([Person(30)])
    row = rows_of(desk.lists()[1])[3]
    assert (row["说明"], row["姓名一致"]) == ("最近一次运行没有认定这一项。", "")


def test_rows_are_as_high_as_their_text(office: Office) -> None:
    long = Person(1, employer_name="淄博市" + "很长的名称" * 12 + "有限公司")
    office.find([long, Person(2)])
    desk = Desk(office)
    desk.publish([], [long, Person(2)])
    _, path = desk.lists()
    (sheet,) = openpyxl.load_workbook(path).worksheets
    head = heading_line(sheet)
    heights = [sheet.row_dimensions[line].height for line in (head + 1, head + 2)]
    assert heights[0] > 3 * heights[1] / 2


def test_erased_people_are_shown_as_erased(desk: Desk, office: Office) -> None:
    from tests.review.erasing import erase

    erase(office, "G0000002")
    row = rows_of(desk.lists()[1])[1]
    assert (row["姓名（名称）"], row["编号"]) == ("已删除", "G0000002")
    assert row["金额（元）"] == 2500


def test_a_whole_district_is_approved_at_once(desk: Desk, office: Office) -> None:
    office.find([Person(9, district="临淄")])
    done = office.do(ApprovalPlanner(office.words, "district", "张店", FOUND_ON, CLERK))
    assert list(done.said) == ["张店区县初审：整体同意3笔，7,500.00元。"]
    assert [one.state for one in office.book.grants.values()] == [
        State.DISTRICT_APPROVED, State.DISTRICT_APPROVED, State.DISTRICT_APPROVED, State.FOUND,
    ]  # fmt: skip
    assert not office.book.confirmations
    again = office.do(ApprovalPlanner(office.words, "district", "张店", FOUND_ON, CLERK))
    assert not again.events
    assert EMPLOYER not in str(done.events)
