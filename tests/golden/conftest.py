"""One night on the committed inbox of Zibo, shared by the golden tests."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
import pytest

from tests.sample_nights import sample_night
from zhaoren.nightly import NightResult


@pytest.fixture(scope="session")
def night(tmp_path_factory: pytest.TempPathFactory) -> NightResult:
    return sample_night("zibo", tmp_path_factory)


@pytest.fixture(scope="session")
def published(night: NightResult) -> duckdb.DuckDBPyConnection:
    db = duckdb.connect()
    for path in sorted(Path(night.run_dir).glob("*.parquet")):
        db.execute(f"create view {path.stem} as from read_parquet('{os.fspath(path)}')")
    return db
