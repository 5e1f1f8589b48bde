"""One of several processes that record in the same ledger."""

from __future__ import annotations

import random
from multiprocessing.queues import Queue

from tests.ledger.samples import do, find
from zhaoren.ledger import Ledger


def record(url: str, seed: str, count: int, recorded: Queue[int]) -> None:
    """Find a grant for every number that is not known yet, one a transaction, in any order."""
    numbers = [str(number) for number in range(count)]
    random.Random(seed).shuffle(numbers)
    with Ledger(url) as ledger:
        recorded.put(sum(len(do(ledger, find(number)).events) for number in numbers))
