"""The list of candidates as Parquet, and as a workbook that a clerk can filter and print."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from zhaoren.documents.heights import row_height
from zhaoren.near.groups import Near
from zhaoren.near.people import Somebody
from zhaoren.near.wording import BENEFICIARIES, KINDS, NOWHERE, VERDICTS
from zhaoren.payments.sheets import neutral
from zhaoren.workspace import private_files

_TEXT = pa.string()
SCHEMA = pa.schema(
    [
        ("kind", _TEXT), ("policy_id", _TEXT), ("title", _TEXT), ("candidate_id", _TEXT),
        ("grant_id", _TEXT), ("criterion_id", _TEXT), ("label", _TEXT), ("verdict", _TEXT),
        ("on_date", pa.date32()), ("certain", pa.bool_()), ("district", _TEXT),
        ("person_id", _TEXT), ("person_name", _TEXT), ("employer_id", _TEXT),
        ("employer_name", _TEXT), ("beneficiary_kind", _TEXT), ("beneficiary_id", _TEXT),
        ("period", _TEXT), ("amount_fen", pa.int64()), ("covered", pa.bool_()),
        ("explanation", _TEXT),
    ]
)  # fmt: skip
_WHO = (("区县", 9), ("姓名", 10), ("公民身份号码", 21), ("用人单位", 28), ("受益人", 28))
_NEAR = (
    ("政策", 26), ("条件", 18), ("判断", 9), *_WHO, ("所属期", 10), ("金额（元）", 12),
    ("符合日期", 12), ("说明", 60),
)  # fmt: skip
_DUE = (
    ("类别", 11), ("日期", 12), ("政策", 26), *_WHO, ("所属期", 10), ("金额（元）", 12),
    ("发放编号", 12), ("说明", 60),
)  # fmt: skip
_TALL = 1.3  # fonts that stand in for missing ones draw Chinese higher
Cell = str | date | Decimal | None


def write_parquet(path: Path, near: Near, people: Iterable[Somebody]) -> int:
    """Write one row per candidate, for the owner alone; the number of rows."""
    table = pa.Table.from_pylist([asdict(one) for one in people], schema=SCHEMA)
    metadata = {"run_id": near.run_id, "as_of": near.as_of.isoformat(), "city": near.city}
    with private_files():
        pq.write_table(table.replace_schema_metadata(metadata), path)
    return int(table.num_rows)


def write_workbook(path: Path, near: Near, people: Sequence[Somebody]) -> None:
    """Write two sheets, near misses and what becomes due, for the owner alone."""
    content = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(content, options)
    day = near.as_of
    book.set_properties({"created": datetime(day.year, day.month, day.day)})  # noqa: DTZ001 # a civil date
    until = f"截至 {day} 的认定结果，到 {near.until} 为止；金额未计限额。"
    lacking = [_near_cells(one) for one in people if one.kind == "near" and not one.covered]
    due = [_due_cells(one) for one in people if one.kind != "near"]
    _sheet(book, "只差一项", f"只有一项条件不符合或者待核的对象。{until}", _NEAR, lacking)
    _sheet(book, "将要到期", f"已知日期将要符合、期限将满或者到期的对象。{until}", _DUE, due)
    book.close()
    with private_files():
        path.write_bytes(content.getvalue())


def _sheet(
    book: xlsxwriter.Workbook,
    name: str,
    note: str,
    headings: Sequence[tuple[str, int]],
    rows: Sequence[Sequence[Cell]],
) -> None:
    heading = book.add_format(
        {"bold": True, "border": 1, "text_wrap": True, "align": "center", "bg_color": "#E8EEF4"}
    )
    formats = {
        "text": book.add_format(
            {"border": 1, "num_format": "@", "text_wrap": True, "valign": "top"}
        ),
        "money": book.add_format({"border": 1, "num_format": "#,##0.00", "valign": "top"}),
        "day": book.add_format({"border": 1, "num_format": "yyyy-mm-dd", "valign": "top"}),
    }
    page = book.add_worksheet(name)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(1)
    page.freeze_panes(2, 0)
    page.set_footer("&C第&P页 共&N页")
    page.write_string(0, 0, note)
    for place, (title, width) in enumerate(headings):
        page.set_column(place, place, width)
        page.write_string(1, place, title, heading)
    for line, cells in enumerate(rows, start=2):
        said = [(str(cell or ""), width) for cell, (_, width) in zip(cells, headings, strict=True)]
        page.set_row(line, row_height(said) * _TALL)
        for place, cell in enumerate(cells):
            _write(page, line, place, cell, formats)
    page.autofilter(1, 0, max(len(rows) + 1, 1), len(headings) - 1)
    page.ignore_errors({"number_stored_as_text": "A1:Z1048576"})


def _write(page: Any, line: int, place: int, cell: Cell, formats: dict[str, Any]) -> None:
    if isinstance(cell, Decimal):
        page.write_number(line, place, cell, formats["money"])
    elif isinstance(cell, date):
        page.write_datetime(line, place, cell, formats["day"])
    else:
        page.write_string(line, place, neutral(cell or ""), formats["text"])


def _near_cells(one: Somebody) -> list[Cell]:
    verdict = VERDICTS.get(one.verdict or "", one.verdict)
    return [
        one.title, one.label or one.criterion_id, verdict, *_who(one), one.period, _money(one),
        one.on_date, one.explanation,
    ]  # fmt: skip


def _due_cells(one: Somebody) -> list[Cell]:
    return [
        KINDS.get(one.kind, one.kind), one.on_date, one.title, *_who(one), one.period, _money(one),
        one.grant_id, one.explanation,
    ]  # fmt: skip


def _who(one: Somebody) -> list[Cell]:
    kind = BENEFICIARIES.get(one.beneficiary_kind or "", "")
    to_person = one.beneficiary_kind in (None, "person")
    return [
        one.district or NOWHERE,
        one.person_name,
        one.person_id,
        one.employer_name or one.employer_id,
        "本人" if to_person and one.person_id else f"{kind} {one.beneficiary_id or ''}".strip(),
    ]


def _money(one: Somebody) -> Decimal | None:
    return None if one.amount_fen is None else Decimal(one.amount_fen).scaleb(-2)
