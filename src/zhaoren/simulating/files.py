"""What a simulation leaves if it is asked to: lists of who is affected, curves, a page.

The lists name people; the page and the curves do not.
"""

from __future__ import annotations

import csv
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
from markupsafe import Markup

from zhaoren.documents.heights import text_width
from zhaoren.durable import write_whole
from zhaoren.pages import page
from zhaoren.payments.sheets import neutral
from zhaoren.simulating.charts import curve_svg
from zhaoren.simulating.scenario import Simulation
from zhaoren.simulating.tables import (
    CHANGES_SAID,
    COUNT,
    MONEY,
    Cell,
    Grid,
    Heading,
    curve_grid,
    grids,
    sentences,
    shown,
)

_COLUMNS = {
    "policy_id": ("政策编号", "Policy."),
    "change": ("变化", "gains, loses, more, less, or other (no change of the whole amount)."),
    "candidate_id": ("认定对象编号", "Candidate of the policy, as in decisions."),
    "beneficiary_kind": ("发放对象类型", "person, employer or institution."),
    "beneficiary_id": ("公民身份号码（信用代码）", "Whom the money goes to."),
    "person_id": ("人员", "Number of the person, after merging."),
    "employer_id": ("用人单位", "Credit code of the employer."),
    "district": ("区县", "District; empty: not known."),
    "certificate_no": ("证书编号", "Certificate, where there is one."),
    "level": ("等级", "Level of skill."),
    "period": ("所属期", "What is paid for in time: YYYY-MM, YYYY, or empty."),
    "outcome_before": ("原结论", "Outcome at the start; empty: no candidate."),
    "outcome_after": ("现结论", "Outcome in the simulation; empty: no candidate."),
    "amount_before_fen": ("原应发", "Due at the start, in fen; 0 unless eligible."),
    "amount_after_fen": ("现应发", "Due in the simulation, in fen; 0 unless eligible."),
    "difference_fen": ("差额", "After minus before, in fen."),
    "city_before_fen": ("原市级承担", "City's share at the start, in fen."),
    "city_after_fen": ("现市级承担", "City's share in the simulation, in fen."),
    "district_before_fen": ("原区县承担", "District's share at the start, in fen."),
    "district_after_fen": ("现区县承担", "District's share in the simulation, in fen."),
    "explanation_before": ("原说明", "Sentence of the verdict at the start."),
    "explanation_after": ("现说明", "Sentence of the verdict in the simulation."),
}
_HEADED = {
    "policy_id": "政策",
    "explanation_after": "说明",
    "amount_before_fen": "原应发（元）",
    "amount_after_fen": "现应发（元）",
    "difference_fen": "差额（元）",
}
_LISTED = (
    "policy_id", "change", "beneficiary_id", "employer_id", "district", "certificate_no", "level",
    "period", "outcome_before", "outcome_after", "amount_before_fen", "amount_after_fen",
    "difference_fen", "explanation_after",
)  # fmt: skip
_WIDEST = 100  # characters of a column
_MOST_ROWS = 1_000_000  # of a sheet; the Parquet list has them all


def write_parquet(made: Simulation, path: Path) -> None:
    """Everyone whose verdict changed, one row per policy and candidate."""
    fields = [
        field.with_metadata(dict(zip(("title", "description"), _COLUMNS[field.name], strict=True)))
        for field in made.listed.schema
    ]
    about = {
        "run_id": made.run.run_id,
        "as_of": (made.scenario.as_of or made.run.as_of).isoformat(),
        "city": made.run.city,
        "simulation": "\n".join(str(change) for change in made.scenario.changes),
    }
    content = BytesIO()
    pq.write_table(made.listed.cast(pa.schema(fields, metadata=about)), content, compression="zstd")
    write_whole(path, content.getvalue())


def list_grid(made: Simulation) -> Grid:
    """Everyone whose verdict changed, as people read it."""
    kinds = {name: MONEY if name.endswith("_fen") else "text" for name in _LISTED}
    rows = [
        [_said(made, name, row) for name in _LISTED]
        for row in made.listed.slice(0, _MOST_ROWS).to_pylist()
    ]
    headings = [Heading(_HEADED.get(name, _COLUMNS[name][0]), kinds[name]) for name in _LISTED]
    return Grid("变化名单", headings, rows)


