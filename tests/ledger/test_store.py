"""A transaction stands whole or not at all; the database refuses what would break the chain."""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.ledger.samples import CITY, DAY, MOMENT, do, drafts, find, moved, run, small, tampering
from zhaoren.errors import LedgerError, LockedError, UsageError, ZhaorenError
from zhaoren.ledger import EMPTY_HEAD, Book, Draft, Ledger, Plan, State, perform
from zhaoren.ledger.store import Transaction

SECRET = "370303199001010011"


@pytest.fixture
def ledger(ledger_url: str) -> Iterator[Ledger]:
    with Ledger(ledger_url) as opened:
        yield opened


def rows(ledger: Ledger, table: str) -> int:
    with ledger.reading(CITY) as transaction:
        return int(transaction.db.exec_driver_sql(f"select count(*) from {table}").scalar_one())


def everything(ledger: Ledger) -> dict[str, int]:
    tables = ("event", "particulars", "number", "secret", "grant_key")
    return {table: rows(ledger, table) for table in tables}


def all_said(error: BaseException | None) -> str:
    """What an error and all behind it say."""
    told = ""
    while error is not None:
        told += f"{error} {error!r} {error.args} {getattr(error, 'params', '')}"
        error = error.__cause__ or error.__context__
    return told


def test_a_new_ledger_is_empty(ledger: Ledger) -> None:
    assert (ledger.head(CITY), ledger.cities()) == (EMPTY_HEAD, [])
    assert ledger.book(CITY) == Book(CITY)
    assert ledger.book(CITY, EMPTY_HEAD) == Book(CITY)


def test_what_was_recorded_is_there_when_it_is_opened_again(ledger_url: str) -> None:
    with Ledger(ledger_url) as first:
        heads = small(first)
        book = first.book(CITY)
    with Ledger(ledger_url) as again:
        assert (again.head(CITY), again.book(CITY)) == (heads[-1], book)
        assert again.book(CITY).grants["G0000001"].state is State.CITY_APPROVED
        assert again.book(CITY, heads[0]).grants["G0000001"].state is State.FOUND
        assert again.book(CITY, EMPTY_HEAD).grants == {}


def test_the_book_at_a_head_that_never_was(ledger: Ledger) -> None:
    small(ledger)
    with pytest.raises(LedgerError, match="never had the head"):
        ledger.book(CITY, "f" * 64)
    assert not ledger.has_head(CITY, "f" * 64)
    assert ledger.has_head(CITY, ledger.head(CITY))
    assert ledger.has_head(CITY, EMPTY_HEAD)


def test_a_book_read_before_learns_what_others_recorded_since(ledger: Ledger) -> None:
    do(ledger, find(SECRET))
    known = ledger.book(CITY)
    do(ledger, drafts(moved("district_approved", "G0000001")))
    moved_on = drafts(moved("city_approved", "G0000001"))
    done = perform(ledger, CITY, moved_on, by="张三", recorded_at=MOMENT, known=known)
    assert (done.book, done.book.seq) == (ledger.book(CITY), 3)


def test_a_book_of_another_chain_is_not_built_upon(ledger: Ledger) -> None:
    small(ledger, "rizhao")
    another = Book(CITY, head=ledger.head("rizhao"), seq=1)
    done = perform(ledger, CITY, find(SECRET), by="张三", recorded_at=MOMENT, known=another)
    assert (done.book, done.book.seq) == (ledger.book(CITY), 1)


def test_cities_have_chains_of_their_own(ledger: Ledger) -> None:
    small(ledger)
    small(ledger, "rizhao")
    assert ledger.cities() == ["rizhao", "zibo"]
    assert ledger.head("rizhao") != ledger.head(CITY)
    assert ledger.book("rizhao").seq == 5


def test_a_dry_run_leaves_nothing(ledger: Ledger) -> None:
    tried = do(ledger, find("1", "2"), dry_run=True)
    assert (len(tried.events), len(tried.book.grants)) == (1, 2)
    assert set(everything(ledger).values()) == {0}
    assert do(ledger, find("1", "2")).head == ledger.head(CITY)


