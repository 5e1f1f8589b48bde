"""The nightly flow: one task a step, at two in the morning.

The steps and their order stand in `zhaoren.nightly`. Prefect is given names
and paths only: an error's text stays in the process, Prefect sees which step
failed. Nothing is cached or kept by Prefect; only the copying of the inbox is
tried again, because network folders fail for moments.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from prefect import flow, runtime, task
from prefect.cache_policies import NO_CACHE

from zhaoren.engine import MEMORY_LIMIT
from zhaoren.faults import paragraph
from zhaoren.nightly import NightOptions, run_night

RETRIED = {"snapshot": {"retries": 2, "retry_delay_seconds": 30}}
ZONE = ZoneInfo("Asia/Shanghai")


class StepFailedError(Exception):
    """A step failed; what Prefect may know of it."""

    def __init__(self, step: str, cause: Exception) -> None:
        super().__init__(f"step {step} failed ({type(cause).__name__})")
        self.cause = cause


@flow(name="nightly", flow_run_name="nightly-{city}", persist_result=False, log_prints=False)
def nightly(
    city: str,
    inbox: str,
    out: str,
    as_of: str | None = None,
    policies: tuple[str, ...] = (),
    without: tuple[str, ...] = (),
    allow_shrink: tuple[str, ...] = (),
    project: str | None = None,
    threads: int | None = None,
    memory_limit: str = MEMORY_LIMIT,
) -> str:
    """One city's night; `as_of` defaults to the day for which the run was scheduled."""
    options = NightOptions(
        city=city,
        inbox=Path(inbox),
        out=Path(out),
        as_of=date.fromisoformat(as_of) if as_of else scheduled_day(),
        policies=policies,
        without=frozenset(without),
        allow_shrink=frozenset(allow_shrink),
        project=Path(project) if project else None,
        threads=threads,
        memory_limit=memory_limit,
    )
    try:
        return run_night(options, run_step=run_as_task).run_id
    except StepFailedError as failure:
        if runtime.deployment.id:  # no command is there to tell what went wrong
            sys.stderr.write(f"{paragraph(failure.cause)}\n")
        raise


def run_as_task(name: str, step: Callable[[], None]) -> None:
    """Run a step as a Prefect task of that name."""

    def run() -> None:
        failure = failure_of(step)
        if failure:
            raise StepFailedError(name, failure)

    task(
        run,
        name=name,
        task_run_name=name,
        persist_result=False,
        cache_policy=NO_CACHE,
        retry_condition_fn=is_momentary,
        **RETRIED.get(name, {}),  # type: ignore[arg-type]
    )()


def failure_of(step: Callable[[], None]) -> Exception | None:
    """The error of a step, taken out of the chain that Prefect would print."""
    try:
        step()
    except Exception as error:  # noqa: BLE001 # raised again under a name that tells nothing
        return error
    return None


def is_momentary(_task: Any, _run: Any, state: Any) -> bool:
    """Whether a failed step may succeed a moment later: a fault of a file system."""
    failure = state.result(raise_on_failure=False)
    return isinstance(failure, StepFailedError) and isinstance(failure.cause, OSError)


def scheduled_day() -> date:
    """The civil day in China for which this run was scheduled."""
    return runtime.flow_run.scheduled_start_time.astimezone(ZONE).date()
