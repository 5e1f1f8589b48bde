"""Eight processes at once: nothing twice, nothing lost, one chain.

ZHAOREN_LONG=1 plays fifty rounds (`make crash`) instead of two.
"""

from __future__ import annotations

import multiprocessing
import os
from contextlib import ExitStack
from multiprocessing.queues import Queue
from pathlib import Path

import pytest

from tests.ledger.conftest import schema_of_its_own
from tests.ledger.samples import CITY
from tests.ledger.worker import record
from zhaoren.ledger import Ledger
from zhaoren.ledger.verify import verify_city

ROUNDS = 50 if os.environ.get("ZHAOREN_LONG") == "1" else 2
PROCESSES = 8
NUMBERS = 12


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_eight_processes_record_at_once(database: str, tmp_path: Path) -> None:
    for turn in range(ROUNDS):
        with ExitStack() as stack:
            url = (
                f"sqlite:///{tmp_path}/{turn}/ledger.db"
                if database == "sqlite"
                else stack.enter_context(schema_of_its_own())
            )
            _race(url, turn)


def _race(url: str, turn: int) -> None:
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["tests.ledger.worker"])
    recorded: Queue[int] = processes.Queue()
    racing = [
        processes.Process(target=record, args=(url, f"{turn}-{place}", NUMBERS, recorded))
        for place in range(PROCESSES)
    ]
    for process in racing:
        process.start()
    for process in racing:
        process.join()
    assert [process.exitcode for process in racing] == [0] * PROCESSES
    assert sum(recorded.get() for _ in racing) == NUMBERS
    recorded.close()
    with Ledger(url) as ledger, ledger.reading(CITY) as transaction:
        checked = verify_city(transaction)
        assert checked.findings == []
        assert (checked.events, checked.grants, checked.parties) == (NUMBERS, NUMBERS, NUMBERS)
        assert sorted(transaction.numbers()) == sorted(str(number) for number in range(NUMBERS))
