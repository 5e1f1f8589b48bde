"""`zhaoren gc`: what no grant rests on and no new night needs expires."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated, Any

import typer

from zhaoren.aside import remove_abandoned
from zhaoren.cli.app import Json, Out, Project, app
from zhaoren.cli.staff import DryRun, LedgerUrl, On, day_on, open_ledger
from zhaoren.content import find_content
from zhaoren.errors import UsageError
from zhaoren.faults import plain_fault
from zhaoren.ledger import Event
from zhaoren.ledger.store import FILE
from zhaoren.retention import DAYS, Expiring, expire, find_expiring
from zhaoren.workspace import Workspace

_TITLES = {
    "runs": "夜间运行结果",
    "snapshots": "数据副本",
    "cache": "缓存",
    "leftovers": "中断的残留",
}


@app.command("gc")
def collect(
    out: Out,
    days: Annotated[
        int, typer.Option(min=1, help="Keep runs that nothing rests on for so many days.")
    ] = DAYS,
    on: On = None,
    ledger: LedgerUrl = None,
    project: Project = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Delete runs, copies of inputs and cache on which no grant rests and which no night needs.

    Every run on which a grant rests is kept with its inputs, as long as the accounts.

    Example: zhaoren gc --out out --dry-run
    """
    workspace = Workspace(out)
    if not (workspace.root / "runs").is_dir():
        raise UsageError(f"--out {out} is no workspace: it has no folder runs.")
    content = find_content(project)
    with plain_fault(out), workspace.locked(clean=False):
        found = find_expiring(workspace, content, _events(out, ledger), day_on(on), days)
        counts = found.counts()
        if not dry_run:
            expire(workspace, found)
            remove_abandoned()
    _tell(found, counts, day_on(on), dry_run=dry_run, as_json=as_json)


def _events(out: Any, url: str | None) -> list[Event]:
    """The events of every city; a workspace without a ledger has none."""
    if url is None and not (out / FILE).exists():
        return []
    events: list[Event] = []
    with open_ledger(out, url, must_exist=True) as opened:
        for city in opened.cities():
            with opened.reading(city) as known:
                events += known.events()
    return events


def _tell(
    found: Expiring, counts: dict[str, dict[str, int]], today: date, *, dry_run: bool, as_json: bool
) -> None:
    total = sum(one["bytes"] for one in counts.values())
    if as_json:
        told = {
            **counts,
            "bytes": total,
            "kept_runs": found.kept_runs,
            "damaged_runs": [str(path) for path in found.damaged_runs],
            "on": today.isoformat(),
            "dry_run": dry_run,
        }
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    for name, title in _TITLES.items():
        typer.echo(f"{title}：{counts[name]['count']} 项，{counts[name]['bytes']} 字节")
    typer.echo(f"保留夜间运行 {found.kept_runs} 次")
    for path in found.damaged_runs:
        typer.echo(f"无法读取，保留：{path}")
    typer.echo(f"{'试运行，未删除；可以释放' if dry_run else '已释放'} {total} 字节")
