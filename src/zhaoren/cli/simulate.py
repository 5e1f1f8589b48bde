"""`zhaoren simulate`: the same night under other rules."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from zhaoren.again import Means
from zhaoren.cli.app import Json, Memory, OfCity, Project, RunNamed, Threads, app, calendar_day
from zhaoren.cli.pace import WholePace, last_pace
from zhaoren.cli.staff import LedgerUrl
from zhaoren.cli.tables import Column, print_table
from zhaoren.cli.terminal import Terminal
from zhaoren.cli.writing import may_write, written_to
from zhaoren.engine import MEMORY_LIMIT
from zhaoren.errors import UsageError
from zhaoren.faults import plain_fault
from zhaoren.progress import listening
from zhaoren.runs import Run, find_run, find_snapshot, reading
from zhaoren.simulating import (
    Scenario,
    Simulation,
    parse_budgets,
    parse_changes,
    parse_range,
    simulate,
)
from zhaoren.simulating.files import write_csv, write_page, write_parquet, write_xlsx
from zhaoren.simulating.tables import TEXT, Grid, grids, sentences, shown
from zhaoren.workspace import Workspace, private_files

_File = Path | None
_WIDTH = 120  # where nobody watches


@app.command(name="simulate")
def simulate_night(
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            help="policy.parameter=value, policy.parameter.key=value, policy.parameter@DAY=value, "
            "or policy.criterion=another reading; several times.",
        ),
    ] = None,
    rules: Annotated[
        _File, typer.Option(exists=True, file_okay=False, help="Another folder of rules.")
    ] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Another day; default that of the run."),
    ] = None,
    budget: Annotated[
        list[str] | None,
        typer.Option(help="payer=yuan: city=5000000 or a district; several times."),
    ] = None,
    curve: Annotated[
        list[str] | None,
        typer.Option(help="policy.parameter=from:to:step, for a cost curve; several times."),
    ] = None,
    city: OfCity = None,
    out: Annotated[
        Path, typer.Option(file_okay=False, help="Workspace that holds the run.")
    ] = Path("out"),
    run: RunNamed = None,
    snapshot: Annotated[
        str | None,
        typer.Option(help="Instead of --run: the newest run with these inputs (its snapshot)."),
    ] = None,
    xlsx: Annotated[
        _File, typer.Option(dir_okay=False, help="Write tables and lists there (names people).")
    ] = None,
    parquet: Annotated[
        _File, typer.Option(dir_okay=False, help="Write who is affected there (names people).")
    ] = None,
    html: Annotated[
        _File, typer.Option(dir_okay=False, help="Write a page with tables and charts there.")
    ] = None,
    csv: Annotated[
        _File, typer.Option("--csv", dir_okay=False, help="Write the points of the curves there.")
    ] = None,
    project: Project = None,
    ledger: LedgerUrl = None,
    memory: Memory = MEMORY_LIMIT,
    threads: Threads = None,
    as_json: Json = False,
) -> None:
    """Decide a night again under other rules: who gains, who loses, what it costs. Touches nothing.

    The inputs and the ledger are those that a published run rested on, and
    that run is what the outcome is compared with.

    Example: zhaoren simulate --out out --set zibo/technician-2022.employer_limit=80000
    """
    scenario = Scenario(
        changes=parse_changes(set_ or ()),
        rules=rules,
        as_of=calendar_day(as_of) if as_of else None,
        budgets=parse_budgets(budget or ()),
        curves=tuple(parse_range(one) for one in curve or ()),
    )
    if scenario == Scenario():
        raise UsageError(
            "Say what is to be different: --set policy.parameter=value, --rules FOLDER, --as-of "
            "DAY, or ask for a --curve or what is left of a --budget."
        )
    if csv and not scenario.curves:
        raise UsageError("--csv writes the points of curves; ask for one by --curve.")
    may_write(xlsx, parquet, html, csv)
    start = _start(Workspace(out), city, run, snapshot)
    with private_files(), plain_fault(out):
        with reading(start):
            pace = pace_of(last_pace(out, start.city).expected, scenario, start)
            made = _watched(start, scenario, Means(ledger, project, memory, threads), pace)
        asked = (write_xlsx, xlsx), (write_parquet, parquet), (write_page, html), (write_csv, csv)
        wanted = [(write, path) for write, path in asked if path]
        for write, path in wanted:
            with written_to(path):
                write(made, path)
    if as_json:
        typer.echo(json.dumps(as_values(made), ensure_ascii=False))
        return
    _show(made, [path for _, path in wanted])


def _start(workspace: Workspace, city: str | None, run: str | None, snapshot: str | None) -> Run:
    if run and snapshot:
        raise UsageError("Give --run or --snapshot, not both.")
    if snapshot:
        return find_snapshot(workspace, snapshot, city)
    return find_run(workspace, city, run)


def pace_of(night: Mapping[str, float], scenario: Scenario, run: Run) -> WholePace:
    """How long a simulation will take, by the seconds of a night's steps (empty: nobody knows).

    Facts are made once, and once more where they are others; the run's
    policies are decided once, then those that change, at each point of a curve.
    """
    if not night:
        return WholePace({})
    nights = 1 if scenario.same_facts else 2
    points = len(scenario.changes) + sum(len(one.figures) for one in scenario.curves)
    again = points / max(len(run.manifest["policies"]), 1)
    facts = night.get("read", 0.0) + night.get("facts", 0.0)
    return WholePace({"simulate": nights * facts + (nights + again) * night.get("decide", 0.0)})


def _watched(run: Run, scenario: Scenario, means: Means, pace: WholePace) -> Simulation:
    terminal = Terminal(pace)
    try:
        with listening(terminal):
            return simulate(run, scenario, means)
    finally:
        terminal.stop()


def as_values(made: Simulation) -> dict[str, Any]:
    """What `--json` prints; amounts in fen, nobody's data."""
    found = made.figures
    return {
        "run_id": made.run.run_id,
        "run_dir": str(made.run.folder),
        "as_of": (made.scenario.as_of or made.run.as_of).isoformat(),
        "changes": [str(one) for one in made.scenario.changes],
        "rules": str(made.scenario.rules) if made.scenario.rules else None,
        "differs_from_run": made.differing,
        "changed_since_run": list(made.since),
        "total": _beside(found.total),
        "policies": {
            name: {**_beside(one), "changes": dict(found.changes.get(name, {}))}
            for name, one in found.policies.items()
        },
        "outcomes": [
            {"policy_id": policy, "before": before, "after": after, "count": count}
            for policy, moved in found.outcomes.items()
            for (before, after), count in moved.items()
        ],
        "districts": {name: _beside(one) for name, one in found.districts.items()},
        "payers": {
            name: {"before_fen": before, "after_fen": after, "difference_fen": after - before}
            for name, (before, after) in found.payers.items()
        },
        "budget_left": {
            name: {"before_fen": before, "after_fen": after}
            for name, (before, after) in made.budget_left.items()
        },
        "ceilings": {
            name: {"before": _values(before), "after": _values(after)}
            for name, (before, after) in made.ceilings.items()
        },
        "curves": [
            {
                "place": one.place,
                "unit": one.unit,
                "now": None if one.now is None else f"{one.now:f}",
                "before": _sums(one.before),
                "points": [{"figure": f"{at.figure:f}", **_sums(at.due)} for at in one.points],
            }
            for one in made.curves
        ],
    }


def _values(one: Any) -> Any:
    return None if one is None else asdict(one)


def _sums(one: Any) -> dict[str, int]:
    return {**asdict(one), "amount_fen": one.amount_fen}


def _beside(one: Any) -> dict[str, Any]:
    sides = {"before": _sums(one.before), "after": _sums(one.after)}
    return {**sides, "difference_fen": one.difference_fen}


def _show(made: Simulation, written: Sequence[Path]) -> None:
    console = Console(width=None if sys.stdout.isatty() else _WIDTH, highlight=False, markup=False)
    for line in sentences(made):
        console.print(line)
    for grid in grids(made):
        _print_grid(console, grid)
    for path in written:
        console.print(f"已写出 {path}", soft_wrap=True)


def _print_grid(console: Console, grid: Grid) -> None:
    """A grid as it fits a terminal: its brief columns."""
    brief = [(place, one) for place, one in enumerate(grid.headings) if one.brief]
    columns = [Column(one.title, figure=one.kind != TEXT) for _, one in brief]
    rows = [[shown(row[place], one.kind) for place, one in brief] for row in grid.rows]
    print_table(console, grid.title, columns, rows, grid.note)
