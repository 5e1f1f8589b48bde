"""Every table that the SQL makes has one row per what its description says."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.sample_nights import AS_OF
from zhaoren.content import find_content
from zhaoren.contracts import load_contracts
from zhaoren.decisions import decide
from zhaoren.facts import build_facts
from zhaoren.inputs import read_snapshot, take_snapshot
from zhaoren.rules import load_rules
from zhaoren.transforms import PAYMENTS, SCHEMAS, SqlLog, run_layer

CONTENT = find_content()
FILES = [
    path for path in sorted(CONTENT.transforms.glob("*/*.sql")) if path.stem != "contributions"
]
GRAIN = re.compile(r"One row per ([^.]+)\.")


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    folder: Path = tmp_path_factory.mktemp("grains")
    contracts, rules = load_contracts(CONTENT), load_rules(CONTENT, "zibo")
    inbox = CONTENT.sample_data / "zibo" / "inbox"
    taken = take_snapshot(inbox, folder / "snapshots", contracts, without=frozenset())
    with duckdb.connect() as connection:
        read_snapshot(
            connection, taken, contracts, cache=folder / "cache", benefits=rules.benefits,
            previous_rows=None, allow_shrink=frozenset(), without=frozenset(),
            report=lambda _: None,
        )  # fmt: skip
        build_facts(connection, CONTENT, rules, AS_OF, SqlLog())
        decide(connection, CONTENT, contracts, rules, AS_OF, (), SqlLog())
        run_layer(connection, CONTENT, PAYMENTS, SqlLog())
        yield connection


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_table_has_the_grain_that_it_states(db: duckdb.DuckDBPyConnection, path: Path) -> None:
    table = f"{SCHEMAS[path.parent.name]}.{path.stem}"
    comment = " ".join(
        line[3:] for line in path.read_text("utf-8").splitlines() if line.startswith("--")
    )
    stated = GRAIN.search(comment)
    assert stated
    has = {row[0] for row in db.execute(f"describe {table}").fetchall()}
    grain = [word for word in re.findall(r"\w+", stated[1]) if word in has]
    assert grain, f"{os.fspath(path)} names no column as its grain"
    columns = ", ".join(grain)
    repeated = db.execute(
        f"select count(*) from (from {table} select {columns} group by all having count(*) > 1)"
    ).fetchone()
    assert repeated == (0,)
