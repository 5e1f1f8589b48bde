"""The night on a city's committed inbox, run once for all who only look at it.

It takes as long as a hundred ordinary tests, so the processes of a test run share it: it
lies beside their temporary folders, and whoever needs it first makes it. Nobody writes
into its workspace; who must, copies it.
"""

from __future__ import annotations

import fcntl
import os
import pickle
from datetime import date

import pytest

from zhaoren.content import find_content
from zhaoren.nightly import NightOptions, NightResult, run_night

AS_OF = date(2026, 11, 20)


def sample_night(city: str, folders: pytest.TempPathFactory) -> NightResult:
    """What the city's night told, its tables checked against their contracts."""
    shared = folders.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent  # a worker's own folder lies in that of the whole run
    place = shared / "sample-nights" / city
    place.mkdir(parents=True, exist_ok=True)
    told = place / "told"
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # is given back when the file is closed
        if not told.exists():
            inbox = find_content().sample_data / city / "inbox"
            done = run_night(NightOptions(city=city, inbox=inbox, out=place / "out", as_of=AS_OF))
            told.write_bytes(pickle.dumps(done))
    found: NightResult = pickle.loads(told.read_bytes())
    return found
