"""Lists that come back: what is taken, what is refused, and what spreadsheets do meanwhile."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from tests.ledger_builder import CHIEF, CLERK, FOUND_ON, Office, Person, people
from tests.review.conftest import DOUBTFUL
from tests.review.desk import Desk, Doubt, all_agreed, fill, heading_line
from zhaoren.documents.review_return import canonical, read_return
from zhaoren.errors import LedgerError
from zhaoren.ledger import State
from zhaoren.office.review import ApprovalPlanner
from zhaoren.payments.sheets import neutral

LATER = date(2026, 9, 15)


@pytest.fixture
def listed(desk: Desk) -> Path:
    _, path = desk.lists()
    assert path is not None
    return path


def states(office: Office) -> list[State]:
    return [one.state for one in office.book.grants.values()]


def test_opinions_are_carried_out(desk: Desk, office: Office, listed: Path) -> None:
    answers = {1: ("同意", None), 2: ("不同意", "已离职"), 4: ("同意", "核对过档案")}
    done = desk.returns(fill(listed, answers), on=LATER)
    assert states(office) == [State.DISTRICT_APPROVED, State.REJECTED, State.FOUND]
    assert list(done.said) == [
        "名单R0001（张店区县初审）：同意1笔，不同意1笔，核实符合1项，未填写仍待办1行。"
    ]
    kinds = [event.kind for event in done.events]
    assert kinds == ["round_returned", "district_approved", "rejected", "answered"]
    (answer,) = office.book.confirmations.values()
    assert (answer.confirmed, answer.unknown, answer.evidence) == (
        True, ("identity_consistent",), "a" * 64,
    )  # fmt: skip
    assert office.book.grants["G0000001"].approved_by == CLERK
    for word in ("已离职", "核对过档案", DOUBTFUL.person.id, DOUBTFUL.person.certificate_no):
        assert word not in str(done.events)


def test_the_answer_knows_its_candidate(desk: Desk, office: Office, listed: Path) -> None:
    from zhaoren.ledger import Ledger
    from zhaoren.ledger.store import default_url

    desk.returns(fill(listed, {4: ("同意", None)}))
    (answer,) = office.book.confirmations.values()
    with Ledger(default_url(office.out)) as ledger, ledger.reading("zibo") as transaction:
        basis = transaction.particulars([answer.basis])[answer.basis]
        assert basis == DOUBTFUL.person.basis()
        assert answer.candidate[1] == f"@{transaction.numbers()[DOUBTFUL.person.id]}"


def test_the_same_file_twice_changes_nothing(desk: Desk, listed: Path) -> None:
    filled = fill(listed, all_agreed(4))
    desk.returns(filled)
    again = desk.returns(filled)
    assert not again.events
    assert list(again.said) == ["名单R0001（张店区县初审）：这一文件此前已经导入。"]


def test_the_same_answers_saved_again_change_nothing(desk: Desk, listed: Path) -> None:
    answers = {1: ("同意", None), 2: ("不同意", "已离职"), 4: ("同意", None)}
    desk.returns(fill(listed, answers))
    saved = fill(listed, answers, lambda sheet: sheet.sheet_properties.__setattr__("codeName", "x"))
    again = desk.returns(saved)
    assert not again.events
    assert "此前已办理3行" in again.said[0]


def test_further_rows_may_follow_in_the_same_list(desk: Desk, office: Office, listed: Path) -> None:
    desk.returns(fill(listed, {1: ("同意", None)}))
    done = desk.returns(fill(listed, {1: ("同意", None), 2: ("同意", None)}))
    assert "同意1笔，此前已办理1行" in done.said[0]
    assert states(office)[:2] == [State.DISTRICT_APPROVED] * 2


def test_an_answer_can_be_corrected_while_it_stands(
    desk: Desk, office: Office, listed: Path
) -> None:
    desk.returns(fill(listed, {4: ("同意", None)}))
    desk.returns(fill(listed, {4: ("不同意", "弄错了")}))
    (answer,) = office.book.confirmations.values()
    assert not answer.confirmed


def set_cell(serial: int, heading: str, value: object) -> object:
    def edit(sheet: Worksheet) -> None:
        head = heading_line(sheet)
        column = next(cell.column for cell in sheet[head] if cell.value == heading)
        line = next(cell.row for cell in sheet["A"] if cell.value == serial)
        sheet.cell(line, column).value = value

    return edit


def copy_row(sheet: Worksheet) -> None:
    sheet.append([cell.value for cell in sheet[heading_line(sheet) + 2]])


def add_row(sheet: Worksheet) -> None:
    values = [cell.value for cell in sheet[heading_line(sheet) + 2]]
    sheet.append([99, *values[1:]])


def write_below(sheet: Worksheet) -> None:
    sheet.cell(sheet.max_row + 2, 3).value = "合计"


def write_beside(sheet: Worksheet) -> None:
    sheet.cell(heading_line(sheet) + 2, sheet.max_column + 2).value = "已离职"


CHANGED = "a cell that went out was changed"
FAULTY = {
    "a name": (set_cell(2, "姓名（名称）", "王二"), f"sheet 1 row 8: {CHANGED}"),
    "an amount": (set_cell(2, "金额（元）", 2500.5), f"row 8: {CHANGED}"),
    "a number cut": (
        set_cell(1, "公民身份号码（信用代码）", 370303197001020005.0),
        f"row 7: {CHANGED}",
    ),
    "a verdict": (set_cell(4, "姓名一致", "符合"), f"row 10: {CHANGED}"),
    "a serial": (set_cell(2, "序号", 3), "row 9: the same as sheet 1 row 8"),
    "an opinion": (set_cell(3, "意见", "基本同意"), "row 9: 意见 is neither 同意 nor 不同意"),
    "no reason": (set_cell(3, "意见", "不同意"), "row 9: 不同意 without a reason in 备注"),
    "a row twice": (copy_row, "row 11: the same as sheet 1 row 8"),
    "a row more": (add_row, "row 11: not a row of the list"),
    "a line below": (write_below, "row 12: not a row of the list"),
    "a word beside": (write_beside, f"row 8: {CHANGED}"),
    "a serial that is none": (set_cell(2, "序号", "二"), "row 8: not a row of the list"),
}  # fmt: skip


@pytest.mark.parametrize(("edit", "said"), FAULTY.values(), ids=FAULTY)
def test_a_faulty_file_is_refused_whole(
    desk: Desk, office: Office, listed: Path, edit: object, said: str
) -> None:
    head = office.book.head
    filled = fill(listed, {1: ("同意", None), 2: ("同意", None)}, edit)
    with pytest.raises(LedgerError, match="Nothing was recorded") as refused:
        desk.returns(filled)
    assert said in str(refused.value)
    assert office.book.head == head
    for one in (*desk.people, DOUBTFUL.person):
        assert one.name not in str(refused.value)
        assert one.id not in str(refused.value)


def test_every_bad_row_is_named(desk: Desk, listed: Path) -> None:
    edits = (set_cell(1, "单位", "x"), set_cell(3, "意见", "行"))
    with pytest.raises(LedgerError, match=r"row 7: a cell.*; sheet 1 row 9: 意见"):
        desk.returns(fill(listed, {}, *edits))


def test_many_bad_rows_are_counted(office: Office) -> None:
    found = people(40)
    office.find(found)
    desk = Desk(office)
    desk.publish([], found)
    _, path = desk.lists()
    answers = dict.fromkeys(range(1, 41), ("不同意", None))
    with pytest.raises(LedgerError, match="and 10 more"):
        desk.returns(fill(path, answers))


def test_rows_taken_out_stay_waiting(desk: Desk, office: Office, listed: Path) -> None:
    filled = fill(listed, all_agreed(4), lambda sheet: sheet.delete_rows(8, 1))
    done = desk.returns(filled)
    assert "未填写仍待办1行" in done.said[0]
    assert states(office) == [State.DISTRICT_APPROVED, State.FOUND, State.DISTRICT_APPROVED]


def test_an_old_round_is_refused_once_a_new_one_is_out(
    desk: Desk, office: Office, listed: Path
) -> None:
    filled = fill(listed, all_agreed(4))
    office.find([Person(4)])
    desk.lists()
    with pytest.raises(LedgerError, match="R0001 was replaced by R0002"):
        desk.returns(filled)


def test_the_other_districts_rounds_do_not_matter(desk: Desk, office: Office, listed: Path) -> None:
    office.find([Person(9, district="临淄")])
    desk.lists(district="临淄")
    assert desk.returns(fill(listed, all_agreed(1))).events


def test_a_list_of_another_city_or_ledger_is_refused(
    desk: Desk, listed: Path, tmp_path: Path
) -> None:
    filled = fill(listed, all_agreed(4))
    (tmp_path / "other").mkdir()
    elsewhere = Desk(Office(tmp_path / "other"))
    elsewhere.office.find(people(1))
    with pytest.raises(LedgerError, match="no review list R0001"):
        elsewhere.returns(filled)
    elsewhere.publish([], people(1))
    elsewhere.lists()
    with pytest.raises(LedgerError, match="no review list R0001 with the check"):
        elsewhere.returns(filled)

    def of_rizhao(sheet: Worksheet) -> None:
        sheet["A3"].value = str(sheet["A3"].value).replace("zibo-R", "rizhao-R")

    with pytest.raises(LedgerError, match="a review list of rizhao, not of zibo"):
        desk.returns(fill(listed, all_agreed(1), of_rizhao))


def test_a_list_that_says_to_be_another_round_is_refused(
    desk: Desk, office: Office, listed: Path
) -> None:
    office.find([Person(9, district="临淄")])
    desk.lists(district="临淄")

    def of_linzi(sheet: Worksheet) -> None:
        sheet["A3"].value = str(sheet["A3"].value).replace("R0001", "R0002")

    with pytest.raises(LedgerError, match="no review list R0002 with the check"):
        desk.returns(fill(listed, all_agreed(1), of_linzi))


def test_what_is_no_list_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "list.xlsx"
    text.write_bytes("序号,意见".encode())
    with pytest.raises(LedgerError, match="not a workbook"):
        read_return(text)
    book = openpyxl.Workbook()
    book.active["A1"] = "序号"  # type: ignore[index]
    book.save(tmp_path / "other.xlsx")
    with pytest.raises(LedgerError, match="Sheet 1 of the file is not part of a review list"):
        read_return(tmp_path / "other.xlsx")
    openpyxl.Workbook().save(tmp_path / "empty.xlsx")
    with pytest.raises(LedgerError, match="not one review list"):
        read_return(tmp_path / "empty.xlsx")


def test_a_grant_that_was_held_meanwhile_is_skipped_and_said(
    desk: Desk, office: Office, listed: Path
) -> None:
    held = {"grants": ["G0000002"], "reasons": {"G0000002": ["fail:insured"]}}
    office.record("held", LATER, **held)
    done = desk.returns(fill(listed, all_agreed(3)), on=LATER)
    assert states(office) == [State.DISTRICT_APPROVED, State.HELD, State.DISTRICT_APPROVED]
    assert "有变化未办理1行" in done.said[0]
    assert done.said[1] == "第2行 G0000002：发出名单后有变化（现为暂缓），未办理。"


def test_a_grant_that_was_held_and_resumed_is_listed_again(
    desk: Desk, office: Office, listed: Path
) -> None:
    office.record("held", LATER, grants=["G0000002"], reasons={"G0000002": ["fail:insured"]})
    office.record("resumed", LATER, grants=["G0000002"])
    desk.returns(fill(listed, all_agreed(3)), on=LATER)
    assert states(office)[1] == State.FOUND


def test_a_rejected_grant_that_was_reopened_is_not_rejected_again(
    desk: Desk, office: Office, listed: Path
) -> None:
    desk.returns(fill(listed, {1: ("不同意", "x")}))
    office.record("reopened", LATER, grants=["G0000001"])
    saved = fill(listed, {1: ("不同意", "x"), 2: ("同意", None)})
    desk.returns(saved, on=LATER)
    assert states(office)[:2] == [State.FOUND, State.DISTRICT_APPROVED]


@pytest.mark.parametrize(
    "doubts",
    [
        [],
        [Doubt(DOUBTFUL.person, unknown=("insured",))],
        [Doubt(DOUBTFUL.person, evidence="b" * 64)],
        [Doubt(DOUBTFUL.person, confirmed=True)],
    ],
    ids=["gone", "other criteria", "other evidence", "confirmed already"],
)
def test_a_doubt_that_changed_meanwhile_is_skipped_and_said(
    desk: Desk, office: Office, listed: Path, doubts: list[Doubt]
) -> None:
    desk.publish(doubts, desk.people)
    done = desk.returns(fill(listed, all_agreed(4)))
    assert done.said[1] == "第4行：待核实的情况在发出名单后有变化，未办理。"
    assert not office.book.confirmations
    assert states(office) == [State.DISTRICT_APPROVED] * 3


def test_a_doubt_about_the_amount_is_not_confirmed(desk: Desk, office: Office) -> None:
    desk.publish([Doubt(DOUBTFUL.person, unknown=("amount_known",), priced=False)], desk.people)
    _, path = desk.lists()
    assert path is not None
    done = desk.returns(fill(path, {4: ("同意", None)}))
    assert not done.events
    assert done.said[1] == "第4行：尚不能确定发放金额，补充数据后再核实，未办理。"
    desk.returns(fill(path, {4: ("不同意", "没有办过")}))
    assert [one.confirmed for one in office.book.confirmations.values()] == [False]


def test_a_row_without_months_is_not_confirmed(desk: Desk) -> None:
    run = desk.run
    assert run is not None
    path = run.folder / "findings.parquet"
    (row,) = pq.read_table(path).to_pylist()
    columns = ["person_id", "school_id", "graduated_on", "period"]
    months = {"candidate_columns": columns, "candidate_values": ["p", "s", "2024-06-30", ""]}
    schema = pq.read_schema(path)
    pq.write_table(pa.Table.from_pylist([{**row, **months}], schema=schema), path)
    (found,) = run.in_review()
    assert found.amount_fen is None


def test_the_two_stages_need_two_people(desk: Desk, office: Office, listed: Path) -> None:
    desk.returns(fill(listed, all_agreed(3)))
    _, city = desk.lists("city", by=CHIEF)
    assert city is not None
    filled = fill(city, all_agreed(3))
    for clerk in (CLERK, f"{CLERK[0]} {CLERK[1:]}", f"{CLERK}\u3000"):  # one person, typed anew
        with pytest.raises(LedgerError, match="need two people; --by approved G0000001, G0000002"):
            desk.returns(filled, by=clerk)
        whole = ApprovalPlanner(office.words, "city", "张店", FOUND_ON, clerk)
        with pytest.raises(LedgerError, match="need two people"):
            office.do(whole, clerk)
    desk.returns(filled, by=CHIEF)
    assert states(office) == [State.CITY_APPROVED] * 3


def test_the_city_may_reject(desk: Desk, office: Office, listed: Path) -> None:
    desk.returns(fill(listed, all_agreed(3)))
    _, city = desk.lists("city", by=CHIEF)
    assert city is not None
    desk.returns(fill(city, {1: ("同意", None), 2: ("不同意", "材料不全")}), by=CHIEF)
    assert states(office) == [State.CITY_APPROVED, State.REJECTED, State.DISTRICT_APPROVED]


def test_a_dry_run_takes_nothing_in(desk: Desk, office: Office, listed: Path) -> None:
    head = office.book.head
    desk.returns(fill(listed, all_agreed(4)), dry_run=True)
    assert office.book.head == head


ALIKE = [
    ("2500.00", 2500.0), ("2,500.00", 2500), ("2026-05", date(2026, 5, 1)), ("1", 1.0),
    ("2026/9/14", "2026-09-14"), ("王伟 ", "王伟"), ("a\r\nb", "a\n b"), ("'=1", "=1"), (None, ""),
    ("370303197001020017", 370303197001020017), ("2026年5月", "2026-05"), ("0.50", 0.5),
]  # fmt: skip
UNLIKE = [
    ("370303197001020017", 370303197001020000.0), ("2500", "2500.01"), ("王伟", "王玮"),
    ("2026-05", "2026-06"), ("12", "1 2"), ("-5", "5"), ("", "0"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_what_spreadsheets_do_is_no_change(one: object, other: object) -> None:
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(("one", "other"), UNLIKE)
def test_another_value_is_a_change(one: object, other: object) -> None:
    assert canonical(one) != canonical(other)


@given(st.integers(min_value=0, max_value=10**13))
def test_every_amount_survives_as_a_number(fen: int) -> None:
    assert canonical(fen / 100) == canonical(f"{fen // 100}.{fen % 100:02}")


@settings(max_examples=40)
@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn")), max_size=20),
        min_size=1,
    )
)
def test_every_text_survives_being_written_and_read(texts: list[str]) -> None:
    content = BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet()
    for line, text in enumerate(texts):
        sheet.write_string(line, 0, neutral(text))
        sheet.write_string(line, 1, "x")
    book.close()
    saved = BytesIO()
    openpyxl.load_workbook(BytesIO(content.getvalue())).save(saved)
    for file in (content.getvalue(), saved.getvalue()):
        read = CalamineWorkbook.from_filelike(BytesIO(file)).get_sheet_by_index(0)
        rows = read.to_python(skip_empty_area=False)
        assert [canonical(row[0]) for row in rows] == [canonical(text) for text in texts]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_round_through_libreoffice_changes_nothing(
    desk: Desk, office: Office, listed: Path, tmp_path: Path
) -> None:
    filled = fill(listed, {1: ("同意", None), 2: ("不同意", "已离职 "), 4: ("同意", None)})
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    for kind in ("ods", "xlsx"):  # by way of its own format: nothing of the file is left as it was
        subprocess.run(
            ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", tmp_path / kind,
             filled],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        filled = (tmp_path / kind / filled.name).with_suffix(f".{kind}")
    done = desk.returns(filled)
    assert "同意1笔，不同意1笔，核实符合1项" in done.said[0]
    assert states(office) == [State.DISTRICT_APPROVED, State.REJECTED, State.FOUND]
