"""A grant's history names every event that is about it, in the office's words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import pytest

from tests.ledger.samples import CITY, DAY, do, drafts, find, moved, paid
from zhaoren.ledger import Draft, Ledger
from zhaoren.ledger.digests import named_digests
from zhaoren.ledger.lifecycle import MOVES
from zhaoren.ledger.meanings import MEANINGS
from zhaoren.office.corrections import plan_recovered, plan_recovery, plan_reopen
from zhaoren.office.history import KINDS, History, history_of

G, OTHER = "G0000001", "G0000002"
ABOUT_NO_GRANT = {
    "round_returned", "numbers_known", "parties_merged", "key_registered", "key_revoked",
}  # fmt: skip


@pytest.fixture
def ledger(ledger_url: str) -> Iterator[Ledger]:
    with Ledger(ledger_url) as opened:
        do(opened, find("1", "2"))
        yield opened


def history(ledger: Ledger, grant: str = G) -> History:
    with ledger.reading(CITY) as transaction:
        return history_of(transaction, grant)


def test_every_kind_of_event_has_its_words() -> None:
    assert MEANINGS.keys() | MOVES.keys() == KINDS.keys() | ABOUT_NO_GRANT


def test_from_found_to_paid_and_back(ledger: Ledger) -> None:
    paid(ledger)
    do(ledger, plan_recovery(G, "退汇", DAY))
    do(ledger, plan_recovered(G, 250_000, DAY))
    do(ledger, plan_reopen(G, "账号更正", date(2026, 12, 1)))
    found = history(ledger)
    assert [(step.kind, step.state) for step in found.steps] == [
        ("found", "found"),
        ("district_approved", "district_approved"),
        ("city_approved", "city_approved"),
        ("noticed", "noticed"),
        ("cleared", "cleared"),
        ("requested", "requested"),
        ("funds_arrived", "funded"),
        ("batched", "batched"),
        ("released", "released"),
        ("submitted", "submitted"),
        ("bank_answered", "paid"),
        ("recovery_opened", "recovery"),
        ("recovered", "recovered"),
        ("reopened", "found"),
    ]
    assert all(one.seq < other.seq for one, other in pairwise(found.steps))
    about = {step.kind: step.about for step in found.steps}
    assert about["noticed"] == ("N0001",)
    assert about["requested"] == about["funds_arrived"] == ("F0001",)
    assert about["batched"] == about["submitted"] == ("B0001",)
    said = {step.kind: step.what for step in found.steps}
    assert said["found"] == "夜间认定符合条件，列入：2,500.00 元"
    assert said["requested"] == "申请资金：本笔 2,500.00 元"
    assert said["funds_arrived"] == "资金到账：本笔 2,500.00 元"
    assert said["bank_answered"] == "银行返回结果：成功"


def test_what_is_about_others_is_left_out(ledger: Ledger) -> None:
    paid(ledger)
    assert [step.kind for step in history(ledger, OTHER).steps] == ["found"]


def test_why_it_was_held(ledger: Ledger) -> None:
    held = moved("held", G, OTHER, reasons={G: ["deceased"], OTHER: ["fail:insured"]})
    changed = Draft("hold_changed", DAY, {"reasons": {OTHER: ["unknown:insured"]}})
    do(ledger, drafts(held, changed))
    assert [step.hold_reasons for step in history(ledger).steps] == [(), ("deceased",)]
    reasons = [step.hold_reasons for step in history(ledger, OTHER).steps]
    assert reasons == [(), ("fail:insured",), ("unknown:insured",)]


def test_who_confirmed_the_candidate_before_it_was_found(ledger: Ledger) -> None:
    grant = ledger.book(CITY).grants[G]
    with ledger.transaction(CITY) as transaction:
        note = transaction.keep({"kind": "note", "text": "已核实"})
    answer = {
        "policy": grant.policy_id, "candidate": list(grant.candidate), "unknown": ["insured"],
        "evidence": "e" * 64, "confirmed": True, "basis": grant.basis, "note": note,
    }  # fmt: skip
    other = {**answer, "candidate": ["=Y9", "@P0000001"], "confirmed": False}
    do(ledger, drafts(Draft("answered", DAY, {"candidates": [other, answer]})))
    (step,) = [one for one in history(ledger).steps if one.kind == "answered"]
    assert (step.what, step.notes) == ("核实待核对象：确认", (note,))


def test_every_digest_has_its_owner(ledger: Ledger) -> None:
    paid(ledger)
    with ledger.reading(CITY) as transaction:
        named = [pair for event in transaction.events() for pair in named_digests(event)]
        book = transaction.book()
    assert (G, book.grants[G].basis) in named
    assert ("P0000001", book.parties["P0000001"].digests[0]) in named
    assert (G, "p") in named
    assert {owner for owner, _ in named} == {G, OTHER, "P0000001", "P0000002"}
