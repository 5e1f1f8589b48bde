"""`zhaoren near`: who lacks one point, and what becomes due on a day that is known."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from zhaoren.cli.app import Json, OfCity, RunNamed, app
from zhaoren.cli.tables import Column, print_table
from zhaoren.cli.wrapping import wrapped
from zhaoren.cli.writing import may_write, written_to
from zhaoren.money import yuan
from zhaoren.near import Due, Group, Near, Wanted, near_of, people_of
from zhaoren.near.people import Somebody
from zhaoren.near.wording import KINDS, NOWHERE, VERDICTS
from zhaoren.runs import find_run, reading
from zhaoren.workspace import Workspace

_WIDTH = 80  # where nobody watches
_FIGURES = (Column("对象数", figure=True), Column("金额（元）", figure=True))
_LACKING = (
    Column("条件"), Column("判断", whole=True), *_FIGURES, Column("区县（对象数）"),
)  # fmt: skip
_COMING = (Column("类别", whole=True), Column("政策"), Column("日期", whole=True), *_FIGURES)


@app.command("near")
def show_near(
    policy: Annotated[str | None, typer.Option(help="Only this policy.")] = None,
    criterion: Annotated[str | None, typer.Option(help="Only this criterion.")] = None,
    district: Annotated[str | None, typer.Option(help="Only this district, e.g. 张店.")] = None,
    within: Annotated[
        int, typer.Option(min=0, max=366, help="Days ahead for which due dates are listed.")
    ] = 90,
    run: RunNamed = None,
    out: Annotated[
        Path, typer.Option(file_okay=False, help="Workspace that holds the runs.")
    ] = Path("out"),
    city: OfCity = None,
    parquet: Annotated[
        Path | None, typer.Option(dir_okay=False, help="Write every candidate there, with names.")
    ] = None,
    xlsx: Annotated[
        Path | None, typer.Option(dir_okay=False, help="Write the same as a workbook to call from.")
    ] = None,
    as_json: Json = False,
) -> None:
    """List who lacks exactly one point, and who qualifies or loses out on a day that is known.

    By policy, criterion and district, with people and money; then what becomes
    due within so many days of the run's date. A day that rests on an
    assumption (contributions go on) is marked as expected.

    Example: zhaoren near --city zibo --out out --within 60
    """
    may_write(parquet, xlsx)
    found_run = find_run(Workspace(out), city, run)
    wanted = Wanted(policy, criterion, district, within)
    with reading(found_run), found_run.opened() as db:
        found = near_of(found_run, db, wanted)
        if parquet or xlsx:
            _write(found, list(people_of(found_run, db)), parquet, xlsx)
    if as_json:
        typer.echo(json.dumps(asdict(found), ensure_ascii=False, default=str))
        return
    width = None if sys.stdout.isatty() else _WIDTH
    show(Console(width=width, highlight=False), found, found_run.folder.name)


def _write(found: Near, people: list[Somebody], parquet: Path | None, xlsx: Path | None) -> None:
    from zhaoren.near.files import write_parquet, write_workbook  # noqa: PLC0415

    if parquet:
        with written_to(parquet):
            write_parquet(parquet, found, people)
    if xlsx:
        with written_to(xlsx):
            write_workbook(xlsx, found, people)


def show(console: Console, found: Near, name: str) -> None:
    """Print what is near in the run of that name, as it fits the console."""
    for line in wrapped(f"{name}　只差一项的，和到 {found.until} 为止将要到期的", console.width):
        console.print(escape(line), soft_wrap=True)
    for (title, policy), groups in groupby(
        found.groups, key=lambda one: (one.title, one.policy_id)
    ):
        print_table(console, f"{title}（{policy}）", _LACKING, list(_lacking(groups)))
    if not found.groups:
        console.print("没有只差一项的对象。")
    if found.covered:
        console.print(f"另有 {found.covered} 人次只差一项，但同一事项已由另一条认定享受，未列。")
    if found.due:
        print_table(console, "将要到期", _COMING, list(_coming(found.due)))
        if any(one.kind == "expected" for one in found.due):
            console.print("“预计符合”以名单中写明的前提为准。")
    else:
        console.print("没有将要到期的事项。")
    console.print("金额为满足条件后的应发数，未计限额。名单见 --xlsx 或 --parquet。")


def _lacking(groups: Iterable[Group]) -> Iterator[tuple[str, ...]]:
    for (_, label, verdict), some in groupby(
        groups, key=lambda one: (one.criterion_id, one.label, one.verdict)
    ):
        ones = list(some)
        where = "，".join(f"{one.district or NOWHERE} {one.people}" for one in ones)
        people = str(sum(one.people for one in ones))
        told = where + "".join(_dated(ones))
        yield label, VERDICTS.get(verdict, verdict), people, _money(ones), told


def _money(ones: Sequence[Group | Due]) -> str:
    total = sum(one.amount_fen for one in ones)
    return yuan(total) if total else "不详"


def _dated(groups: list[Group]) -> Iterator[str]:
    days = [one.first_on for one in groups if one.first_on]
    if days:
        yield f"\n{sum(one.dated for one in groups)} 人次已知日期，最早 {min(days)}"


def _coming(due: Sequence[Due]) -> Iterator[tuple[str, ...]]:
    for (kind, _), some in groupby(due, key=lambda one: (one.kind, one.policy_id)):
        ones = list(some)
        first, last = min(one.first_on for one in ones), max(one.last_on for one in ones)
        days = str(first) if first == last else f"{first}\n至 {last}"
        people = str(sum(one.people for one in ones))
        yield KINDS.get(kind, kind), ones[0].title, days, people, _money(ones)
