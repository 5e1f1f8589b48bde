"""`zhaoren run`: one night, now."""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from pathlib import Path
from traceback import clear_frames
from typing import Annotated, Any

import typer

from zhaoren.cli.app import AsOf, City, Json, Memory, Out, Project, Threads, app, day_of
from zhaoren.cli.boundary import complain, readable
from zhaoren.cli.orchestrator import load_flow, orchestration
from zhaoren.cli.pace import keep_pace, last_pace
from zhaoren.cli.staff import DryRun, LedgerUrl, now
from zhaoren.cli.terminal import Terminal, show_result
from zhaoren.content import Content, find_content
from zhaoren.contracts import load_contracts
from zhaoren.engine import MEMORY_LIMIT
from zhaoren.errors import UsageError, ZhaorenError
from zhaoren.faults import describe, plain_fault
from zhaoren.night import NightResult
from zhaoren.progress import listening
from zhaoren.publish import outcome_titles
from zhaoren.rules import city_ids
from zhaoren.workspace import Workspace

ALL = "all"
LEDGER = "ZHAOREN_LEDGER"


@dataclass(frozen=True)
class Ran:
    """One city's run, and what the orchestrator took beside it, in seconds."""

    city: str
    as_of: date
    result: NightResult
    orchestration: float

    def as_json(self) -> dict[str, Any]:
        """What `--json` prints."""
        seconds = {**self.result.seconds, "orchestration": self.orchestration}
        return {
            **asdict(self.result),
            "run_dir": str(self.result.run_dir),
            "city": self.city,
            "as_of": self.as_of.isoformat(),
            "seconds": {name: round(value, 3) for name, value in seconds.items()},
        }


