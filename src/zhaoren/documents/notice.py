"""The public notice 公示名单: XLSX and a page (HTML) that needs nothing beside it.

No account, no phone of anybody, no number of a person. Written again from the
ledger it is the same, byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from itertools import groupby
from typing import Any

import xlsxwriter

from zhaoren.documents.heights import row_height
from zhaoren.documents.masking import masked
from zhaoren.documents.wording import ERASED, UNDECIDED, Words
from zhaoren.pages import page
from zhaoren.payments.capitals import capital_amount
from zhaoren.payments.filling import Value
from zhaoren.payments.sheets import neutral
from zhaoren.publish import yuan

_A4 = 9
_BEFORE = (
    ("序号", 6), ("姓名", 20), ("单位", 38), ("职业（工种）", 18), ("等级", 10), ("证书编号", 24),
)  # fmt: skip
_PERIOD, _AFTER = ("所属期", 10), (("金额（元）", 13), ("区县", 10))


@dataclass(frozen=True)
class Listed:
    """A grant on notice, under its serial; `basis` None: its particulars were erased."""

    serial: int
    policy_id: str
    kind: str
    level: str | None
    district: str | None
    period: str | None
    amount_fen: int
    basis: Mapping[str, Any] | None


@dataclass(frozen=True)
class PublicNotice:
    """What a notice says: its number, days, who takes objections, and the grants."""

    id: str
    first_day: date
    last_day: date
    contact: str
    rows: Sequence[Listed]

    @property
    def total_fen(self) -> int:
        """The sum of its grants."""
        return sum(row.amount_fen for row in self.rows)

    @property
    def has_periods(self) -> bool:
        """Whether a grant is for a month or a year."""
        return any(row.period for row in self.rows)


def file_names(notice_id: str) -> tuple[str, str]:
    """N0001-公示名单.xlsx and .html."""
    return f"{notice_id}-公示名单.xlsx", f"{notice_id}-公示名单.html"


def columns(notice: PublicNotice) -> list[tuple[str, int]]:
    """The columns, with their widths in characters."""
    return [*_BEFORE, *([_PERIOD] if notice.has_periods else []), *_AFTER]


def cells(row: Listed, words: Words, *, with_period: bool) -> list[Value]:
    """The cells of a row, in the order of `columns`."""
    basis = row.basis or {}
    numbers = [number for number in (basis.get("person_id"), _person(row)) if number]
    told = [basis.get(name) or "" for name in ("employer_name", "occupation_name")]
    return [
        row.serial,
        _payee(row),
        *(masked(text, numbers) for text in told),
        words.level(row.level),
        masked(basis.get("certificate_no") or "", numbers),
        *([row.period or ""] if with_period else []),
        Decimal(row.amount_fen).scaleb(-2),
        row.district or UNDECIDED,
    ]


def _person(row: Listed) -> str | None:
    return row.basis.get("beneficiary_id") if row.basis and row.kind == "person" else None


def _payee(row: Listed) -> str:
    """A person's name; of an organisation its name and credit code."""
    if row.basis is None:
        return ERASED
    name = row.basis.get("beneficiary_name") or ""
    if row.kind == "person":
        return masked(name, [row.basis.get("beneficiary_id") or ""])
    return f"{name}（{row.basis.get('beneficiary_id')}）"


def paragraphs(notice: PublicNotice, words: Words) -> list[str]:
    """What stands above the list: why, from when to when, and how to object."""
    first, last = _day(notice.first_day), _day(notice.last_day)
    return [
        f"经区县初审、市级复核，下列对象拟享受{_titles(notice, words)}，共{len(notice.rows)}笔。"
        "现予公示。",
        f"公示期：{first}至{last}（5个工作日，公布当日不计）。",
        f"如有异议，请于{last}前（含当日）以书面形式向{notice.contact}提出，写明公示编号和序号"
        f"（例如{notice.id}/1）、理由和联系方式，并提供相关材料。公示期内异议成立的，不予发放。",
    ]


def total_said(notice: PublicNotice) -> str:
    """The total in figures and in capitals."""
    total = notice.total_fen
    return f"合计：{len(notice.rows)}笔，{yuan(total)}元，大写：{capital_amount(total)}"


def title(words: Words) -> str:
    """The heading of a notice."""
    return f"{words.city_title}技能人才补贴拟发放对象公示名单"


def _titles(notice: PublicNotice, words: Words) -> str:
    """The policies by name; of many the first two."""
    inner = str.maketrans("“”", "‘’")
    policies = dict.fromkeys(row.policy_id for row in notice.rows)
    named = [f"“{words.policy(one).title.translate(inner)}”" for one in policies]
    return "、".join(named) if len(named) < 4 else f"{'、'.join(named[:2])}等{len(named)}项补贴"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _by_policy(notice: PublicNotice) -> Iterator[tuple[str, list[Listed]]]:
    for policy_id, rows in groupby(notice.rows, key=lambda row: row.policy_id):
        yield policy_id, list(rows)