def test_a_planner_that_raises_leaves_nothing(ledger: Ledger) -> None:
    small(ledger)
    before = everything(ledger)

    def fails(_: Book, transaction: Transaction) -> Plan:
        transaction.keep({"kind": "note", "text": "x"})
        transaction.keep_numbers({"9": "P0000009"}, DAY)
        raise LedgerError("no")

    with pytest.raises(LedgerError, match="no"):
        do(ledger, fails)
    assert everything(ledger) == before


def test_a_plan_of_which_the_last_part_is_refused_leaves_nothing(ledger: Ledger) -> None:
    small(ledger)
    before = everything(ledger)
    with pytest.raises(LedgerError, match="cannot be cleared"):
        do(ledger, drafts(moved("reopened", "G0000002"), moved("cleared", "G0000002")))
    assert everything(ledger) == before
    assert ledger.book(CITY).grants["G0000002"].state is State.REJECTED


def test_nobody_records_without_a_name_or_a_moment(ledger: Ledger) -> None:
    for by, moment in ((" ", MOMENT), ("张三", MOMENT.replace(tzinfo=None))):
        with pytest.raises(UsageError):
            perform(ledger, CITY, find("1"), by=by, recorded_at=moment)
    assert set(everything(ledger).values()) == {0}


@pytest.mark.parametrize(
    "statement",
    [
        "update event set hash = 'x' where seq = 1",
        "delete from event where seq = 5",
        "insert into event select city, 7, hash, body from event where seq = 5",
        "insert into event select city, 3, hash, body from event where seq = 3",
        "insert or replace into event select city, 3, hash, body from event where seq = 4",
        "update grant_key set key = 'x' where grant_id = 'G0000001'",
        "delete from grant_key where grant_id = 'G0000001'",
        "update secret set salt = 'x'",
        "delete from secret",
        "truncate event",
    ],
)
def test_the_database_refuses_to_change_what_was_recorded(
    ledger: Ledger, ledger_url: str, statement: str
) -> None:
    small(ledger)
    engine = sa.create_engine(ledger_url, poolclass=sa.NullPool)
    with pytest.raises(sa.exc.DBAPIError), engine.begin() as db:
        run(db, statement)
    assert ledger.book(CITY).seq == 5


def test_particulars_are_kept_once(ledger: Ledger) -> None:
    with ledger.transaction(CITY) as transaction:
        note = {"kind": "note", "text": "😀\u2028\x00"}
        first, second, again = transaction.keep_all([note, {"kind": "note", "text": "b"}, note])
        assert (first, transaction.keep(note)) == (again, first)
        assert first != second
    with ledger.reading(CITY) as transaction:
        assert transaction.particulars([first, second, "0" * 64])[first] == note
        assert transaction.digest(note) == first
    assert rows(ledger, "particulars") == 2


def test_digests_of_two_cities_differ(ledger: Ledger) -> None:
    found = set()
    for city in (CITY, "rizhao"):
        with ledger.transaction(city) as transaction:
            found.add(transaction.keep({"kind": "number", "number": SECRET}))
    assert len(found) == 2


def test_what_was_erased_is_kept_again(ledger: Ledger) -> None:
    do(ledger, find("1"))
    content = {"kind": "number", "number": "1"}
    with ledger.transaction(CITY) as transaction:
        digest = transaction.digest(content)
        transaction.erase(["P0000001"], [digest])
        assert (transaction.particulars([digest]), transaction.numbers()) == ({}, {})
    with ledger.transaction(CITY) as transaction:
        assert transaction.keep(content) == digest
        transaction.keep_numbers({"1": "P0000001"}, DAY)
        transaction.keep_numbers({"1": "P0000001"}, DAY)
    with ledger.reading(CITY) as transaction:
        assert transaction.particulars([digest]) == {digest: content}
        assert transaction.numbers() == {"1": "P0000001"}


def test_a_number_of_two_parties_is_the_one_that_had_it_first(ledger: Ledger) -> None:
    with ledger.transaction(CITY) as transaction:
        transaction.keep_numbers({"1": "P0000002"}, DAY)
        transaction.keep_numbers({"1": "P0000001"}, DAY)
        transaction.keep_numbers({"1": "P0000000"}, DAY.replace(year=2027))
        assert transaction.numbers() == {"1": "P0000001"}


