"""Grants reopened, conflicts settled, recoveries ended: by name, once, or refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from tests.ledger.samples import CITY, DAY, do, drafts, find, moved, paid
from zhaoren.errors import LedgerError, UsageError
from zhaoren.ledger import Draft, Ledger, State
from zhaoren.ledger.perform import Planner
from zhaoren.ledger.verify import verify_city
from zhaoren.office.corrections import (
    plan_dismissal,
    plan_recovered,
    plan_recovery,
    plan_reject,
    plan_reopen,
    plan_settle,
)

G = "G0000001"
LATER = date(2026, 12, 1)


@pytest.fixture
def ledger(ledger_url: str) -> Iterator[Ledger]:
    with Ledger(ledger_url) as opened:
        do(opened, find("1", "2"))
        yield opened


def conflict(amount_fen: int = 300_000, grant: str = G) -> Draft:
    item = {
        "grant": grant, "policy_id": "zibo/technician-2021", "candidate": ["=Y9", "@P0000001"],
        "amount_fen": amount_fen, "city_fen": amount_fen // 2, "district_fen": amount_fen // 2,
    }  # fmt: skip
    return Draft("conflict_found", DAY, {"conflicts": [item]})


def state(ledger: Ledger, grant: str = G) -> State:
    return ledger.book(CITY).grants[grant].state


def refused(ledger: Ledger, planner: Planner, match: str) -> None:
    before = ledger.head(CITY)
    with pytest.raises(LedgerError, match=match):
        do(ledger, planner)
    assert ledger.head(CITY) == before


def test_a_rejected_grant_comes_back_to_the_district(ledger: Ledger) -> None:
    do(ledger, drafts(moved("rejected", G)))
    do(ledger, plan_reopen(G, "复核后更正", LATER))
    grant = ledger.book(CITY).grants[G]
    assert (grant.state, grant.since) == (State.FOUND, LATER)
    assert not do(ledger, plan_reopen(G, "复核后更正", LATER)).events


def test_a_reason_stands_beside_the_chain(ledger: Ledger) -> None:
    do(ledger, drafts(moved("rejected", G)))
    done = do(ledger, plan_reopen(G, " 王伟来电 ", LATER))
    digest = done.events[0].data["notes"][G]
    with ledger.reading(CITY) as transaction:
        assert transaction.particulars([digest])[digest]["text"] == "王伟来电"
        assert all("王伟来电".encode() not in body for _, _, body in transaction.bodies())


def test_a_reason_is_given(ledger: Ledger) -> None:
    do(ledger, drafts(conflict()))
    with pytest.raises(UsageError):
        do(ledger, plan_settle(G, " ", LATER, accepted=True))


@pytest.mark.parametrize("kinds", [("district_approved",), ("district_approved", "city_approved")])
def test_a_grant_on_its_way_is_not_reopened(ledger: Ledger, kinds: tuple[str, ...]) -> None:
    do(ledger, drafts(*(moved(kind, G) for kind in kinds)))
    refused(ledger, plan_reopen(G, "x", LATER), "needs one that is recovered, rejected")


def test_a_paid_grant_is_not_reopened(ledger: Ledger) -> None:
    paid(ledger)
    refused(ledger, plan_reopen(G, "x", LATER), f"Grant {G} is paid")


def test_a_held_grant_is_rejected_by_name(ledger: Ledger) -> None:
    held = moved("held", G, reasons={G: ["deceased"]})
    do(ledger, drafts(moved("district_approved", G), held))
    do(ledger, plan_reject(G, "受益人已去世", LATER))
    grant = ledger.book(CITY).grants[G]
    assert (grant.state, grant.since) == (State.REJECTED, LATER)
    assert not do(ledger, plan_reject(G, "受益人已去世", LATER)).events


def test_a_grant_on_notice_is_not_rejected_by_name(ledger: Ledger) -> None:
    paid(ledger)
    refused(ledger, plan_reject(G, "x", LATER), f"Grant {G} is paid")


def test_an_unknown_grant(ledger: Ledger) -> None:
    for planner in (plan_reopen("G0000009", "x", LATER), plan_recovered("G0000009", 1, LATER)):
        refused(ledger, planner, "There is no grant G0000009")


def test_an_accepted_conflict_is_reviewed_again(ledger: Ledger) -> None:
    do(ledger, drafts(moved("district_approved", G), moved("city_approved", G), conflict()))
    done = do(ledger, plan_settle(G, "等级更正", LATER, accepted=True))
    grant = done.book.grants[G]
    assert (grant.state, grant.amount_fen, grant.city_fen) == (State.FOUND, 300_000, 150_000)
    assert (grant.conflict, grant.policy_id) == (None, "zibo/technician-2021")
    refused(ledger, plan_settle(G, "x", LATER, accepted=True), "no conflict to settle")


def test_a_kept_amount_stays_where_it_is(ledger: Ledger) -> None:
    do(ledger, drafts(moved("district_approved", G), conflict()))
    done = do(ledger, plan_settle(G, "原认定无误", LATER, accepted=False))
    grant = done.book.grants[G]
    assert (grant.state, grant.amount_fen) == (State.DISTRICT_APPROVED, 250_000)
    again = do(ledger, plan_settle(G, "原认定无误", LATER, accepted=False))
    assert (list(again.events), again.head) == ([], done.head)


def test_a_conflict_of_a_grant_in_a_batch_voids_the_batch(ledger: Ledger) -> None:
    paid(ledger)
    with ledger.reading(CITY) as transaction:
        released = next(one.hash for one in transaction.events() if one.kind == "released")
    book = ledger.book(CITY, released)
    plan = plan_settle(G, "等级更正", LATER, accepted=True)
    book.grants[G].conflict = dict(conflict().data["conflicts"][0])
    with ledger.transaction(CITY) as transaction:
        kinds = [draft.kind for draft in plan(book, transaction).drafts]
    assert kinds == ["voided", "conflict_settled"]


def test_a_conflict_of_a_paid_grant_can_only_be_kept(ledger: Ledger) -> None:
    paid(ledger)
    do(ledger, drafts(conflict()))
    refused(ledger, plan_settle(G, "x", LATER, accepted=True), "so its amount stands")
    do(ledger, plan_settle(G, "已发放", LATER, accepted=False))
    assert state(ledger) is State.PAID


def objected(ledger: Ledger) -> None:
    noticed = {"notice": "N0001", "first_day": "2026-11-20", "last_day": "2026-11-27",
               "contact": "科室"}  # fmt: skip
    do(ledger, drafts(
        moved("district_approved", G), moved("city_approved", G), moved("noticed", G, **noticed),
        moved("objected", G, objection="J0001"), conflict()))  # fmt: skip


def test_a_conflict_waits_for_an_objection(ledger: Ledger) -> None:
    objected(ledger)
    refused(ledger, plan_settle(G, "x", LATER, accepted=True), "decide it first")


def test_an_objection_to_what_begins_anew_lapses(ledger: Ledger) -> None:
    objected(ledger)
    do(ledger, drafts(moved("held", G, reasons={G: ["conflict"]})))
    done = do(ledger, plan_settle(G, "等级更正", LATER, accepted=True))
    assert done.book.objections["J0001"].outcome == "lapsed"
    do(ledger, drafts(moved("rejected", G)))
    assert do(ledger, plan_reopen(G, "更正", LATER)).book.grants[G].state is State.FOUND


def test_a_recovery_from_its_opening_to_a_second_payment(ledger: Ledger) -> None:
    paid(ledger)
    do(ledger, plan_recovery(G, "银行退汇", LATER))
    assert not do(ledger, plan_recovery(G, "银行退汇", LATER)).events
    done = do(ledger, plan_recovered(G, 250_000, LATER))
    assert done.events[0].data["amounts"] == {G: 250_000}
    assert state(ledger) is State.RECOVERED
    assert not do(ledger, plan_recovered(G, 250_000, LATER)).events
    do(ledger, plan_reopen(G, "账号更正后重新发放", LATER))
    grant = ledger.book(CITY).grants[G]
    assert (grant.state, grant.paid_on, grant.batch) == (State.FOUND, None, None)


@pytest.mark.parametrize("amount_fen", [249_999, 250_001, 0])
def test_another_amount_does_not_close_a_recovery(ledger: Ledger, amount_fen: int) -> None:
    paid(ledger)
    do(ledger, plan_recovery(G, "银行退汇", LATER))
    refused(ledger, plan_recovered(G, amount_fen, LATER), "the whole amount is back")


def test_a_recovery_does_not_end_before_it_began(ledger: Ledger) -> None:
    paid(ledger)
    do(ledger, plan_recovery(G, "银行退汇", LATER))
    refused(ledger, plan_recovered(G, 250_000, DAY), "was opened on 2026-12-01")


def test_a_dismissed_recovery_leaves_the_money(ledger: Ledger) -> None:
    paid(ledger)
    do(ledger, plan_recovery(G, "证书疑似注销", LATER))
    do(ledger, plan_dismissal(G, "证书有效", LATER))
    assert state(ledger) is State.DISMISSED
    assert not do(ledger, plan_dismissal(G, "证书有效", LATER)).events
    refused(ledger, plan_recovered(G, 250_000, LATER), "dismissed")
    refused(ledger, plan_reopen(G, "x", LATER), "dismissed")
    do(ledger, plan_recovery(G, "再次发现", LATER))
    assert state(ledger) is State.RECOVERY


def test_what_is_not_paid_is_not_recovered(ledger: Ledger) -> None:
    for planner in (plan_recovery(G, "x", LATER), plan_recovered(G, 250_000, LATER),
                    plan_dismissal(G, "x", LATER)):  # fmt: skip
        refused(ledger, planner, f"Grant {G} is found")


def test_the_ledger_stands_after_all_of_it(ledger: Ledger) -> None:
    do(ledger, drafts(moved("rejected", "G0000002"), conflict()))
    do(ledger, plan_reopen("G0000002", "更正", LATER))
    do(ledger, plan_settle(G, "更正", LATER, accepted=True))
    with ledger.reading(CITY) as transaction:
        assert verify_city(transaction).findings == []
