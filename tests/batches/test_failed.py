"""Payments that failed are sent again once, when their cause is mended."""

from __future__ import annotations

import pytest

from tests.batches.desk import ANSWERED, Desk
from zhaoren.errors import LedgerError
from zhaoren.ledger import State
from zhaoren.office.batching import plan_mend, plan_void

FUNDED, HELD = State.FUNDED, State.HELD


class TestFailed:
    def failed(self, desk: Desk, count: int = 1) -> list[str]:
        grants = desk.funded(count)
        desk.prepare()
        desk.answered(desk.sent(), dict.fromkeys(grants, ("failed", "已销户")))
        return grants

    def test_a_failed_grant_waits_for_another_account(self, desk: Desk) -> None:
        self.failed(desk)
        assert not desk.prepare().events
        desk.change(1, account_no="6222029999999999999")
        desk.prepare()
        assert desk.states() == [State.BATCHED]
        desk.answered(desk.sent("B0002"), {"G0000001": ("paid", "")})
        assert desk.states() == [State.PAID]
        assert len(desk.book.payments) == 1

    @pytest.mark.parametrize("change", [{"bank_code": "103"}, {"account_no": "62220"}])
    def test_what_makes_another_account(self, desk: Desk, change: dict[str, str]) -> None:
        self.failed(desk)
        desk.change(1, **change)
        assert desk.prepare().events

    def test_the_name_of_its_bank_does_not(self, desk: Desk) -> None:
        self.failed(desk)
        desk.change(1, bank_name="工商银行张店支行")
        assert not desk.prepare().events

    def test_a_person_can_say_that_the_cause_is_mended(self, desk: Desk) -> None:
        self.failed(desk)
        assert desk.do(plan_mend("G0000001", "已激活", ANSWERED)).events
        assert not desk.do(plan_mend("G0000001", "已激活", ANSWERED)).events
        desk.prepare()
        assert desk.states() == [State.BATCHED]
        with pytest.raises(LedgerError, match="only a failed one"):
            desk.do(plan_mend("G0000001", "", ANSWERED))

    @pytest.mark.parametrize("by_hand", [False, True])
    def test_a_voided_batch_does_not_make_it_wait_again(self, desk: Desk, by_hand: bool) -> None:
        self.failed(desk)
        if by_hand:
            desk.do(plan_mend("G0000001", "", ANSWERED))
        else:
            desk.change(1, account_no="6222029999999999999")
        desk.prepare()
        desk.do(plan_void("B0002", "", ANSWERED))
        assert desk.states() == [State.FAILED]
        desk.prepare()
        assert desk.states() == [State.BATCHED]

    def test_failed_twice_it_waits_for_a_third_account(self, desk: Desk) -> None:
        self.failed(desk)
        desk.change(1, account_no="6222029999999999999")
        desk.prepare()
        desk.answered(desk.sent("B0002"), {"G0000001": ("failed", "未激活")})
        assert not desk.prepare().events
        desk.do(plan_mend("G0000001", "", ANSWERED))
        desk.prepare()
        desk.answered(desk.sent("B0003"), {"G0000001": ("failed", "未激活")})
        assert not desk.prepare().events

    def test_a_mended_one_without_a_usable_account_is_held(self, desk: Desk) -> None:
        self.failed(desk)
        desk.change(1, account_no="6222029999999999999", hold_reason="account_not_active")
        desk.prepare()
        grant = desk.book.grants["G0000001"]
        assert (grant.state, grant.held_from) == (HELD, State.FAILED)
        desk.record("resumed", ANSWERED, grants=["G0000001"])
        desk.change(1, hold_reason=None)
        desk.prepare()
        assert desk.states() == [State.BATCHED]
