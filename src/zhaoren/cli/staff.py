"""What all staff commands share: who, when, which ledger, and telling what changed."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from zhaoren.faults import plain_fault
from zhaoren.ledger import Done, Ledger, perform
from zhaoren.ledger.perform import Planner
from zhaoren.ledger.store import default_url
from zhaoren.workspace import private_files

By = Annotated[str, typer.Option("--by", help="Who does this; stands in the ledger.")]
On = Annotated[
    datetime | None,
    typer.Option("--on", formats=["%Y-%m-%d"], help="Day on which it takes effect; default today."),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Tell what would change and record nothing.")
]
LedgerUrl = Annotated[
    str | None,
    typer.Option(
        "--ledger",
        envvar="ZHAOREN_LEDGER",
        help="URL of the ledger; default ledger.db in the workspace.",
    ),
]


def open_ledger(out: Path, url: str | None, *, must_exist: bool = False) -> Ledger:
    """The ledger of a workspace, or the one at a URL; who only reads makes none."""
    with private_files():
        return Ledger(url or default_url(out.absolute()), must_exist=must_exist)


def now() -> datetime:
    """This moment in the bureau's time zone: the only clock of the staff commands."""
    return datetime.now(ZoneInfo("Asia/Shanghai")).replace(microsecond=0)


def day_on(on: datetime | None) -> date:
    """The day that was asked for, or today's in the bureau's time zone."""
    return on.date() if on else now().date()


def carry_out(
    out: Path, url: str | None, city: str, planner: Planner, *, by: str, dry_run: bool
) -> Done:
    """Perform a plan on the workspace's ledger; files made meanwhile are private."""
    with private_files(), plain_fault(out), open_ledger(out, url) as ledger:
        return perform(ledger, city, planner, by=by, recorded_at=now(), dry_run=dry_run)


def tell(done: Done, *, as_json: bool, **more: Any) -> None:
    """Print what changed and the new head."""
    if as_json:
        kinds = [event.kind for event in done.events]
        told = {"events": kinds, "said": list(done.said), "head": done.head}
        typer.echo(json.dumps({**told, "dry_run": done.dry_run, **more}, ensure_ascii=False))
        return
    for line in done.said:
        typer.echo(line)
    if not done.events:
        typer.echo("没有变化：此前已经完成。")
    elif done.dry_run:
        typer.echo(f"试运行：将记入 {len(done.events)} 条事件，未记账。")
    typer.echo(f"账本最新哈希 {done.head}")
