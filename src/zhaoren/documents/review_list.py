"""The review list: XLSX, a sheet a policy, a row a grant (or candidate) with every criterion.

Reviewers fill in 意见 and 备注; all other cells are locked. The same rows give
the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from itertools import groupby
from typing import Any

import xlsxwriter

from zhaoren.documents.heights import row_height
from zhaoren.documents.wording import ERASED, PolicyWords, Words
from zhaoren.payments.filling import Value
from zhaoren.payments.sheets import neutral
from zhaoren.publish import yuan

STAGES: Mapping[str, tuple[str, str]] = {
    "district": ("区县初审", "初审"),
    "city": ("市级复核", "复核"),
}
"""Stage → what it is called in a heading, and in the name of a file."""
SERIAL, OPINION, NOTE = "序号", "意见", "备注"
AGREED, DECLINED = "同意", "不同意"
PENDING = "待核实"
VERDICTS = {"pass": "符合", "fail": "不符合", "unknown": PENDING}
_A3, _CRITERION, _FROZEN = 8, 13, 3
_BEFORE = (
    (SERIAL, 6), ("编号", 10), ("姓名（名称）", 12), ("公民身份号码（信用代码）", 21),
    ("单位", 24), ("职业（工种）", 14), ("等级", 9), ("证书编号", 20),
)  # fmt: skip
_PERIOD, _AMOUNT, _SAID = ("所属期", 9), ("金额（元）", 11), ("说明", 34)
_TO_FILL = ((OPINION, 9), (NOTE, 22))
_NO_AMOUNT = "待补数据"
_HOW = (
    "请只填写“意见”（同意或不同意）和“备注”两列。不同意的，备注须写明理由；没有填写意见的行仍为待办。"
    "其他单元格请勿改动，填好后原样交回导入。"
)
_WAITS = (
    "编号为“待核实”的行尚有待核实的条件：同意＝经核实符合，下一次认定时列入；不同意＝经核实不符合。"
)


@dataclass(frozen=True)
class Entry:
    """One row: a grant, or (without one) a candidate in review; `basis` None: erased."""

    policy_id: str
    grant: str | None
    basis: Mapping[str, Any] | None
    amount_fen: int | None
    explanation: str
    criteria: Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class Heading:
    """What stands above the rows: round, stage (district, city), district and day of listing.

    `check` tells the round from one of another ledger that has the same number.
    """

    round: str
    check: str
    stage: str
    district: str
    listed_on: date


def file_name(heading: Heading) -> str:
    """R0001-初审名单-张店.xlsx."""
    return f"{heading.round}-{STAGES[heading.stage][1]}名单-{heading.district}.xlsx"


def columns(words: PolicyWords) -> list[tuple[str, int]]:
    """The shown columns of a policy's sheet, with their widths in characters."""
    asked = [(label, _CRITERION) for label in words.criteria.values()]
    return [*_BEFORE, *([_PERIOD] if words.by_period else []), _AMOUNT, *asked, _SAID]


def shown(entry: Entry, words: Words, serial: int) -> list[Value]:
    """The shown cells of a row, in the order of `columns`."""
    policy = words.policy(entry.policy_id)
    basis = entry.basis or {}
    person = [
        basis.get("beneficiary_name") if entry.basis else ERASED,
        basis.get("beneficiary_id") if entry.basis else ERASED,
        basis.get("employer_name"),
        basis.get("occupation_name"),
        words.level(basis.get("level")),
        basis.get("certificate_no"),
        *([basis.get("period")] if policy.by_period else []),
    ]
    asked = [_answer(entry, words, name) for name in policy.criteria]
    amount = _NO_AMOUNT if entry.amount_fen is None else Decimal(entry.amount_fen).scaleb(-2)
    return [serial, entry.grant or PENDING, *person, amount, *asked, entry.explanation]


def _answer(entry: Entry, words: Words, criterion: str) -> str:
    """符合, or why not; a criterion that the candidate was not asked is empty."""
    if criterion not in entry.criteria:
        return ""
    verdict, evidence = entry.criteria[criterion]
    if verdict == "pass":
        return VERDICTS[verdict]
    seen = words.evidence(entry.policy_id, evidence)
    return f"{VERDICTS[verdict]}（{seen}）" if seen else VERDICTS[verdict]


def review_list(entries: Sequence[Entry], words: Words, heading: Heading) -> bytes:
    """The list as an XLSX file; rows stand under one another by policy, numbered throughout."""
    content = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(content, options)
    day = heading.listed_on
    book.set_properties(
        {"title": _title(words, heading), "created": datetime(day.year, day.month, day.day)}  # noqa: DTZ001 # a civil date
    )
    formats = _Formats(book)
    numbered = list(enumerate(entries, start=1))
    for place, (policy_id, rows) in enumerate(groupby(numbered, lambda one: one[1].policy_id), 1):
        page = book.add_worksheet(_sheet_name(place, words.policy(policy_id).title))
        _write_sheet(page, formats, words, policy_id, heading, list(rows))
    book.close()
    return content.getvalue()