def notice_page(notice: PublicNotice, words: Words) -> bytes:
    """The notice as one HTML file."""
    sections = [_section(words, policy_id, rows, notice) for policy_id, rows in _by_policy(notice)]
    text = page("zhaoren.documents", "notice.html.j2").render(
        title=title(words),
        notice=notice,
        paragraphs=paragraphs(notice, words),
        sections=sections,
        total=total_said(notice),
        signed=(notice.contact, _day(notice.first_day)),
    )
    return text.encode()


def _section(
    words: Words, policy_id: str, rows: Sequence[Listed], notice: PublicNotice
) -> dict[str, Any]:
    """A policy's table on the page, without the columns that are empty throughout."""
    with_period = notice.has_periods
    texts = [_texts(cells(row, words, with_period=with_period)) for row in rows]
    names = [name for name, _ in columns(notice)]
    filled = [place for place in range(len(names)) if any(text[place] for text in texts)]
    return {
        "title": words.policy(policy_id).title,
        "headings": [names[place] for place in filled],
        "rows": [[text[place] for place in filled] for text in texts],
        "total": yuan(sum(row.amount_fen for row in rows)),
    }


def _texts(values: Sequence[Value]) -> list[str]:
    return [f"{one:,.2f}" if isinstance(one, Decimal) else str(one or "") for one in values]


def notice_sheet(notice: PublicNotice, words: Words) -> bytes:
    """The notice as an XLSX file: one sheet, a line above each policy's grants."""
    content = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(content, options)
    day = notice.first_day
    book.set_properties(
        {"title": title(words), "created": datetime(day.year, day.month, day.day)}  # noqa: DTZ001 # a civil date
    )
    page = book.add_worksheet("公示名单")
    formats = _Formats(book)
    headings = columns(notice)
    line = _write_head(page, formats, notice, words, headings) + 1
    for policy_id, rows in _by_policy(notice):
        band = neutral(words.policy(policy_id).title)
        page.merge_range(line, 0, line, len(headings) - 1, band, formats.band)
        for offset, row in enumerate(rows, start=1):
            values = cells(row, words, with_period=notice.has_periods)
            widths = [width for _, width in headings]
            page.set_row(line + offset, row_height(zip(values, widths, strict=True)))
            for place, value in enumerate(values):
                _write_cell(page, formats, line + offset, place, value)
        line += len(rows) + 1
    for offset, text in enumerate((total_said(notice), notice.contact, _day(day))):
        page.write_string(line + offset, 0, neutral(text))
    page.ignore_errors({"number_stored_as_text": f"A1:Z{line + 1}"})
    book.close()
    return content.getvalue()


class _Formats:
    """The looks of cells."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        cell = {"border": 1, "valign": "top", "text_wrap": True}
        self.title = book.add_format({"bold": True, "font_size": 16, "align": "center"})
        self.note = book.add_format({"text_wrap": True, "valign": "top"})
        self.heading = book.add_format(
            {"bold": True, "border": 1, "align": "center", "text_wrap": True, "bg_color": "#E8EEF5"}
        )
        self.band = book.add_format({"bold": True, "border": 1, "align": "left"})
        self.text = book.add_format({**cell, "num_format": "@"})
        self.number = book.add_format({**cell, "num_format": "0", "align": "center"})
        self.money = book.add_format({**cell, "num_format": "#,##0.00"})


def _write_head(
    page: xlsxwriter.worksheet.Worksheet,
    formats: _Formats,
    notice: PublicNotice,
    words: Words,
    headings: Sequence[tuple[str, int]],
) -> int:
    """Everything above the rows; the line of the headings."""
    last = len(headings) - 1
    page.merge_range(0, 0, 0, last, neutral(title(words)), formats.title)
    page.write_string(1, 0, f"公示编号 {notice.id}")
    for line, text in enumerate(paragraphs(notice, words), start=2):
        page.merge_range(line, 0, line, last, neutral(text), formats.note)
        page.set_row(line, row_height([(text, sum(width for _, width in headings))]))
    head = 5
    for place, (name, width) in enumerate(headings):
        page.write_string(head, place, name, formats.heading)
        page.set_column(place, place, width)
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(head)
    page.freeze_panes(head + 1, 0)
    page.set_footer("&C第&P页 共&N页")
    return head


def _write_cell(
    page: xlsxwriter.worksheet.Worksheet, formats: _Formats, line: int, place: int, value: Value
) -> None:
    if isinstance(value, Decimal):
        page.write_number(line, place, value, formats.money)
    elif isinstance(value, int):
        page.write_number(line, place, value, formats.number)
    else:
        page.write_string(line, place, neutral(value or ""), formats.text)
