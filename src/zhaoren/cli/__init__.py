"""The command `zhaoren`. Errors are one paragraph on stderr with an exit code.

Which commands there are stands in `zhaoren.cli.commands`; what is imported
here is what every command needs.
"""

from __future__ import annotations

import os
import sys
from traceback import clear_frames

from typer import Abort
from typer._click.exceptions import ClickException  # Typer raises it and does not show it

from zhaoren.cli.app import app
from zhaoren.cli.boundary import complain, readable, show_usage
from zhaoren.cli.completing import check_asked
from zhaoren.cli.frame import begin
from zhaoren.cli.streams import open_streams, print_rest
from zhaoren.errors import ZhaorenError

__all__ = ["app", "main"]

_INTERRUPTED = 130


def main() -> None:
    """Run the command and leave with its exit code."""
    os.umask(0o077)
    open_streams()
    try:
        code = _run(sys.argv[1:])
        print_rest()
    except KeyboardInterrupt:
        code = _INTERRUPTED
    except Exception as error:  # noqa: BLE001 # the last boundary: no traceback may show a value
        complain(readable(error))
        clear_frames(
            error.__traceback__
        )  # they hold connections, which must end before Python does
        code = error.exit_code if isinstance(error, ZhaorenError) else 1
    if code == _INTERRUPTED:
        complain("Interrupted; nothing was published.")
    sys.exit(code)


def _run(words: list[str]) -> int:
    """The command that the words call; its exit code.

    Raises:
        Exception: whatever the command raised.
    """
    try:
        check_asked(os.environ)
        begin(words)
        ended = app(prog_name="zhaoren", standalone_mode=False)
    except ClickException as error:
        show_usage(error)
        return error.exit_code
    except Abort:
        complain("Aborted!")
        return 1
    return ended if isinstance(ended, int) else 0
