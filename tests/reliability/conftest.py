"""A worker for all tests of a process, and a bench for each test."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from . import kernel
from .trial import Bench
from .worker import Worker

LONG = "ZHAOREN_CRASH" in os.environ
"""Whether `make crash` asked for the long version."""


@pytest.fixture(scope="session")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    """The program, loaded once."""
    if not kernel.possible():
        pytest.skip("processes are traced on Linux on x86-64 only")
    with Worker(tmp_path_factory.mktemp("worker")) as started:
        yield started


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder in memory where there is one: a killed process needs no disk to lose its writes."""
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


@pytest.fixture
def bench(place: Path, worker: Worker) -> Bench:
    """An empty workspace in which commands are killed."""
    return Bench(place, worker)
