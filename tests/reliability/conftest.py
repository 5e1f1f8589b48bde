"""A worker for all tests of a process, a bench for each test, and a life for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from . import kernel
from .lifecycle import Life
from .trial import Bench
from .worker import Worker


def in_memory() -> TemporaryDirectory[str]:
    """In memory where there is some: a killed process needs no disk to lose its writes."""
    memory = Path("/dev/shm")
    return TemporaryDirectory(dir=memory if memory.is_dir() else None)


@pytest.fixture(scope="session")
def worker() -> Iterator[Worker]:
    """The program, loaded once."""
    if not kernel.possible():
        pytest.skip("processes are traced on Linux on x86-64 only")
    with in_memory() as folder, Worker(Path(folder)) as started:
        yield started


@pytest.fixture
def bench(worker: Worker) -> Iterator[Bench]:
    """An empty workspace in which commands are killed."""
    with in_memory() as folder:
        yield Bench(Path(folder), worker)


@pytest.fixture(scope="session")
def life(worker: Worker) -> Iterator[Life]:
    """The lifecycle, recorded once; a test puts back the state that it begins with."""
    with in_memory() as folder:
        lived = Life(Bench(Path(folder), worker))
        lived.play()
        yield lived
