"""What all staff commands share: who, when, which ledger, and telling what changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from zhaoren.cli.app import City, Json, Out, calendar_day
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
    return calendar_day(on) if on else now().date()


@dataclass(frozen=True)
class Step:
    """What every staff command is told, and how it does its work: plan, record, tell.

    `by`: who does it; `day`: on which it takes effect; `ledger`: its URL,
    None: that of the workspace `out`.
    """

    city: str
    out: Path
    by: str
    day: date
    ledger: str | None
    dry_run: bool
    as_json: bool

    def perform(self, planner: Planner) -> Done:
        """Perform a plan on the ledger; files made meanwhile are private.

        Raises:
            LedgerError: the ledger does not allow it.
        """
        out, url, by = self.out, self.ledger, self.by
        with private_files(), plain_fault(out), open_ledger(out, url) as ledger:
            return perform(
                ledger, self.city, planner, by=by, recorded_at=now(), dry_run=self.dry_run
            )

    def tell(self, done: Done, **more: Any) -> None:
        """Print what changed and the new head; `more`: what JSON names beside it."""
        if self.as_json:
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

    def tell_written(self, done: Done, paths: Sequence[Path]) -> None:
        """Print what changed, and the files that were written."""
        self.tell(done, files=[str(path) for path in paths])
        if not self.as_json:
            name_written(paths)

    def take(self, planner: Planner) -> None:
        """Perform a plan and tell what changed."""
        self.tell(self.perform(planner))


def name_written(paths: Iterable[Path]) -> None:
    """Print which files were written."""
    for path in paths:
        typer.echo(f"已写出 {path}")


def staff(command: Callable[..., None]) -> Callable[..., None]:
    """A command of staff: its first parameter is a `Step`, typed as the options of `_step`."""
    own = list(signature(command, eval_str=True).parameters.values())[1:]
    shared = list(signature(_step, eval_str=True).parameters.values())

    @wraps(command)
    def typed(**given: Any) -> None:
        command(_step(**{one.name: given.pop(one.name) for one in shared}), **given)

    parameters = [one.replace(kind=Parameter.KEYWORD_ONLY) for one in _in_order(own, shared)]
    typed.__signature__ = Signature(parameters)  # type: ignore[attr-defined] # Typer reads it
    typed.__annotations__ = {one.name: one.annotation for one in parameters}
    return typed


def _in_order(own: Sequence[Parameter], shared: Sequence[Parameter]) -> Iterator[Parameter]:
    """The parameters as help lists them: what is required before what is not."""
    for required in (True, False):
        yield from (one for one in (*own, *shared) if (one.default is Parameter.empty) is required)


def _step(
    city: City,
    out: Out,
    by: By,
    on: On = None,
    ledger: LedgerUrl = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> Step:
    """The options that every staff command has."""
    return Step(city, out, by, day_on(on), ledger, dry_run, as_json)