def _said(made: Simulation, name: str, row: dict[str, Cell]) -> Cell:
    value = row[name]
    if name == "policy_id":
        return made.titles[str(value)]
    if name == "change":
        return CHANGES_SAID[str(value)]
    if name == "explanation_after":
        return value or row["explanation_before"]
    codes = made.codes.get("outcome" if name.startswith("outcome") else name, {})
    return codes.get(str(value), value)


def write_xlsx(made: Simulation, path: Path) -> None:
    """A workbook: what was asked, the tables, and the list of who is affected."""
    content = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(content, options)
    looks = _Looks(book)
    about = Grid("说明", [Heading("测算说明")], [[line] for line in sentences(made)])
    pages = [about, *grids(made), list_grid(made)]
    for place, grid in enumerate(pages, start=1):
        _write_page(book, looks, grid, f"{place} {_sheet(grid.title)}")
    book.close()
    write_whole(path, content.getvalue())


class _Looks:
    """The looks of cells."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        cell = {"border": 1, "valign": "top"}
        self.heading = book.add_format({**cell, "bold": True, "bg_color": "#E8EEF5"})
        self.text = book.add_format({**cell, "num_format": "@"})
        self.count = book.add_format({**cell, "num_format": "0"})
        self.money = book.add_format({**cell, "num_format": "#,##0.00"})


def _sheet(title: str) -> str:
    """A name that a sheet may have: at most 31 characters, some are not allowed."""
    return "".join("-" if sign in "[]:*?/\\'" else sign for sign in title)[:28]


def _width(grid: Grid, place: int) -> int:
    """How wide a column must be in characters; a Chinese one takes two."""
    heading = grid.headings[place]
    texts = [heading.title, *(shown(row[place], heading.kind) for row in grid.rows)]
    return min(_WIDEST, 3 + max(text_width(text) for text in texts))


def _write_page(book: xlsxwriter.Workbook, looks: _Looks, grid: Grid, name: str) -> None:
    page = book.add_worksheet(name)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.set_default_row(18)  # points; Chinese fonts stand taller than the default
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.set_footer("&C第&P页 共&N页")
    for place, heading in enumerate(grid.headings):
        page.set_column(place, place, _width(grid, place))
        page.write_string(0, place, heading.title, looks.heading)
    page.autofilter(0, 0, max(1, len(grid.rows)), len(grid.headings) - 1)
    page.ignore_errors({"number_stored_as_text": f"A1:Z{len(grid.rows) + 2}"})
    for line, row in enumerate(grid.rows, start=1):
        for place, (cell, heading) in enumerate(zip(row, grid.headings, strict=True)):
            if heading.kind == MONEY and cell is not None:
                page.write_number(line, place, Decimal(int(cell)).scaleb(-2), looks.money)
            elif heading.kind == COUNT and cell is not None:
                page.write_number(line, place, int(cell), looks.count)
            else:
                page.write_string(line, place, neutral(shown(cell, heading.kind)), looks.text)
    if grid.note:
        page.write_string(len(grid.rows) + 1, 0, neutral(grid.note))


def write_csv(made: Simulation, path: Path) -> None:
    """The points of every curve: the place, the figure, people, and money in yuan."""
    text = StringIO()
    out = csv.writer(text, lineterminator="\r\n")
    for number, curve in enumerate(made.curves):
        grid = curve_grid(curve)
        if number == 0:
            out.writerow(["参数", "取值", *(heading.title for heading in grid.headings[1:])])
        for row in grid.rows:
            cells = zip(row, grid.headings, strict=True)
            out.writerow([curve.place, *(_plain(cell, heading) for cell, heading in cells)])
    write_whole(path, text.getvalue().encode("utf-8-sig"))  # Excel knows UTF-8 by its mark


def _plain(cell: Cell, heading: Heading) -> str:
    is_money = heading.kind == MONEY and cell is not None
    return f"{Decimal(int(cell or 0)).scaleb(-2)}" if is_money else f"{cell}"


def write_page(made: Simulation, path: Path) -> None:
    """The simulation as one offline page, with its curves as charts; nobody's data."""
    curves = [(curve_grid(one), Markup(curve_svg(one))) for one in made.curves]  # noqa: S704 # made by vl_convert, which escapes
    tables = [grid for grid in grids(made) if grid not in [grid for grid, _ in curves]]
    text = page("zhaoren.simulating", "page.html.j2").render(
        city=made.run.city,
        sentences=list(sentences(made)),
        tables=tables,
        curves=curves,
        shown=shown,
        MONEY=MONEY,
        COUNT=COUNT,
    )
    write_whole(path, text.encode())
