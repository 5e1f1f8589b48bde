"""Read one export with the production reader, cache empty; prints the seconds."""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path

import pandas as pd  # noqa: F401 # pyarrow loads it at its first conversion; a night has it by then

from zhaoren.content import find_content
from zhaoren.contracts import load_contracts
from zhaoren.engine import MEMORY_LIMIT, connect
from zhaoren.inputs import Snapshot, read_snapshot, take_snapshot


def main() -> None:
    """Snapshot the file's folder, then time the reading of that file alone."""
    inbox, out = Path(sys.argv[1]).parent, Path(sys.argv[2])
    shutil.rmtree(out, ignore_errors=True)
    contracts = load_contracts(find_content())
    every = frozenset(contracts.inputs) - {"contributions"}
    taken = take_snapshot(inbox, out / "snapshots", contracts, without=every)
    snapshot = Snapshot(taken.files, taken.ignored)
    began = time.perf_counter()
    with connect(out / "spill", memory_limit=MEMORY_LIMIT, threads=2) as db:
        read_snapshot(
            db,
            snapshot,
            contracts,
            cache=out / "cache",
            benefits={},
            previous_rows=None,
            allow_shrink=frozenset(),
            without=every,
            report=lambda _: None,
        )
    print(time.perf_counter() - began)


if __name__ == "__main__":
    main()
