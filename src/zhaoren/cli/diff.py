"""`zhaoren diff`: which verdicts differ between two runs, and why."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import duckdb
import typer
from rich.console import Console
from rich.markup import escape

from zhaoren.cli.app import Json, OfCity, app
from zhaoren.cli.tables import Column, print_table
from zhaoren.cli.writing import may_write, written_to
from zhaoren.comparing.diff import Diff, Why, diff_runs
from zhaoren.comparing.titles import Titles
from zhaoren.comparing.told import as_json as json_of
from zhaoren.comparing.told import write_parquet, write_workbook
from zhaoren.comparing.wording import CHANGES, KINDS, basis_said, cause_said, verdict_said
from zhaoren.runs import find_run, reading
from zhaoren.workspace import Workspace

_WIDTH = 80  # where nobody watches
_SHOWN = 20  # verdicts on a terminal; files and --json hold all

_Named = "a published run: its folder, its id or how that begins, or its date"


@app.command("diff")
def show_diff(
    run_a: Annotated[str, typer.Argument(help=f"The earlier run: {_Named}.")],
    run_b: Annotated[str, typer.Argument(help=f"The later run: {_Named}.")],
    out: Annotated[
        Path, typer.Option(file_okay=False, help="Workspace that holds the runs.")
    ] = Path("out"),
    city: OfCity = None,
    policy: Annotated[
        list[str] | None, typer.Option(help="Only this policy; may be given several times.")
    ] = None,
    parquet: Annotated[
        Path | None,
        typer.Option(dir_okay=False, help="Write every difference with its causes there."),
    ] = None,
    xlsx: Annotated[
        Path | None, typer.Option(dir_okay=False, help="Write the same as a workbook.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Compare two runs: verdicts that differ, and why (data, rules, date, ledger, others).

    Every difference has a cause: the fact and the input rows that changed, the
    rule, the date, the ledger, or another candidate. What cannot be told apart
    is marked as possible.

    Example: zhaoren diff 2026-11-19 2026-11-20 --city zibo --out out
    """
    may_write(parquet, xlsx)
    workspace = Workspace(out)
    before, after = find_run(workspace, city, run_a), find_run(workspace, city, run_b)
    with reading(before, after), duckdb.connect() as db:
        found = diff_runs(before, after, tuple(policy or ()))
        titles = Titles(found.after, db)
        if parquet:
            with written_to(parquet):
                write_parquet(parquet, found, titles)
        if xlsx:
            with written_to(xlsx):
                write_workbook(xlsx, found, titles)
        if as_json:
            _print_json(found, titles)
        else:
            width = None if sys.stdout.isatty() else _WIDTH
            _show(Console(width=width, highlight=False), found, titles)


def _print_json(found: Diff, titles: Titles) -> None:
    typer.echo(json.dumps(json_of(found, titles), ensure_ascii=False, default=str))


def _show(console: Console, found: Diff, titles: Titles) -> None:
    console.print(f"比较 {found.before.folder.name} → {found.after.folder.name}", soft_wrap=True)
    basis = list(basis_said(found))
    console.print("两次运行的依据：" + ("" if basis else "完全相同"))
    for line in basis:
        console.print(f"  {escape(line)}")
    if not found.verdicts:
        console.print("没有结论发生变化。")
        return
    columns = [Column("政策"), *(Column(title, figure=True) for title in CHANGES.values())]
    print_table(console, "结论变化（人次）", columns, list(_counts(found, titles)))
    kinds = "，".join(f"{KINDS[kind]} {count}" for kind, count in found.kinds.items())
    console.print(f"{len(found.verdicts)} 条结论有变化；原因（一条可有几个）：{kinds}")
    for why in found.verdicts[:_SHOWN]:
        _show_one(console, why, found, titles)
    if (more := len(found.verdicts) - _SHOWN) > 0:
        console.print(f"另有 {more} 条；全部见 --json、--parquet 或 --xlsx。")


def _counts(found: Diff, titles: Titles) -> Iterator[tuple[str, ...]]:
    """How many verdicts of each policy changed, and how."""
    for policy, counts in found.counts.items():
        cells = (str(counts.get(change, 0)) for change in CHANGES)
        yield f"{titles.policy(policy)}\n{policy}", *cells


def _show_one(console: Console, why: Why, found: Diff, titles: Titles) -> None:
    one = why.verdict
    console.print()
    console.print(escape(f"{one.policy_id}  {one.candidate_id}"), soft_wrap=True)
    console.print(f"  {escape(verdict_said(one, titles))}")
    for cause in why.causes:
        console.print(f"  {escape(cause_said(cause, one, found, titles))}")
