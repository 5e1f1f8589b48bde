"""Prefect as the commands use it: quiet, private, at home in the workspace.

Prefect reads its settings when it is imported, so nothing may import it
before `orchestration`.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from zhaoren.content import Content
from zhaoren.errors import ZhaorenError
from zhaoren.workspace import make_private

_HOST = "127.0.0.1"
_START_SECONDS = 120
_SETTINGS = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
}
# The server ends with the process that started it, even if that one is killed.
_END_WITH_PARENT = (
    "import ctypes, os, signal, sys;"
    "ctypes.CDLL(None).prctl(1, signal.SIGTERM);"
    "os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
)


@contextmanager
def orchestration(
    out: Path,
    meanwhile: Callable[[], object],
    *,
    log_level: str,
    services: bool,
    port: int | None = None,
) -> Iterator[None]:
    """A Prefect server for as long as it is needed, its records in the workspace.

    A server that PREFECT_API_URL names is used instead; other settings that
    stand in the environment are kept too. `meanwhile` is called, once Prefect may be imported,
    while the server starts. `services`: whether it schedules.

    Raises:
        ZhaorenError: it does not start.
    """
    home = out.resolve() / "prefect"
    make_private(home)
    settings = {**_SETTINGS, "PREFECT_LOGGING_LEVEL": log_level, "PREFECT_HOME": str(home)}
    with _environment({name: os.environ.get(name, value) for name, value in settings.items()}):
        if os.environ.get("PREFECT_API_URL"):
            meanwhile()
            yield
            return
        number = port or _free_port()
        address = f"http://{_HOST}:{number}/api"
        server = _start(home / "server.log", number, services=services)
        past_proxies = f"{os.environ.get('NO_PROXY', '')},{_HOST}".lstrip(",")
        try:
            with _environment({"PREFECT_API_URL": address, "NO_PROXY": past_proxies}):
                meanwhile()
                _wait_for(server, address, home / "server.log")
                yield
        finally:
            server.terminate()
            server.wait()


@contextmanager
def _environment(settings: Mapping[str, str]) -> Iterator[None]:
    """The process's environment with these settings, and as it was afterwards."""
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def load_flow(content: Content) -> Any:
    """The nightly flow, by its path."""
    from prefect.flows import load_flow_from_entrypoint  # takes seconds # noqa: PLC0415

    return load_flow_from_entrypoint(f"{content.flows / 'nightly.py'}:nightly")


def _start(log_file: Path, port: int, *, services: bool) -> subprocess.Popen[bytes]:
    words = ["-m", "prefect", "server", "start", "--no-ui", "--host", _HOST, "--port", str(port)]
    words += [] if services else ["--no-services"]
    with log_file.open("wb") as log:
        return subprocess.Popen(  # noqa: S603 # our own words
            [sys.executable, "-c", _END_WITH_PARENT, *words],
            stdout=log,
            stderr=log,
            start_new_session=True,  # an interrupt is ours: the server ends last
        )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        return int(probe.getsockname()[1])


def _wait_for(server: subprocess.Popen[bytes], address: str, log_file: Path) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    give_up = time.monotonic() + _START_SECONDS
    while server.poll() is None and time.monotonic() < give_up:
        try:
            with opener.open(f"{address}/health"):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise ZhaorenError(
        f"The orchestrator (Prefect) did not start at {address}; {log_file} says why. Nothing was "
        "published; check that there is room on that disk and that the port is free."
    )
