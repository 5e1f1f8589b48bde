"""`zhaoren serve`: every night at two, on one machine."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from zhaoren.cli.app import City, Inbox, Memory, Out, Project, Threads, app
from zhaoren.cli.orchestrator import at_home_in, load_flow
from zhaoren.content import find_content
from zhaoren.engine import MEMORY_LIMIT
from zhaoren.errors import ZhaorenError
from zhaoren.rules import load_rules

NIGHTLY = "0 2 * * *"
ZONE = "Asia/Shanghai"
_START_SECONDS = 120


@app.command()
def serve(
    city: City,
    inbox: Inbox,
    out: Out,
    cron: Annotated[str, typer.Option(help="When, as cron, in the time of Shanghai.")] = NIGHTLY,
    port: Annotated[int, typer.Option(help="Local port of the scheduler.")] = 4200,
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
    at_home_in(out, log_level="INFO")
    parameters: dict[str, Any] = {
        "city": city,
        "inbox": str(inbox.absolute()),
        "out": str(out.absolute()),
        "project": str(project.absolute()) if project else None,
        "threads": threads,
        "memory_limit": memory,
    }
    with scheduler(out, port):
        _serve(load_flow(content), f"nightly-{city}", cron, parameters)


def _serve(flow: Any, name: str, cron: str, parameters: dict[str, Any]) -> None:
    from prefect.schedules import Cron  # after at_home_in # noqa: PLC0415

    schedule = Cron(cron, timezone=ZONE)
    flow.serve(name=name, schedule=schedule, parameters=parameters, limit=1)


@contextmanager
def scheduler(out: Path, port: int) -> Iterator[None]:
    """A Prefect server for as long as it is needed, unless one is named already.

    Raises:
        ZhaorenError: it does not start.
    """
    if os.environ.get("PREFECT_API_URL"):
        yield
        return
    address = f"http://127.0.0.1:{port}/api"
    command = [sys.executable, "-m", "prefect", "server", "start", "--no-ui"]
    command += ["--host", "127.0.0.1", "--port", str(port)]
    with (out / "prefect" / "server.log").open("ab") as log:
        server = subprocess.Popen(  # noqa: S603 # our own words
            command,
            stdout=log,
            stderr=log,
            start_new_session=True,  # an interrupt is ours: the server ends last
        )
    try:
        _wait_for(server, address, out)
        os.environ["PREFECT_API_URL"] = address
        yield
    finally:
        server.terminate()
        server.wait()


def _wait_for(server: subprocess.Popen[bytes], address: str, out: Path) -> None:
    for _ in range(_START_SECONDS * 2):
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{address}/health"):  # noqa: S310 # our own address
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.5)
    raise ZhaorenError(
        f"The scheduler did not start at {address}; {out / 'prefect' / 'server.log'} says why. "
        "Choose another --port if this one is taken."
    )
