"""Whatever is changed in a ledger is found, and named."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import Connection

from tests.ledger.samples import CITY, do, drafts, find, moved, run, small, tampering
from zhaoren.ledger import EMPTY_HEAD, Ledger
from zhaoren.ledger.canonical import canonical
from zhaoren.ledger.events import hash_of
from zhaoren.ledger.store import Transaction
from zhaoren.ledger.verify import Checked, KnownHead, verify_city

NUMBER = "370303199001010011"


@pytest.fixture
def heads(ledger_url: str) -> list[str]:
    """The heads of a small ledger, and of the same in another city."""
    with Ledger(ledger_url) as ledger:
        small(ledger, "rizhao")
        return small(ledger)


@pytest.fixture
def tampered(ledger_url: str, heads: list[str]) -> Iterator[Connection]:
    with tampering(ledger_url) as db:
        yield db


def verify(db: Connection, *heads: str, city: str = CITY) -> list[str]:
    known = [KnownHead(head, "--head") for head in heads]
    return [str(one) for one in verify_city(Transaction(db, city), known).findings]


def verified(url: str, *heads: str) -> Checked:
    known = [KnownHead(head, "--head") for head in heads]
    with Ledger(url) as ledger, ledger.reading(CITY) as transaction:
        return verify_city(transaction, known)


def rewrite(db: Connection, seq: int, change: Callable[[dict[str, object]], object]) -> str:
    """Change an event and its hash, as somebody who knows the format would."""
    (row,) = run(db, "select body from event where city = :c and seq = :s", c=CITY, s=seq)
    content = json.loads(bytes(row.body))
    change(content)
    body = canonical(content)
    statement = "update event set body = :b, hash = :h where city = :c and seq = :s"
    run(db, statement, b=body, h=hash_of(body), c=CITY, s=seq)
    return hash_of(body)


def test_a_sound_ledger(ledger_url: str, heads: list[str]) -> None:
    found = verified(ledger_url, EMPTY_HEAD, *heads)
    assert found == Checked(CITY, events=5, grants=3, parties=3, erased=0, head=heads[-1])
    assert found.findings == []


def test_every_byte_of_every_body(tampered: Connection) -> None:
    step = 1 if tampered.dialect.name == "sqlite" else 11  # what is read is the same
    rows = run(tampered, "select seq, body from event where city = :c order by seq", c=CITY)
    statement = "update event set body = :b where city = :c and seq = :s"
    for seq, body in rows:
        whole = bytes(body)
        for place in range(0, len(whole), step):
            altered = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
            run(tampered, statement, b=altered, c=CITY, s=seq)
            assert any(f"zibo event {seq}: " in one for one in verify(tampered)), place
        run(tampered, statement, b=whole, c=CITY, s=seq)
    assert verify(tampered) == []


@pytest.mark.parametrize("seq", [1, 2, 3, 4, 5])
def test_a_deleted_event(tampered: Connection, heads: list[str], seq: int) -> None:
    run(tampered, "delete from event where city = :c and seq = :s", c=CITY, s=seq)
    without_head, with_head = verify(tampered), verify(tampered, heads[-1])
    assert bool(without_head) is (seq < 5)  # the end of a chain is known by its head alone
    assert with_head
    if seq < 5:
        assert f"zibo event {seq + 1}: comes after event {seq - 1}" in without_head[0]


def test_a_deleted_end_takes_its_grant_with_it(tampered: Connection) -> None:
    run(tampered, "delete from event where city = :c and seq >= 4", c=CITY)
    assert "zibo: grant G0000003 has a key but no event found it" in verify(tampered)
    assert any("party P0000003 has a number that no event gave it" in x for x in verify(tampered))


def test_a_truncated_chain_is_found_by_its_head(tampered: Connection, heads: list[str]) -> None:
    run(tampered, "delete from event where city = :c and seq = 5", c=CITY)
    assert verify(tampered) == []
    assert verify(tampered, *heads[:4]) == []
    (found,) = verify(tampered, *heads)
    assert heads[4] in found
    assert "event 4 is the last that the kept heads know" in found


def test_two_events_that_changed_places(tampered: Connection) -> None:
    for old, new in ((2, 92), (3, 2), (92, 3)):
        statement = "update event set seq = :n where city = :c and seq = :o"
        run(tampered, statement, n=new, c=CITY, o=old)
    found = verify(tampered)
    assert any("zibo event 2: it was event 3; events were moved" in one for one in found)
    assert any("zibo event 3: it was event 2; events were moved" in one for one in found)


def test_an_event_twice(tampered: Connection) -> None:
    copy = "insert into event select city, 6, hash, body from event where city = :c and seq = 5"
    run(tampered, copy, c=CITY)
    assert any("zibo event 6: it was event 5" in one for one in verify(tampered))


def test_an_event_twice_with_a_new_number(tampered: Connection) -> None:
    copy = "insert into event select city, 6, hash, body from event where city = :c and seq = 5"
    run(tampered, copy, c=CITY)
    rewrite(tampered, 6, lambda event: event.update(seq=6))
    assert any("the event before it is not the one" in one for one in verify(tampered))


def test_an_event_of_another_city(tampered: Connection) -> None:
    run(tampered, "update event set city = 'zibo', seq = 6 where city = 'rizhao' and seq = 5")
    found = verify(tampered)
    assert "zibo event 6: it is an event of another city" in found


def test_an_event_exchanged_with_another_citys(tampered: Connection) -> None:
    for old, new in (("zibo", "x"), ("rizhao", "zibo"), ("x", "rizhao")):
        statement = "update event set city = :n where city = :o and seq = 3"
        run(tampered, statement, n=new, o=old)
    assert "zibo event 3: it is an event of another city" in verify(tampered)
    assert "rizhao event 3: it is an event of another city" in verify(tampered, city="rizhao")


def test_an_altered_hash(tampered: Connection) -> None:
    run(tampered, "update event set hash = :h where city = :c and seq = 3", h="0" * 64, c=CITY)
    (found,) = verify(tampered)
    assert found == "zibo event 3: its body is not what its hash says; body or hash was altered"


def test_an_altered_event_with_its_hash(tampered: Connection) -> None:
    rewrite(tampered, 3, lambda event: event.update(by="李四"))
    assert verify(tampered) == ["zibo event 4: the event before it is not the one that it followed"]


def test_the_last_event_with_its_hash(tampered: Connection, heads: list[str]) -> None:
    rewrite(tampered, 5, lambda event: event.update(by="李四"))
    assert verify(tampered) == []
    (found,) = verify(tampered, *heads)
    assert "written anew after that event" in found


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda event: event.update(more=1), "it has not the fields of an event"),
        (lambda event: event.update(kind="paid_out"), "the lifecycle does not allow it"),
        (lambda event: event.update(by=" "), "it does not say who recorded it"),
        (lambda event: event.update(version=2), "recorded by a newer version"),
        (lambda event: event.update(recorded_at="2026-11-20T10:00:00"), "or when"),
        (lambda event: event.update(data={}), "are not those of an event of kind city_approved"),
        (lambda event: event.update(data={"grants": ["G0000002"]}), "G0000002 is rejected"),
        (lambda event: event.update(data=[]), "are not those of an event"),
    ],
)
def test_an_event_that_cannot_be(
    tampered: Connection, change: Callable[[dict[str, object]], object], what: str
) -> None:
    rewrite(tampered, 5, change)
    found = verify(tampered)
    assert any("zibo event 5: " in one and what in one for one in found), found


def test_a_body_that_is_not_canonical(tampered: Connection) -> None:
    (row,) = run(tampered, "select body from event where city = :c and seq = 5", c=CITY)
    body = json.dumps(json.loads(bytes(row.body))).encode()
    statement = "update event set body = :b, hash = :h where city = :c and seq = 5"
    run(tampered, statement, b=body, h=hash_of(body), c=CITY)
    assert verify(tampered) == ["zibo event 5: its body is not canonical JSON"]


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("update grant_key set key = 'x' where {}", "the key of grant G0000001 was altered"),
        ("delete from grant_key where {}", "the key of grant G0000001 is missing"),
        ("update grant_key set grant_id = 'G0000009' where {}",
         "grant G0000009 has a key but no event found it"),
    ],
)  # fmt: skip
def test_an_altered_key(tampered: Connection, statement: str, what: str) -> None:
    run(tampered, statement.format("city = 'zibo' and grant_id = 'G0000001'"))
    assert f"zibo: {what}" in verify(tampered)


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("update number set number = '1' where {}", "P0000001 has a number that no event gave it"),
        ("update number set party = 'P0000002' where {}",
         "P0000002 has a number that no event gave it"),
        ("update number set party = 'P0000009' where {}",
         "P0000009 has a number that no event gave it"),
        ("update number set since = '2026-11-21' where {}", "since another day than its event"),
        ("delete from number where {}", "a number of party P0000001 is missing"),
    ],
)  # fmt: skip
def test_an_altered_number(tampered: Connection, statement: str, what: str) -> None:
    run(tampered, statement.format("city = 'zibo' and party = 'P0000001'"))
    found = verify(tampered)
    assert any(what in one for one in found), found
    assert not any(NUMBER in one for one in found)


def test_altered_particulars(tampered: Connection) -> None:
    digest = Transaction(tampered, CITY).digest({"kind": "number", "number": NUMBER})
    where = f"where digest = '{digest}'"
    for statement, what in (
        (f"update particulars set content = '{{}}' {where}", "were altered"),
        (f"update particulars set content = null {where}", "gone, but no event erased them"),
        (f"delete from particulars {where}", "which event 1 names, are missing"),
    ):
        run(tampered, statement)
        assert any(digest in one and what in one for one in verify(tampered))


def test_an_altered_secret(tampered: Connection) -> None:
    run(tampered, "update secret set salt = :salt where city = 'zibo'", salt="00" * 32)
    assert any("the city's secret was altered or lost" in one for one in verify(tampered))


def test_an_emptied_ledger(tampered: Connection, heads: list[str]) -> None:
    for table in ("event", "particulars", "number", "secret", "grant_key"):
        run(tampered, f"delete from {table}")
    assert verify(tampered) == []
    (found,) = verify(tampered, heads[2])
    assert "it was emptied, or it is another ledger" in found


def test_another_ledger(ledger_url: str, heads: list[str]) -> None:
    (found,) = verified(ledger_url, "ab" * 32).findings
    assert "none of the 5 events has it" in str(found)


def test_an_old_copy_put_back(tmp_path: Path) -> None:
    path, copy = tmp_path / "ledger.db", tmp_path / "copy.db"
    url = f"sqlite:///{path}"
    with Ledger(url) as ledger:
        heads = small(ledger)
        shutil.copy(path, copy)
        newest = do(ledger, drafts(moved("reopened", "G0000002"))).head
    assert verified(url, *heads, newest).findings == []
    shutil.copy(copy, path)
    assert verified(url, *heads).findings == []
    (found,) = verified(url, *heads, newest).findings
    assert "event 5 is the last that the kept heads know" in str(found)
    with Ledger(url) as ledger:  # and going on from there does not hide it
        do(ledger, find("9"))
    assert verified(url, newest).findings


def test_damage_explains_a_missing_head(tampered: Connection, heads: list[str]) -> None:
    run(tampered, "update event set body = :b where city = 'zibo' and seq = 5", b=b"{}")
    found = verify(tampered, heads[-1])
    assert any("see what is damaged from event 5 on" in one for one in found)
