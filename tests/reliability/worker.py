"""A process that has the program loaded and runs commands in traced children of its own.

`python -m tests.reliability.worker` reads one JSON object a line: `words` (of
the command, or `night` with options of a night without its orchestrator), the
folder `inside` which changes are points, perhaps a `kill`, and where the
output goes; it answers with what was traced, one line each.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from .found import find_grants
from .tracer import Kill, Traced, run_traced


class Worker:
    """The other side: starts such a process and talks to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.reliability.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()

    def run(self, words: list[str], inside: Path, kill: Kill | None = None) -> tuple[Traced, str]:
        """Run a command; what was traced, and all that it printed."""
        output = self.folder / "output.txt"
        asked = {"words": words, "inside": str(inside), "output": str(output)}
        asked |= {"kill": asdict(kill)} if kill else {}
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{json.dumps(asked)}\n")
        self._process.stdin.flush()
        told: dict[str, Any] = json.loads(self._process.stdout.readline())
        told["points"] = [tuple(point) for point in told["points"]]
        return Traced(**told), output.read_text(encoding="utf-8", errors="replace")


def main() -> None:
    """Serve until the input ends."""
    import zhaoren.cli  # noqa: F401 # loaded once, before any child
    import zhaoren.nightly  # noqa: F401

    for line in sys.stdin:
        asked = json.loads(line)
        kill = Kill(**asked["kill"]) if "kill" in asked else None
        traced = run_traced(lambda: _child(asked), asked["inside"], kill)  # noqa: B023
        sys.stdout.write(f"{json.dumps(asdict(traced))}\n")
        sys.stdout.flush()


def _child(asked: dict[str, Any]) -> int:
    os.setsid()
    os.umask(0o022)
    _redirect(asked["output"])
    words = asked["words"]
    code = {"night": _night, "find": _find}.get(words[0], _command)(words)
    sys.stdout.flush()
    sys.stderr.flush()
    return code


def _redirect(output: str) -> None:
    nothing = os.open(os.devnull, os.O_RDONLY)
    written = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    for descriptor, target in ((nothing, 0), (written, 1), (written, 2)):
        os.dup2(descriptor, target)


def _command(words: list[str]) -> int:
    from zhaoren.cli import main as zhaoren

    sys.argv = ["zhaoren", *words]
    return _code_of(zhaoren)


def _find(words: list[str]) -> int:
    """`find OUT`: the ledger alone."""
    from zhaoren.workspace import private_files

    with private_files():
        find_grants(Path(words[1]))
    return 0


def _code_of(program: Callable[[], None]) -> int:
    try:
        program()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def _night(words: list[str]) -> int:
    """`night CITY INBOX OUT DAY [checked]`: a night as the flow runs it, without Prefect."""
    from zhaoren import nightly
    from zhaoren.errors import ZhaorenError
    from zhaoren.validation import ValidationSummary

    city, inbox, out, day, *checked = words[1:]
    if not checked:  # the checks write nothing, and take half of the time
        nightly.check_inputs = nightly.check_outputs = lambda *_, **__: ValidationSummary(())
    try:
        nightly.run_night(
            nightly.NightOptions(
                city=city, inbox=Path(inbox), out=Path(out), as_of=date.fromisoformat(day),
                threads=1,
            )  # fmt: skip
        )
    except ZhaorenError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    main()
