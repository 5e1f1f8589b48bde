"""One night on the committed inbox of Zibo, shared by the golden tests."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import duckdb
import pytest

from zhaoren.content import find_content
from zhaoren.nightly import NightOptions, NightResult, run_night

AS_OF = date(2026, 11, 20)


@pytest.fixture(scope="session")
def night(tmp_path_factory: pytest.TempPathFactory) -> NightResult:
    inbox = find_content().sample_data / "zibo" / "inbox"
    out = tmp_path_factory.mktemp("golden")
    return run_night(NightOptions(city="zibo", inbox=inbox, out=out, as_of=AS_OF))


@pytest.fixture(scope="session")
def published(night: NightResult) -> duckdb.DuckDBPyConnection:
    db = duckdb.connect()
    for path in sorted(Path(night.run_dir).glob("*.parquet")):
        db.execute(f"create view {path.stem} as from read_parquet('{os.fspath(path)}')")
    return db
