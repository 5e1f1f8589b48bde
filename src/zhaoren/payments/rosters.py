"""Rosters of many lines, made in processes beside this one: workbooks are written cell by cell.

`python -m zhaoren.payments.rosters` is such a process: it reads pickled
rosters to be made from its standard input and writes their bytes, pickled, to
its standard output. It touches no file, and ends by itself when nobody reads.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from zhaoren.payments.documents import Heading, roster
from zhaoren.payments.lines import Line

ALONE = 10_000
"""Lines that are written sooner than a process has started."""

Asked = tuple[Sequence[Line], Heading, Mapping[str, str]]
"""What `roster` is asked for: lines, heading, and level → title."""


def rosters(asked: Sequence[Asked], processes: int) -> list[bytes]:
    """The bytes of every roster, in order; the same whatever the number of processes."""
    if sum(len(lines) for lines, _, _ in asked) < ALONE:
        return _made(asked)
    shares = [asked[first::processes] for first in range(processes)]
    with ThreadPoolExecutor(processes) as pool:
        made = list(pool.map(_made_beside, shares))
    return [made[place % processes][place // processes] for place in range(len(asked))]


def _made(asked: Sequence[Asked]) -> list[bytes]:
    return [roster(*one) for one in asked]


def _made_beside(asked: Sequence[Asked]) -> list[bytes]:
    """Rosters made by another process; here, where none can be started or it fails."""
    try:
        ran = subprocess.run(  # noqa: S603 # this very module
            [sys.executable, "-P", "-m", __name__],  # -P: nothing of the working folder
            input=pickle.dumps(asked),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a fault shows again here, where it is told
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            check=True,
        )
        found: list[bytes] = pickle.loads(ran.stdout)  # noqa: S301 # from our own process
        return found
    except subprocess.CalledProcessError as error:
        if error.returncode == -signal.SIGINT:  # the whole night was interrupted
            raise
    except OSError:
        pass
    return _made(asked)


if __name__ == "__main__":
    pickle.dump(_made(pickle.load(sys.stdin.buffer)), sys.stdout.buffer)  # noqa: S301