@app.command()
def run(
    city: City,
    out: Out,
    inbox: Annotated[
        Path | None,
        typer.Option(exists=True, file_okay=False, help="Folder that holds the exports."),
    ] = None,
    as_of: AsOf = None,
    policy: Annotated[
        list[str] | None, typer.Option(help="Only this policy; may be given several times.")
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option(help="Go on without this source (persons, payments); several times."),
    ] = None,
    allow_shrink: Annotated[
        list[str] | None,
        typer.Option(help="Accept that this source has shrunk by more than half; several times."),
    ] = None,
    project: Project = None,
    memory: Memory = MEMORY_LIMIT,
    threads: Threads = None,
    ledger: LedgerUrl = None,
    snapshot: Annotated[
        str | None,
        typer.Option(
            help="Replay the inputs of this snapshot or run (its id, or how it begins) with the "
            "ledger as it was then; needs no inbox, records nothing."
        ),
    ] = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Run the nightly job once: read, check, join, decide, write, record.

    Example: zhaoren run --city zibo --inbox exports --out out --as-of 2026-11-20
    """
    if inbox is None and (snapshot is None or city == ALL):
        raise UsageError("Give the folder of exports (--inbox), or one city's --snapshot.")
    content = find_content(project)
    told: dict[str, Any] = {
        "out": str(out.absolute()),
        "as_of": day_of(as_of).isoformat(),
        "policies": tuple(policy or ()),
        "without": tuple(without or ()),
        "allow_shrink": tuple(allow_shrink or ()),
        "project": str(project.absolute()) if project else None,
        "threads": threads,
        "memory_limit": memory,
        "recorded_at": now().isoformat(),
        "snapshot": snapshot,
        "dry_run": dry_run,
    }
    if ledger:
        os.environ[LEDGER] = ledger  # Prefect keeps parameters; a URL may hold a password
    cities = city_ids(content) if city == ALL else [city]
    ran = run_cities(content, cities, inbox, told, shown=not as_json)
    if as_json:
        typer.echo(json.dumps(json_of(ran, several=city == ALL), ensure_ascii=False))


def run_cities(
    content: Content,
    cities: Sequence[str],
    inbox: Path | None,
    told: dict[str, Any],
    *,
    shown: bool,
) -> list[Ran]:
    """Run each city in turn, under one orchestrator; a city that fails does not stop the others.

    `inbox`: see `inboxes_of`.

    Raises:
        ZhaorenError: of the first city that failed, after the others have run.
    """
    inboxes = inboxes_of(cities, inbox)
    ran, failed = [], list[ZhaorenError]()
    titles = outcome_titles(load_contracts(content))
    out, begun = Path(told["out"]), time.monotonic()
    with plain_fault(out), Workspace(out).locked(), _orchestrated(out, content):
        for city, own in inboxes.items():
            try:
                done = run_flow(content, {**told, "city": city, "inbox": own}, begun)
            except ZhaorenError as error:
                if len(cities) == 1:
                    raise
                complain(f"{city}: {readable(error)}")
                clear_frames(error.__traceback__)  # they hold connections
                failed.append(error)
            else:
                ran.append(done)
                if shown:
                    show_result(city, done.result, titles, done.orchestration)
            begun = time.monotonic()
    if failed:
        raise failed[0]
    return ran


def inboxes_of(cities: Sequence[str], inbox: Path | None) -> dict[str, str | None]:
    """The folder of exports of each city: its own, `inbox/<city>` or `inbox/<city>/inbox`.

    Where no city has one, all read the exports in `inbox`.

    Raises:
        UsageError: some of the cities have one, others have not.
    """
    apart = inbox is not None and any((inbox / city).is_dir() for city in cities)
    alone = len(cities) == 1 or not apart
    return {city: _inbox_of(city, inbox, alone=alone) for city in cities}


def _inbox_of(city: str, inbox: Path | None, *, alone: bool) -> str | None:
    if inbox is None:
        return None
    inbox = inbox.absolute()
    for own in (inbox / city / "inbox", inbox / city):
        if own.is_dir():
            return str(own)
    if alone:
        return str(inbox)
    raise UsageError(f"--inbox {inbox} has no folder {city} with that city's exports.")


@contextmanager
def _orchestrated(out: Path, content: Content) -> Iterator[None]:
    terminal = Terminal()
    terminal.waiting("Starting the scheduler")
    try:
        with orchestration(
            out, partial(_load_night, content), log_level="CRITICAL", services=False
        ):
            terminal.stop()
            yield
    finally:
        terminal.stop()


def _load_night(content: Content) -> None:
    """Import all that a night needs, the slowest of it in threads."""
    load_flow(content)
    from zhaoren.nightly import load_ahead  # noqa: PLC0415 # takes a second

    load_ahead()


def run_flow(content: Content, told: dict[str, Any], begun: float) -> Ran:
    """Run the flow with these parameters; what was not the run itself since `begun` is Prefect's.

    Raises:
        ZhaorenError: what the run itself raised, never Prefect's account of it.
    """
    out = Path(told["out"])
    terminal = Terminal(last_pace(out, told["city"]))
    try:
        with listening(terminal):
            _call(load_flow(content), told, terminal)
    finally:
        terminal.stop()
    result = terminal.result
    if result is None:
        raise terminal.error or ZhaorenError("The flow ended without a result.")
    if not result.already_there:
        keep_pace(out, told["city"], result.seconds)
    beside = time.monotonic() - begun - sum(result.seconds.values())
    return Ran(told["city"], date.fromisoformat(told["as_of"]), result, beside)


def _call(flow: Any, told: dict[str, Any], terminal: Terminal) -> None:
    try:
        flow(**told)
    except Exception as error:  # noqa: BLE001 # Prefect's own; what the run raised is kept beside
        terminal.error = terminal.error or ZhaorenError(
            "The orchestrator (Prefect) could not run the flow. Check that there is room on the "
            f"disk of --out. {describe(error)}"
        )


def json_of(ran: Sequence[Ran], *, several: bool) -> dict[str, Any]:
    """The object that `--json` prints; of several cities also each one's own."""
    runs = [item.as_json() for item in ran]
    if not several:
        return runs[0]
    outcomes: dict[str, Counter[str]] = {}
    for one in runs:
        for policy, counts in one["outcomes"].items():
            outcomes.setdefault(policy, Counter()).update(counts)
    return {
        "run_id": [one["run_id"] for one in runs],
        "run_dir": [one["run_dir"] for one in runs],
        "outcomes": outcomes,
        "amount_fen": sum(one["amount_fen"] for one in runs),
        "runs": runs,
    }
