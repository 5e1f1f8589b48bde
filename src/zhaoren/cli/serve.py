"""`zhaoren serve`: every night at two, on one machine."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

import typer

from zhaoren.cli.app import City, Inbox, Memory, Out, Project, Threads, app
from zhaoren.cli.orchestrator import load_flow, orchestration
from zhaoren.content import find_content
from zhaoren.engine import MEMORY_LIMIT
from zhaoren.rules import load_rules

NIGHTLY = "0 2 * * *"
ZONE = "Asia/Shanghai"


@app.command()
def serve(
    city: City,
    inbox: Inbox,
    out: Out,
    cron: Annotated[str, typer.Option(help="When, as cron, in the time of Shanghai.")] = NIGHTLY,
    port: Annotated[int, typer.Option(help="Local port of the scheduler; 0: any.")] = 4200,
    project: Project = None,
    memory: Memory = MEMORY_LIMIT,
    threads: Threads = None,
) -> None:
    """Run the nightly job every night at 02:00 (Asia/Shanghai) until it is stopped.

    Starts a scheduler on this machine, unless PREFECT_API_URL names a server.

    Example: zhaoren serve --city zibo --inbox exports --out out
    """
    content = find_content(project)
    load_rules(content, city)
    parameters: dict[str, Any] = {
        "city": city,
        "inbox": str(inbox.absolute()),
        "out": str(out.absolute()),
        "project": str(project.absolute()) if project else None,
        "threads": threads,
        "memory_limit": memory,
    }
    load = partial(load_flow, content)
    with orchestration(out, load, log_level="INFO", services=True, port=port):
        _serve(load_flow(content), f"nightly-{city}", cron, parameters)


def _serve(flow: Any, name: str, cron: str, parameters: dict[str, Any]) -> None:
    from prefect.schedules import Cron  # takes seconds # noqa: PLC0415

    schedule = Cron(cron, timezone=ZONE)
    flow.serve(name=name, schedule=schedule, parameters=parameters, limit=1)
