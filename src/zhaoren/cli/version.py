"""`zhaoren version`."""

from __future__ import annotations

import typer

from zhaoren.cli.app import app
from zhaoren.manifest import code_version


@app.command()
def version() -> None:
    """Print the versions of the program and of the engines that its results depend on.

    Example: zhaoren version
    """
    for name, value in code_version().items():
        typer.echo(f"{name} {value}")
