"""A ledger's URL on both databases; other tests import `ledger_url` from here.

PostgreSQL is a real server, which ZHAOREN_TEST_POSTGRESQL names: `make test`
starts one (tests/with_postgresql.sh). Each test has a schema of its own.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

SERVER = "ZHAOREN_TEST_POSTGRESQL"
REQUIRED = "ZHAOREN_REQUIRE_POSTGRESQL"
WHY_NOT = "ZHAOREN_NO_POSTGRESQL"


def server() -> str:
    """The URL of the server; without one the test is skipped, or fails where it must run."""
    found = os.environ.get(SERVER)
    if found:
        return found
    why = os.environ.get(WHY_NOT, "run it through tests/with_postgresql.sh, or set " + SERVER)
    if os.environ.get(REQUIRED) == "1":
        pytest.fail(f"no PostgreSQL server: {why}")
    pytest.skip(f"NOT TESTED ON POSTGRESQL: {why}")


@contextmanager
def schema_of_its_own() -> Iterator[str]:
    """A URL whose tables lie in a new schema, which is dropped afterwards."""
    url = make_url(server())
    name = f"t{uuid.uuid4().hex}"
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as db:
        db.exec_driver_sql(f"create schema {name}")
    try:
        own = url.update_query_dict({"options": f"-csearch_path={name}"})
        yield own.render_as_string(hide_password=False)
    finally:
        with engine.begin() as db:
            db.exec_driver_sql(f"drop schema {name} cascade")


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a ledger that is not there yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'ledger.db'}"
        return
    with schema_of_its_own() as url:
        yield url


@pytest.fixture
def postgresql_url() -> Iterator[str]:
    """The URL of a PostgreSQL ledger that is not there yet."""
    with schema_of_its_own() as url:
        yield url