class _Formats:
    """The looks of cells."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        cell = {"border": 1, "valign": "top", "font_size": 10}
        self.title = book.add_format({"bold": True, "font_size": 16, "align": "center"})
        self.heading = book.add_format(
            {"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True,
             "bg_color": "#E8EEF5", "font_size": 10}
        )  # fmt: skip
        self.text = book.add_format({**cell, "num_format": "@", "text_wrap": True})
        self.doubt = book.add_format(
            {**cell, "num_format": "@", "text_wrap": True, "bg_color": "#FFF2CC"}
        )
        self.number = book.add_format({**cell, "num_format": "0", "align": "center"})
        self.money = book.add_format({**cell, "num_format": "#,##0.00"})
        self.open = book.add_format(
            {**cell, "num_format": "@", "text_wrap": True, "locked": False, "bg_color": "#F3FAF0"}
        )


def _title(words: Words, heading: Heading) -> str:
    return f"{words.city_title}技能人才补贴{STAGES[heading.stage][0]}名单（{heading.district}）"


def _sheet_name(place: int, title: str) -> str:
    plain = "".join(sign for sign in title if sign not in "[]:*?/\\'")
    return f"{place}.{plain}"[:31]


def _write_sheet(
    page: xlsxwriter.worksheet.Worksheet,
    formats: _Formats,
    words: Words,
    policy_id: str,
    heading: Heading,
    rows: Sequence[tuple[int, Entry]],
) -> None:
    policy = words.policy(policy_id)
    headings = [*columns(policy), *_TO_FILL]
    number = f"{words.city}-{heading.round}-{heading.check}"
    notes = [
        f"政策：{policy.title}",
        f"名单编号 {number}    制表日期 {heading.listed_on}    {_sum(rows)}",
        _HOW,
        *([_WAITS] if any(entry.grant is None for _, entry in rows) else []),
    ]
    page.merge_range(0, 0, 0, len(headings) - 1, neutral(_title(words, heading)), formats.title)
    for line, note in enumerate(notes, start=1):
        page.write_string(line, 0, neutral(note))
    head = len(notes) + 1
    _set_up(page, headings, head, head + len(rows))
    for place, (name, _) in enumerate(headings):
        page.write_string(head, place, neutral(name), formats.heading)
    page.set_row(head, row_height(headings))
    for line, (serial, entry) in enumerate(rows, start=head + 1):
        values = shown(entry, words, serial)
        widths = [width for _, width in headings]
        page.set_row(line, row_height(zip(values, widths, strict=False)))
        for place, value in enumerate(values):
            _write_cell(page, formats, line, place, value)
        for place in range(len(headings) - len(_TO_FILL), len(headings)):
            page.write_blank(line, place, None, formats.open)


def _sum(rows: Sequence[tuple[int, Entry]]) -> str:
    grants = [entry.amount_fen or 0 for _, entry in rows if entry.grant]
    waiting = len(rows) - len(grants)
    text = f"拟发放{len(grants)}笔，{yuan(sum(grants))}元"
    return f"{text}；待核实{waiting}项" if waiting else text


def _set_up(
    page: xlsxwriter.worksheet.Worksheet, headings: Sequence[tuple[str, int]], head: int, last: int
) -> None:
    page.set_landscape()
    page.set_paper(_A3)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.repeat_rows(head)
    page.freeze_panes(head + 1, _FROZEN)
    page.set_footer("&L审核人签字：                    日期：&R第&P页 共&N页")
    for place, (_, width) in enumerate(headings):
        page.set_column(place, place, width)
    page.autofilter(head, 0, last, len(headings) - 1)
    page.data_validation(
        head + 1, len(headings) - 2, last, len(headings) - 2,
        {"validate": "list", "source": [AGREED, DECLINED], "error_title": OPINION,
         "error_message": f"请填写“{AGREED}”或“{DECLINED}”，暂不办理的留空。"},
    )  # fmt: skip
    page.ignore_errors({"number_stored_as_text": f"A1:AZ{last + 1}"})
    page.protect("", {"format_columns": True, "format_rows": True, "autofilter": True})


def _write_cell(
    page: xlsxwriter.worksheet.Worksheet, formats: _Formats, line: int, place: int, value: Value
) -> None:
    if isinstance(value, Decimal):
        page.write_number(line, place, value, formats.money)
    elif isinstance(value, int):
        page.write_number(line, place, value, formats.number)
    else:
        text = value or ""
        doubtful = text.startswith((PENDING, VERDICTS["fail"]))
        page.write_string(line, place, neutral(text), formats.doubt if doubtful else formats.text)
