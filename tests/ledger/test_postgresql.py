"""What is PostgreSQL's alone: passwords, schemas, durability."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from tests.ledger.samples import CITY, do, small
from zhaoren.errors import LedgerError
from zhaoren.ledger import Book, Ledger, Plan
from zhaoren.ledger.store import Transaction


def refused(url: str) -> str:
    with pytest.raises(LedgerError) as error:
        Ledger(url)
    return str(error.value)


def test_the_driver_is_chosen_for_whoever_types_the_plain_name(postgresql_url: str) -> None:
    with Ledger(postgresql_url.replace("postgresql+psycopg:", "postgresql:")) as ledger:
        small(ledger)
        assert ledger.url.drivername == "postgresql+psycopg"
    with Ledger(postgresql_url, must_exist=True) as ledger:
        assert ledger.book(CITY).seq == 5


def test_a_wrong_password_is_told_without_it(postgresql_url: str) -> None:
    url = make_url(postgresql_url)
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as db:
        known = db.exec_driver_sql("select 1 from pg_roles where rolname = 'locked'").scalar()
        if not known:
            db.exec_driver_sql("create role locked login password 'right'")
        rules = "select 1 from pg_hba_file_rules where 'locked' = any(user_name)"
        if db.exec_driver_sql(rules).scalar() is None:
            pytest.skip("the server trusts everybody; tests/with_postgresql.sh's does not")
    own = url.set(username="locked", password="hunter2")
    told = refused(own.render_as_string(hide_password=False))
    assert "password" in told
    assert "hunter2" not in told


def test_a_database_that_is_not_there(postgresql_url: str) -> None:
    own = make_url(postgresql_url).set(database="nowhere")
    told = refused(own.render_as_string(hide_password=False))
    assert "has no such database" in told


def test_a_schema_that_is_not_there(postgresql_url: str) -> None:
    own = make_url(postgresql_url).update_query_dict({"options": "-csearch_path=nowhere"})
    assert "its schema is missing" in refused(own.render_as_string(hide_password=False))


def test_a_ledger_that_must_exist_is_not_made(postgresql_url: str) -> None:
    with pytest.raises(LedgerError, match="There is no ledger at"):
        Ledger(postgresql_url, must_exist=True)
    Ledger(postgresql_url).close()
    Ledger(postgresql_url, must_exist=True).close()


def test_a_server_that_does_not_wait_for_its_disk_does_for_us(postgresql_url: str) -> None:
    name = make_url(postgresql_url).query["options"]
    lazy = f"{name} -csynchronous_commit=off"
    own = make_url(postgresql_url).update_query_dict({"options": lazy})
    with Ledger(own.render_as_string(hide_password=False)) as ledger:
        with ledger.transaction(CITY) as transaction:
            shown = transaction.db.exec_driver_sql("show synchronous_commit").scalar()
        assert shown == "on"


def test_writers_of_two_cities_do_not_wait_for_each_other(postgresql_url: str) -> None:
    with (
        Ledger(postgresql_url) as ledger,
        Ledger(postgresql_url, busy_seconds=0.2) as other,
        ledger.transaction(CITY),
    ):
        assert len(small(other, "rizhao")) == 5


def test_a_lost_connection_is_told(postgresql_url: str) -> None:
    def loses(_: Book, transaction: Transaction) -> Plan:
        pid = transaction.db.exec_driver_sql("select pg_backend_pid()").scalar()
        engine = sa.create_engine(postgresql_url, poolclass=sa.NullPool)
        with engine.begin() as db:
            db.exec_driver_sql(f"select pg_terminate_backend({pid})")
        transaction.keep({"kind": "note", "text": "x"})
        return Plan()

    with Ledger(postgresql_url) as ledger:
        with pytest.raises(LedgerError, match="cannot be used"):
            do(ledger, loses)
        small(ledger)
