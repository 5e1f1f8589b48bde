"""The nightly flow: one task a step, at two in the morning.

The steps and their order stand in `zhaoren.nightly`. Prefect is given names
and paths only: an error's text stays in the process, Prefect sees which step
failed. Nothing is cached or kept by Prefect; only the copying of the inbox is
tried again, because network folders fail for moments.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from prefect import flow, runtime, task
from prefect.cache_policies import NO_CACHE

from zhaoren.engine import MEMORY_LIMIT
from zhaoren.faults import paragraph
from zhaoren.nightly import NightOptions, run_night
from zhaoren.progress import current_listener, listening

RETRIES = {"snapshot": 2}
RETRY_DELAY_SECONDS = 30
ZONE = ZoneInfo("Asia/Shanghai")


class StepFailedError(Exception):
    """A step failed. Prefect prints, stores and pickles this: it holds no cause."""


@flow(name="nightly", flow_run_name="nightly-{city}", persist_result=False, log_prints=False)
def nightly(
    city: str,
    inbox: str | None,
    out: str,
    as_of: str | None = None,
    policies: tuple[str, ...] = (),
    without: tuple[str, ...] = (),
    allow_shrink: tuple[str, ...] = (),
    project: str | None = None,
    threads: int | None = None,
    memory_limit: str = MEMORY_LIMIT,
    ledger: str | None = None,
    recorded_at: str | None = None,
    snapshot: str | None = None,
    dry_run: bool = False,
) -> None:
    """One city's night; `as_of` and `recorded_at` default to when the run was scheduled.

    A ledger's URL that holds a password belongs into ZHAOREN_LEDGER: Prefect
    keeps parameters.
    """
    options = NightOptions(
        city=city,
        inbox=Path(inbox) if inbox else None,
        out=Path(out),
        as_of=date.fromisoformat(as_of) if as_of else scheduled_moment().date(),
        policies=policies,
        without=frozenset(without),
        allow_shrink=frozenset(allow_shrink),
        project=Path(project) if project else None,
        threads=threads,
        memory_limit=memory_limit,
        ledger=ledger or os.environ.get("ZHAOREN_LEDGER"),
        recorded_at=datetime.fromisoformat(recorded_at) if recorded_at else scheduled_moment(),
        snapshot=snapshot,
        dry_run=dry_run,
    )
    listener = current_listener()
    with listening(listener):
        failed = failure_of("night", lambda: run_night(options, run_step=run_as_task))
    if failed and listener.error and runtime.deployment.id:
        sys.stderr.write(f"{paragraph(listener.error)}\n")  # no command is there to tell
    if failed:
        raise failed


def run_as_task(name: str, step: Callable[[], object]) -> None:
    """Run a step as a Prefect task of that name."""

    @task(
        name=name,
        task_run_name=name,
        persist_result=False,
        cache_policy=NO_CACHE,
        retries=RETRIES.get(name, 0),
        retry_delay_seconds=RETRY_DELAY_SECONDS,
        retry_condition_fn=is_momentary,
    )
    def run() -> None:
        if failed := failure_of(name, step):
            raise failed

    run()


def failure_of(name: str, step: Callable[[], object]) -> StepFailedError | None:
    """What Prefect may know of a failure: a name and a kind, and no chain to its text."""
    try:
        step()
    except Exception as error:  # noqa: BLE001 # told in full by the listener, raised again by a name
        return StepFailedError(f"{name} failed: {type(error).__name__}")
    return None


def is_momentary(_task: Any, _run: Any, _state: Any) -> bool:
    """Whether a failed step may succeed a moment later: a fault of a file system."""
    error = current_listener().error
    return isinstance(error, OSError) and not isinstance(error, FileNotFoundError | PermissionError)


def scheduled_moment() -> datetime:
    """When this run was scheduled, in the time of China."""
    scheduled: datetime = runtime.flow_run.scheduled_start_time
    return scheduled.astimezone(ZONE).replace(microsecond=0)
