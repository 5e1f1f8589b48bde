"""`zhaoren verify`: whether a published run is what its inputs give, to the last byte and fen."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from zhaoren.cli.app import Json, Memory, OfCity, Project, Threads, app
from zhaoren.cli.pace import last_pace
from zhaoren.cli.staff import LedgerUrl
from zhaoren.cli.terminal import Terminal
from zhaoren.content import find_content
from zhaoren.engine import MEMORY_LIMIT
from zhaoren.errors import DamagedRunError, DifferenceError, UsageError
from zhaoren.ledger.store import default_url
from zhaoren.progress import listening
from zhaoren.runs import find_run
from zhaoren.verifying import Means, Verified, verify
from zhaoren.verifying.again import root_of
from zhaoren.verifying.found import Check
from zhaoren.workspace import Workspace

_WIDTH = 80  # where nobody watches
_SHOWN = 10  # differences of one check; --json names all


@app.command("verify")
def verify_run(
    run: Annotated[
        str | None,
        typer.Argument(
            help="A published run: its folder, its id or how that begins, its date; default the "
            "newest.",
            show_default=False,
        ),
    ] = None,
    out: Annotated[
        Path, typer.Option(file_okay=False, help="Workspace that holds the run.")
    ] = Path("out"),
    city: OfCity = None,
    quick: Annotated[
        bool,
        typer.Option("--quick", help="Check hashes, figures and sums; do not compute again."),
    ] = False,
    ledger: LedgerUrl = None,
    project: Project = None,
    memory: Memory = MEMORY_LIMIT,
    threads: Threads = None,
    as_json: Json = False,
) -> None:
    """Verify a published run: hashes, figures, money to the bank file; then compute it again.

    The run is computed again from the copies of its inputs, in a temporary
    folder (TMPDIR), and every byte is compared. Nothing is changed. Differences
    end with exit code 6; a run that cannot be computed again here, with 2.

    Example: zhaoren verify --city zibo --out out --quick
    """
    try:
        meant = find_run(Workspace(out), city, run)
    except DamagedRunError as error:
        raise DifferenceError(str(error)) from None
    url = ledger or default_url(root_of(meant))
    means = Means(find_content(project), project, url, memory, threads)
    terminal = Terminal(last_pace(root_of(meant), meant.city))
    try:
        with listening(terminal):
            found = verify(meant, means, quick=quick)
    finally:
        terminal.stop()
    if as_json:
        typer.echo(json.dumps({**asdict(found), "differences": len(found.differences)}))
    else:
        _show(Console(width=None if sys.stdout.isatty() else _WIDTH, highlight=False), found)
    _judge(found)


def _judge(found: Verified) -> None:
    """End with an error unless everything that was asked agrees."""
    if found.differences:
        places = sorted({one.place for one in found.differences})
        raise DifferenceError(
            f"The run {found.name} is not as it should be: {len(found.differences)} difference(s), "
            f"first in {places[0]}. Nothing was changed; compare with a backup of the workspace "
            "and ask who altered it, or run the night again."
        )
    if found.obstacles:
        raise UsageError(
            f"The run {found.name} agrees with itself, but it could not be computed again here; "
            "what is missing stands above. Provide it, or ask for --quick."
        )


def _show(console: Console, found: Verified) -> None:
    console.print(f"核对 {found.city} {found.name}（认定日期 {found.as_of}）")
    show_checks(console, found.checks)
    for obstacle in found.obstacles:
        console.print(f"  未重算：{escape(obstacle)}")
    if found.obstacles and not found.differences:
        console.print(
            "  现在的程序和规则会得出什么，可在另一个工作区用 zhaoren run --snapshot 重放，"
            "再用 zhaoren diff 比较。"
        )
    console.print(_conclusion(found))


def show_checks(console: Console, checks: Sequence[Check]) -> None:
    """Print what was looked at, and the first differences of each."""
    for check in checks:
        verdict = "不一致" if check.differences else "一致"
        console.print(f"  {verdict:<4}{check.title}，{check.count} {check.unit}")
        for one in check.differences[:_SHOWN]:
            console.print(f"    {escape(one.place)}", soft_wrap=True)
            console.print(f"      {escape(one.said)}")
        if (more := len(check.differences) - _SHOWN) > 0:
            console.print(f"    …… 另有 {more} 处，见 --json")
        if check.left_out:
            console.print(f"    （{escape(check.left_out)}）")


def _conclusion(found: Verified) -> str:
    if found.differences:
        return f"发现 {len(found.differences)} 处不一致。"
    if found.recomputed:
        return "没有发现不一致：按同样的数据、规则、程序和账本重算，每个字节都相同。"
    return "没有发现不一致（只核对了哈希、数字和合计，未重算）。"
