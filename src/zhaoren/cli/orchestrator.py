"""Prefect as the commands use it: quiet, private, at home in the workspace.

Settings are read when Prefect is imported, so nothing may import it before
`at_home_in`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from zhaoren.content import Content
from zhaoren.workspace import make_private

_SETTINGS = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
}


def at_home_in(out: Path, *, log_level: str) -> None:
    """Let Prefect keep its records in the workspace and send nothing anywhere.

    What stands in the environment already (a bureau's own server) is kept.
    """
    home = out.resolve() / "prefect"
    make_private(home)
    level = {"PREFECT_LOGGING_LEVEL": log_level, "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL"}
    for name, value in {**_SETTINGS, **level, "PREFECT_HOME": str(home)}.items():
        os.environ.setdefault(name, value)


def load_flow(content: Content) -> Any:
    """The nightly flow, by its path."""
    from prefect.flows import load_flow_from_entrypoint  # after at_home_in # noqa: PLC0415

    return load_flow_from_entrypoint(f"{content.flows / 'nightly.py'}:nightly")
