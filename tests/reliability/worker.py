"""A process that has the program loaded and runs commands in traced children of its own.

`python -m tests.reliability.worker` reads one JSON object a line: `words` (of
the command, or `night` with options of a night without its orchestrator), the
folder `inside` which changes are points, perhaps a `kill`, and where the
output goes; it answers with what was traced, one line each.
"""

from __future__ import annotations

import json
import os
import resource
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from .found import find_grants, write_carelessly, write_many_times
from .tracer import Kill, Traced, run_traced


class Worker:
    """The other side: starts such a process and talks to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.home.mkdir(mode=0o700)
        own = {name: str(self.home) for name in ("HOME", "TMPDIR", "TEMP", "XDG_CACHE_HOME")}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.reliability.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **own},
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

    def run(
        self, words: list[str], inside: Path, kill: Kill | None = None, limit: int = 0
    ) -> tuple[Traced, str]:
        """Run a command; what was traced, and all that it printed.

        `limit`: bytes beyond which no file can grow, as on a full disk.
        """
        output = self.folder / "output.txt"
        asked: dict[str, Any] = {"words": words, "inside": str(inside), "output": str(output)}
        asked |= {"limit": limit}
        asked |= {"kill": asdict(kill)} if kill else {}
        told: dict[str, Any] = self._ask(asked)
        told["points"] = [tuple(point) for point in told["points"]]
        return Traced(**told), output.read_text(encoding="utf-8", errors="replace")

    def together(self, commands: list[list[str]]) -> list[tuple[int, str]]:
        """Run commands at once, each in a process of its own; exit codes and what they printed."""
        outputs = [self.folder / f"output-{place}.txt" for place in range(len(commands))]
        asked = [
            {"words": words, "output": str(output)}
            for words, output in zip(commands, outputs, strict=True)
        ]
        codes: list[int] = self._ask({"together": asked})
        return [
            (code, output.read_text("utf-8")) for code, output in zip(codes, outputs, strict=True)
        ]

    def _ask(self, asked: dict[str, Any]) -> Any:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{json.dumps(asked)}\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


def main() -> None:
    """Serve until the input ends."""
    import zhaoren.cli  # noqa: F401 # loaded once, before any child
    from zhaoren.content import find_content
    from zhaoren.contracts import load_contracts
    from zhaoren.validation import prepare

    load_contracts(find_content())
    prepare()
    for line in sys.stdin:
        asked = json.loads(line)
        told = _race(asked["together"]) if "together" in asked else _traced(asked)
        sys.stdout.write(f"{json.dumps(told)}\n")
        sys.stdout.flush()


def _traced(asked: dict[str, Any]) -> dict[str, Any]:
    kill = Kill(**asked["kill"]) if "kill" in asked else None
    return asdict(run_traced(lambda: _child(asked), asked["inside"], kill))


def _race(asked: list[dict[str, Any]]) -> list[int]:
    """All at once: each waits until the last is there."""
    gate, opener = os.pipe()
    processes = [_racer(one, gate, opener) for one in asked]
    os.close(gate)
    os.close(opener)
    return [os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) for process in processes]


def _racer(asked: dict[str, Any], gate: int, opener: int) -> int:
    process = os.fork()
    if process:
        return process
    code = 1
    try:
        os.close(opener)
        os.read(gate, 1)  # ends when the starter closes the other end
        code = _child(asked)
    finally:
        os._exit(code)


def _child(asked: dict[str, Any]) -> int:
    os.setsid()
    os.umask(0o022)
    _redirect(asked["output"])
    if limit := asked.get("limit"):
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    words = asked["words"]
    code = OWN_COMMANDS.get(words[0], _command)(words)
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


def _careless(words: list[str]) -> int:
    from zhaoren.workspace import private_files

    with private_files():
        write_carelessly(Path(words[1]))
    return 0


def _write(words: list[str]) -> int:
    write_many_times(Path(words[1]))
    return 0


def _connect(words: list[str]) -> int:
    with socket.socket() as tried:
        tried.settimeout(0.1)
        try:
            tried.connect((words[1], 9))
        except OSError:
            return 1
    return 0


def _code_of(program: Callable[[], None]) -> int:
    try:
        program()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def _night(words: list[str]) -> int:
    """`night CITY INBOX OUT DAY [checked|unchecked [PROJECT]]`: a night without Prefect."""
    from zhaoren import nightly
    from zhaoren.errors import ZhaorenError
    from zhaoren.faults import paragraph
    from zhaoren.validation import ValidationSummary

    city, inbox, out, day, checked, project = (*words[1:], "", "")[:6]
    if checked != "checked":  # the checks write nothing, and take half of the time
        nightly.check_inputs = nightly.check_outputs = lambda *_, **__: ValidationSummary(())
    try:
        nightly.run_night(
            nightly.NightOptions(
                city=city,
                inbox=Path(inbox),
                out=Path(out),
                as_of=date.fromisoformat(day),
                threads=1,
                project=Path(project) if project else None,
            )
        )
    except Exception as error:  # noqa: BLE001 # as the command tells it
        sys.stderr.write(f"{paragraph(error)}\n")
        return error.exit_code if isinstance(error, ZhaorenError) else 1
    return 0


OWN_COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "night": _night,
    "find": _find,
    "careless": _careless,
    "write": _write,
    "connect": _connect,
}
"""What can be run beside the program's own commands."""

if __name__ == "__main__":
    main()
