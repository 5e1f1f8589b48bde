"""`zhaoren status`: where a city's grants and money stand, and what waits for whom."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import typer
from rich.console import Console

from zhaoren.cli.app import AsOf, City, Json, Out, Project, app, day_of
from zhaoren.cli.staff import LedgerUrl, open_ledger
from zhaoren.cli.tables import Column, print_table
from zhaoren.content import find_content
from zhaoren.contracts import load_contracts
from zhaoren.documents.wording import words_of
from zhaoren.money import yuan
from zhaoren.office.balance import Balance
from zhaoren.office.status import Reason, Status, Sum
from zhaoren.office.status import status as status_of
from zhaoren.rules import load_rules
from zhaoren.workspace import Workspace

_WIDTH = 80  # where nobody watches
_SHOWN = 6  # grants named in a table; --json names all
_MONEY = {
    "requested": "已申请",
    "arrived": "已到账",
    "paid": "已发放",
    "with_bank": "银行处理中",
    "unpaid": "到账未发",
    "to_return": "应退回财政",
    "unneeded": "已申请未到账，不再需要",
    "recovered": "已追回",
}

Tables = Iterator[tuple[str, Sequence[Column], Sequence[Sequence[str]]]]
"""Title, columns and rows of each table."""


@app.command("status")
def show_status(
    city: City,
    out: Out,
    as_of: AsOf = None,
    ledger: LedgerUrl = None,
    project: Project = None,
    as_json: Json = False,
) -> None:
    """Show grants and money by state, policy and district, what waits for whom, what is due.

    Example: zhaoren status --city zibo --out out
    """
    content = find_content(project)
    words = words_of(load_rules(content, city), load_contracts(content))
    with open_ledger(out, ledger, must_exist=True) as opened:
        book = opened.book(city)
    found = status_of(book, day_of(as_of), words)
    if as_json:
        typer.echo(json.dumps(asdict(found), ensure_ascii=False, default=str))
        return
    _show(
        Console(width=None if sys.stdout.isatty() else _WIDTH, highlight=False),
        found,
        f"{words.city_title}　截至 {found.as_of}　{_nights(out, city, found.last_night)}",
    )


def _nights(out: Path, city: str, recorded: date | None) -> str:
    """When a night ran last, and which changed the ledger last: quiet ones record nothing."""
    newest = Workspace(out).last_run_dir(city)
    ran = newest.name[:10] if newest else str(recorded or "")
    if not ran:
        return "尚无夜间运行"
    changed = f"（账本有变化的最近一次 {recorded}）" if recorded and str(recorded) != ran else ""
    return f"最近一次夜间运行 {ran}{changed}"


def _show(console: Console, found: Status, heading: str) -> None:
    console.print(heading, soft_wrap=True)
    for title, columns, rows in _tables(found):
        print_table(console, title, columns, rows)
    console.print(f"账本最新哈希 {found.head}", soft_wrap=True)


def _tables(found: Status) -> Tables:
    """The tables that have something to say."""
    for title, sums in (
        ("按状态", found.states),
        ("按政策", found.policies),
        ("按区县", found.districts),
    ):
        yield from _table(title, ("", "人次", "金额（元）", "已发放（元）"), map(_sum_cells, sums))
    yield from _table("资金", ("", "金额（元）"), _money_cells(found.money))
    yield from _table(
        "待办", ("责任方", "对象", "自", "至", "人次", "金额（元）"),
        ((one.who, one.about, one.since, one.until, len(one.grants), yuan(one.amount_fen))
         for one in found.waiting),
    )  # fmt: skip
    yield from _table(
        "期限", ("日期", "剩余天数", "事项", "对象", "人次", "金额（元）"),
        ((one.day, _days(one.days_left), one.what, one.about, len(one.grants), yuan(one.amount_fen))
         for one in found.due),
    )  # fmt: skip
    for title, reasons in (
        ("暂缓", found.held),
        ("发放失败", found.failed),
        ("待追回", found.recovery),
    ):
        yield from _table(
            title, ("原因", "人次", "金额（元）", "编号"), map(_reason_cells, reasons)
        )
    yield from _table(
        "金额冲突", ("编号", "政策", "账本金额（元）", "最新认定（元）"),
        ((one.grant, one.policy_id, yuan(one.amount_fen), yuan(one.found_fen))
         for one in found.conflicts),
    )  # fmt: skip
    yield from _table(
        "无发放对象的资金", ("申请", "出资方", "处理", "金额（元）", "编号"),
        ((f"{one.application} {one.district}", one.payer,
          "应退回财政" if one.arrived else "尚未到账", yuan(one.amount_fen), _named(one.grants))
         for one in found.to_return),
    )  # fmt: skip


def _table(title: str, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> Tables:
    """A table, unless it has no row."""
    columns = []
    for heading in headings:
        figure = heading in ("人次", "剩余天数") or heading.endswith("（元）")
        columns.append(Column(heading, figure=figure, whole=heading in ("自", "至", "日期")))
    cells = [["" if cell is None else str(cell) for cell in row] for row in rows]
    if cells:
        yield title, columns, cells


def _sum_cells(one: Sum) -> Sequence[object]:
    return one.title, one.grants, yuan(one.amount_fen), yuan(one.paid_fen)


def _money_cells(money: Balance) -> Iterable[Sequence[object]]:
    sums: dict[str, Any] = asdict(money)
    return [(title, yuan(sums[name])) for name, title in _MONEY.items()]


def _reason_cells(one: Reason) -> Sequence[object]:
    return one.said, len(one.grants), yuan(one.amount_fen), _named(one.grants)


def _days(left: int) -> str:
    return f"逾期 {-left}" if left < 0 else str(left)


def _named(grants: Sequence[str]) -> str:
    more = f" 等 {len(grants)} 个" if len(grants) > _SHOWN else ""
    return " ".join(grants[:_SHOWN]) + more