def test_many_particulars(ledger: Ledger) -> None:
    contents = [{"kind": "note", "text": str(number)} for number in range(6_000)]
    with ledger.transaction(CITY) as transaction:
        digests = transaction.keep_all(contents)
        assert transaction.keep_all(contents[::-1]) == digests[::-1]
    with ledger.reading(CITY) as transaction:
        assert list(transaction.particulars(digests).values())[-1] in contents
    assert rows(ledger, "particulars") == 6_000


def test_reading_leaves_no_secret_behind(ledger: Ledger) -> None:
    with ledger.reading(CITY) as transaction:
        assert len(transaction.digest({"kind": "note"})) == 64
    assert rows(ledger, "secret") == 0


def test_a_second_writer_waits_and_then_gives_up(ledger: Ledger, ledger_url: str) -> None:
    small(ledger)
    with Ledger(ledger_url, busy_seconds=0.2) as other, ledger.transaction(CITY):
        with pytest.raises(LockedError, match="in use") as refused:
            do(other, find("7"))
        assert other.book(CITY).seq == 5  # who only reads is not kept waiting
    assert refused.value.exit_code == 4
    with Ledger(ledger_url, busy_seconds=0.2) as other:
        assert do(other, find("7")).book.seq == 6


def test_a_writer_plans_on_what_the_writer_before_it_recorded(
    ledger: Ledger, ledger_url: str
) -> None:
    seen: list[int] = []
    waiting = threading.Event()

    def second() -> None:
        with Ledger(ledger_url) as other:
            waiting.set()

            def planner(book: Book, transaction: Transaction) -> Plan:
                seen.append(book.seq)
                return find("2")(book, transaction)

            do(other, planner)

    thread = threading.Thread(target=second)
    with ledger.transaction(CITY) as transaction:
        thread.start()
        waiting.wait()
        thread.join(0.3)
        assert thread.is_alive()
        plan = find("1")(transaction.book(), transaction)
        transaction.append(transaction.book(), plan.drafts[0], "张三", MOMENT)
    thread.join()
    assert seen == [1]
    assert ledger.book(CITY).seq == 2


def test_a_reader_sees_one_moment(ledger: Ledger, ledger_url: str) -> None:
    small(ledger)
    if ledger_url.startswith("sqlite"):
        pytest.skip("a writer of SQLite waits for the reader instead")
    with ledger.reading(CITY) as transaction:
        before = transaction.head()
        with Ledger(ledger_url) as other:
            do(other, find("9"))
        assert transaction.head() == before


def test_a_reader_cannot_write(ledger: Ledger) -> None:
    with pytest.raises(ZhaorenError), ledger.reading(CITY) as transaction:
        transaction.keep({"kind": "note", "text": "x"})
    assert rows(ledger, "particulars") == 0


def test_the_databases_errors_show_no_value(ledger: Ledger) -> None:
    def twice(_: Book, transaction: Transaction) -> Plan:
        insert = "insert into number values (:city, :number, 'P1', 'x')"
        for _ in range(2):
            transaction.db.execute(sa.text(insert), {"city": CITY, "number": SECRET})
        return Plan()

    with pytest.raises(LedgerError) as refused:
        do(ledger, twice)
    assert SECRET not in all_said(refused.value)
    assert rows(ledger, "number") == 0


def test_one_key_for_ever(ledger: Ledger) -> None:
    small(ledger)
    again = find("370303199001010011")

    def forgets(book: Book, transaction: Transaction) -> Plan:
        run(transaction.db, "delete from number")
        plan = again(Book(CITY), transaction)
        item = {**plan.drafts[0].data["grants"][0], "grant": "G0000004"}
        return Plan([Draft("found", DAY, {"grants": [item]})])

    with pytest.raises(LedgerError, match="in the ledger already"):
        do(ledger, forgets)


