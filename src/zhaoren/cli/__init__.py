"""The command `zhaoren`. Errors are one paragraph on stderr with an exit code.

Which commands there are stands in `zhaoren.cli.commands`; what is imported
here is what every command needs.
"""

from __future__ import annotations

import os
import sys
from traceback import clear_frames

from zhaoren.cli.app import app
from zhaoren.errors import ZhaorenError
from zhaoren.faults import paragraph

__all__ = ["app", "complain", "main"]

_INTERRUPTED = 130


def complain(paragraph: str) -> None:
    """One paragraph on stderr."""
    sys.stderr.write(f"{paragraph}\n")


def main() -> None:
    """Run the command and leave with its exit code."""
    os.umask(0o077)
    try:
        app()
    except KeyboardInterrupt:
        complain("Interrupted; nothing was published.")
        sys.exit(_INTERRUPTED)
    except Exception as error:  # noqa: BLE001 # the last boundary: no traceback may show a value
        complain(paragraph(error))
        clear_frames(
            error.__traceback__
        )  # they hold connections, which must end before Python does
        sys.exit(error.exit_code if isinstance(error, ZhaorenError) else 1)
