"""Events are read through upcasters and never rewritten."""

from __future__ import annotations

import json

import pytest

from tests.ledger.samples import CITY, DAY, MOMENT, do, drafts, find, moved
from zhaoren.errors import LedgerError
from zhaoren.ledger import Draft, Ledger, events
from zhaoren.ledger.canonical import canonical
from zhaoren.ledger.events import EMPTY_HEAD, Data, read_event, sealed
from zhaoren.ledger.verify import verify_city


def body(kind: str = "mended", **data: object) -> bytes:
    return sealed(Draft(kind, DAY, data), CITY, 1, EMPTY_HEAD, "张三", MOMENT)


def altered(**fields: object) -> bytes:
    return canonical({**json.loads(body(grants=[])), **fields})


def named_at_first(data: Data) -> Data:
    """Version 1 named one grant, version 2 several."""
    return {"grants": [data["grant"]]}


def shouted(data: Data) -> Data:
    return {"grants": [name.upper() for name in data["grants"]]}


def test_an_event_says_what_was_recorded() -> None:
    event = read_event(body(grants=["G0000001"]))
    assert (event.kind, event.effective_on, event.recorded_at) == ("mended", DAY, MOMENT)
    assert (event.by, event.prev, event.data["grants"]) == ("张三", EMPTY_HEAD, ["G0000001"])


def test_an_old_event_is_lifted_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    old = body(grant="g0000001")
    monkeypatch.setitem(events.UPCASTERS, "mended", (named_at_first, shouted))
    assert read_event(old).data == {"grants": ["G0000001"]}
    assert json.loads(body(grants=[]))["version"] == 3
    assert read_event(body(grants=["g0000001"])).data == {"grants": ["g0000001"]}


def test_other_kinds_stay_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(events.UPCASTERS, "mended", (named_at_first,))
    assert json.loads(body("cleared", grants=[]))["version"] == 1


def test_a_ledger_with_old_events_stands(monkeypatch: pytest.MonkeyPatch, ledger_url: str) -> None:
    with Ledger(ledger_url) as ledger:
        do(ledger, find("1"))
        head = do(ledger, drafts(moved("mended", "G0000001"))).head
        monkeypatch.setitem(events.UPCASTERS, "mended", (dict,))
        assert ledger.book(CITY).grants["G0000001"].mended
        with ledger.reading(CITY) as transaction:
            checked = verify_city(transaction)
            versions = [json.loads(body)["version"] for _, _, body in transaction.bodies()]
        assert (checked.findings, checked.head, versions) == ([], head, [1, 1])
        do(ledger, drafts(moved("district_approved", "G0000001"), moved("mended", "G0000001")))
        with ledger.reading(CITY) as transaction:
            kept = [json.loads(body)["version"] for _, _, body in transaction.bodies()]
            assert not verify_city(transaction).findings
        assert kept == [1, 1, 1, 2]


@pytest.mark.parametrize(
    "broken",
    [b"", b"\xff", b"[]", b"null", b"{}", b'{"kind":', altered(version="1"), altered(version=2),
     altered(version=0), altered(effective_on="2026-02-30"), altered(recorded_at=7),
     altered(data=None)[:-1], b"[" * 100_000],
)  # fmt: skip
def test_what_is_no_event_is_refused(broken: bytes) -> None:
    with pytest.raises(LedgerError):
        read_event(broken)
