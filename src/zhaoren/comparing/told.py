"""A comparison as rows: one for each verdict that differs and each of its causes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from zhaoren.comparing.diff import Diff, Why
from zhaoren.comparing.known import Cause
from zhaoren.comparing.titles import Titles
from zhaoren.comparing.verdicts import Side
from zhaoren.comparing.wording import CHANGES, KINDS, basis_said, cause_said
from zhaoren.documents.heights import row_height
from zhaoren.payments.sheets import neutral
from zhaoren.workspace import private_files

_TEXT, _FEN = pa.string(), pa.int64()
SCHEMA = pa.schema(
    [
        ("policy_id", _TEXT), ("candidate_id", _TEXT), ("cause_no", _FEN), ("change", _TEXT),
        ("outcome_before", _TEXT), ("outcome_after", _TEXT), ("amount_before_fen", _FEN),
        ("amount_after_fen", _FEN), ("district_before", _TEXT), ("district_after", _TEXT),
        ("beneficiary_kind", _TEXT), ("beneficiary_id", _TEXT), ("person_id", _TEXT),
        ("employer_id", _TEXT), ("cause", _TEXT), ("certain", pa.bool_()),
        ("aspects", pa.list_(_TEXT)), ("criteria", pa.list_(_TEXT)), ("facts", _TEXT),
        ("rows", _TEXT), ("others", pa.list_(_TEXT)), ("grants", pa.list_(_TEXT)),
        ("files", pa.list_(_TEXT)), ("explanation", _TEXT),
    ]
)  # fmt: skip
"""Of the Parquet file; ordered by policy, candidate and cause_no, which are its key."""

_HEADINGS = (
    ("政策", 24), ("对象编号", 22), ("受益人编号", 21), ("区县", 8), ("变化", 10),
    ("原结论", 13), ("现结论", 13), ("原应发（元）", 14), ("现应发（元）", 14),
    ("原因类别", 10), ("确定", 6), ("原因", 70),
)  # fmt: skip


def rows_of(diff: Diff, titles: Titles) -> Iterator[dict[str, Any]]:
    """Every verdict that differs with every cause, as values of SCHEMA."""
    for why in diff.verdicts:
        for number, cause in enumerate(why.causes, start=1):
            yield _row(why, number, cause, diff, titles)


def as_json(diff: Diff, titles: Titles) -> dict[str, Any]:
    """The whole comparison as JSON values."""
    return {
        "before": diff.before.run_id,
        "after": diff.after.run_id,
        "city": diff.after.city,
        "basis": asdict(diff.basis),
        "counts": diff.counts,
        "causes": diff.kinds,
        "rule_values": diff.rule_values,
        "verdicts": [
            {
                "policy_id": why.verdict.policy_id,
                "candidate_id": why.verdict.candidate_id,
                "change": why.verdict.change,
                "aspects": why.verdict.aspects,
                "before": why.verdict.before and asdict(why.verdict.before),
                "after": why.verdict.after and asdict(why.verdict.after),
                "causes": [
                    {**asdict(cause), "said": cause_said(cause, why.verdict, diff, titles)}
                    for cause in why.causes
                ],
            }
            for why in diff.verdicts
        ],
    }


def write_parquet(path: Path, diff: Diff, titles: Titles) -> int:
    """Write one row per verdict and cause, for the owner alone; the number of rows."""
    table = pa.Table.from_pylist(list(rows_of(diff, titles)), schema=SCHEMA)
    metadata = {"before": diff.before.run_id, "after": diff.after.run_id}
    with private_files():
        pq.write_table(table.replace_schema_metadata(metadata), path)
    return int(table.num_rows)


def write_workbook(path: Path, diff: Diff, titles: Titles) -> None:
    """Write the same for people, with filters; a second sheet says what the runs rest on."""
    content = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(content, options)
    day = diff.after.as_of
    book.set_properties({"created": datetime(day.year, day.month, day.day)})  # noqa: DTZ001 # a civil date
    _list(book, diff, titles)
    _about(book, diff, titles)
    book.close()
    with private_files():
        path.write_bytes(content.getvalue())


def _list(book: xlsxwriter.Workbook, diff: Diff, titles: Titles) -> None:
    heading, text, money = _formats(book)
    page = book.add_worksheet("变化")
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.freeze_panes(1, 2)
    page.repeat_rows(0)
    for place, (name, width) in enumerate(_HEADINGS):
        page.set_column(place, place, width)
        page.write_string(0, place, name, heading)
    line = 0
    for row in rows_of(diff, titles):
        line += 1
        cells = _cells(row, titles)
        widths = (width for _, width in _HEADINGS)
        page.set_row(line, row_height(zip(cells, widths, strict=True)))
        for place, value in enumerate(cells):
            if isinstance(value, int):
                page.write_number(line, place, value / 100, money)
            else:
                page.write_string(line, place, neutral(value), text)
    page.autofilter(0, 0, line, len(_HEADINGS) - 1)
    page.ignore_errors({"number_stored_as_text": "A1:Z1048576"})


def _about(book: xlsxwriter.Workbook, diff: Diff, titles: Titles) -> None:
    heading, text, _ = _formats(book)
    page = book.add_worksheet("说明")
    page.set_column(0, 0, 40)
    page.set_column(1, 1, 70)
    lines = [
        ("原运行", diff.before.folder.name),
        ("现运行", diff.after.folder.name),
        *(("两次运行的依据", said) for said in basis_said(diff)),
        *((f"原因：{KINDS[kind]}", f"{count} 条结论") for kind, count in diff.kinds.items()),
        *((titles.policy(policy), _counts_said(counts)) for policy, counts in diff.counts.items()),
    ]
    for line, (name, value) in enumerate(lines):
        page.write_string(line, 0, neutral(name), heading)
        page.write_string(line, 1, neutral(value), text)


def _counts_said(counts: Mapping[str, int]) -> str:
    return "，".join(
        f"{CHANGES[change]} {counts[change]}" for change in CHANGES if change in counts
    )


def _formats(book: xlsxwriter.Workbook) -> Sequence[Any]:
    return (
        book.add_format({"bold": True, "border": 1, "text_wrap": True, "valign": "top"}),
        book.add_format({"border": 1, "num_format": "@", "text_wrap": True, "valign": "top"}),
        book.add_format({"border": 1, "num_format": "#,##0.00", "valign": "top"}),
    )


def _cells(row: Mapping[str, Any], titles: Titles) -> list[str | int]:
    return [
        titles.policy(row["policy_id"]),
        row["candidate_id"],
        row["beneficiary_id"] or "",
        row["district_after"] or row["district_before"] or "",
        CHANGES[row["change"]],
        titles.outcome(row["outcome_before"]) if row["outcome_before"] else "无此对象",
        titles.outcome(row["outcome_after"]) if row["outcome_after"] else "无此对象",
        row["amount_before_fen"],
        row["amount_after_fen"],
        KINDS[row["cause"]],
        "是" if row["certain"] else "否",
        row["explanation"],
    ]


def _row(why: Why, number: int, cause: Cause, diff: Diff, titles: Titles) -> dict[str, Any]:
    verdict = why.verdict
    before, after = verdict.before, verdict.after
    newest = after or before
    return {
        "policy_id": verdict.policy_id,
        "candidate_id": verdict.candidate_id,
        "cause_no": number,
        "change": verdict.change,
        "outcome_before": before and before.outcome,
        "outcome_after": after and after.outcome,
        "amount_before_fen": _due(before),
        "amount_after_fen": _due(after),
        "district_before": before and before.district,
        "district_after": after and after.district,
        "beneficiary_kind": newest and newest.beneficiary_kind,
        "beneficiary_id": newest and newest.beneficiary_id,
        "person_id": newest and newest.person_id,
        "employer_id": newest and newest.employer_id,
        "cause": cause.kind,
        "certain": cause.certain,
        "aspects": list(cause.aspects),
        "criteria": list(dict.fromkeys(one.criterion for one in cause.seen)),
        "facts": _json([asdict(one) for one in cause.seen if one.fact]),
        "rows": _json([asdict(row) for row in cause.rows]),
        "others": ["|".join(other) for other in cause.others],
        "grants": [grant for grant, *_ in cause.grants],
        "files": list(cause.files),
        "explanation": cause_said(cause, verdict, diff, titles),
    }


def _due(side: Side | None) -> int:
    return (side.amount_fen or 0) if side and side.outcome == "eligible" else 0


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
