"""Review lists as they come back from the offices, filled in by people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl

if TYPE_CHECKING:
    from tests.story.stage import Stage


def answer_list(
    stage: Stage, number: str, answers: Mapping[str, tuple[str, str]], *, tamper: str = ""
) -> Path:
    """A review list as it comes back: 同意 for all but those named; the path as a command takes it.

    `tamper`: whose amount somebody has altered.
    """
    (sent,) = (stage.out / "documents" / "zibo").glob(f"{number}-*.xlsx")
    book = openpyxl.load_workbook(sent)
    left = dict(answers)
    for sheet in book.worksheets:
        for row, place in _rows(sheet):
            name = sheet.cell(row, place["姓名（名称）"]).value
            opinion, note = left.pop(name, ("同意", ""))
            sheet.cell(row, place["意见"]).value = opinion
            sheet.cell(row, place["备注"]).value = note or None
            if name == tamper:
                sheet.cell(row, place["金额（元）"]).value = 30000
    assert not left, f"{sent.name} has no row of {', '.join(left)}"
    returned = stage.folder / "returned"
    returned.mkdir(exist_ok=True)
    path = returned / (f"{sent.stem}-altered.xlsx" if tamper else sent.name)
    book.save(path)
    return path.relative_to(stage.folder)


def _rows(sheet: Any) -> Iterator[tuple[int, dict[str, int]]]:
    """The rows under the headings, and where each column stands."""
    place: dict[str, int] = {}
    for row in range(1, sheet.max_row + 1):
        values = [sheet.cell(row, column).value for column in range(1, sheet.max_column + 1)]
        if "序号" in values:
            place = {str(value): column for column, value in enumerate(values, 1) if value}
        elif place and isinstance(values[0], int):
            yield row, place