def test_a_damaged_event_stops_every_command(ledger: Ledger, ledger_url: str) -> None:
    small(ledger)
    with tampering(ledger_url) as db:
        run(db, "update event set hash = :hash where seq = 3", hash="0" * 64)
    with pytest.raises(LedgerError, match="Event 3 of the ledger of zibo is damaged"):
        do(ledger, find("9"))


# ---- SQLite's files ----


def test_files_are_for_the_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "ledger.db"
    before = os.umask(0)
    try:
        with Ledger(f"sqlite:///{path}") as ledger, ledger.transaction(CITY) as transaction:
            transaction.keep({"kind": "note", "text": "x"})
            journal = path.with_name("ledger.db-journal")
            modes = [stat.S_IMODE(one.stat().st_mode) for one in (path, journal, path.parent)]
    finally:
        os.umask(before)
    assert modes == [0o600, 0o600, 0o700]


def test_others_rights_are_taken_away(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    Ledger(f"sqlite:///{path}").close()
    path.chmod(0o644)
    Ledger(f"sqlite:///{path}").close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_sqlite_is_set_up_to_survive_a_power_cut(tmp_path: Path) -> None:
    with Ledger(f"sqlite:///{tmp_path}/ledger.db") as ledger, ledger.reading(CITY) as found:
        asked = ("journal_mode", "synchronous", "secure_delete")
        values = [found.db.exec_driver_sql(f"pragma {name}").scalar() for name in asked]
        strict = found.db.exec_driver_sql("select count(*) from pragma_table_list where strict")
        assert (values, strict.scalar()) == (["delete", 3, 1], 5)


def test_erased_content_is_overwritten_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with Ledger(f"sqlite:///{path}") as ledger:
        do(ledger, find(SECRET))
        assert SECRET.encode() in path.read_bytes()
        with ledger.transaction(CITY) as found:
            everything = run(found.db, "select digest from particulars")
            found.erase(["P0000001"], [one.digest for one in everything])
    assert SECRET.encode() not in path.read_bytes()


def test_opening_an_existing_ledger_takes_no_lock(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/ledger.db"
    with Ledger(url) as ledger, ledger.transaction(CITY):
        Ledger(url, busy_seconds=0).close()


def test_a_reader_that_stays_makes_the_writer_give_up_whole(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/ledger.db"
    with Ledger(url, busy_seconds=0.1) as ledger, ledger.reading(CITY) as reader:
        reader.head()
        with pytest.raises(LockedError):
            do(ledger, find("1"))
        reader.db.rollback()
        assert do(ledger, find("1")).book.seq == 1


# ---- what cannot be opened ----


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ledger.db",
        "mysql://a:hunter2@host/db",
        "postgresql://[::1",
        "://hunter2",
        "duckdb:///x.db",
        "postgresql://u:hunter2@h:port/d",
    ],
)
def test_what_is_no_url_is_told_without_its_password(url: str) -> None:
    with pytest.raises(UsageError) as refused:
        Ledger(url)
    assert "hunter2" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_a_server_that_is_not_there_is_told_without_the_password() -> None:
    with pytest.raises(LedgerError) as refused:
        Ledger("postgresql://clerk:hunter2@127.0.0.1:1/zhaoren?password=hunter2")
    told = str(refused.value)
    assert "127.0.0.1:1, database zhaoren" in told
    assert "cannot be reached" in told
    assert "hunter2" not in told
    assert "hunter2" not in all_said(refused.value)


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    path.write_bytes(b"a clerk's notes " * 100)
    with pytest.raises(LedgerError, match="is no ledger"):
        Ledger(f"sqlite:///{path}")


def test_a_place_that_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LedgerError, match="cannot be opened"):
        Ledger(f"sqlite:///{tmp_path}/file/ledger.db")


def test_a_ledger_that_must_exist_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="There is no ledger at"):
        Ledger(f"sqlite:///{tmp_path}/out/ledger.db", must_exist=True)
    assert not (tmp_path / "out").exists()
    (tmp_path / "empty.db").touch()
    with pytest.raises(LedgerError, match="There is no ledger at"):
        Ledger(f"sqlite:///{tmp_path}/empty.db", must_exist=True)
