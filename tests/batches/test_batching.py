"""Batches: prepared by one person, released by another, then with the bank."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.batches.bank import read_orders
from tests.batches.desk import DAY, LI, SENT, Desk
from tests.ledger_builder import Person
from zhaoren.errors import LedgerError
from zhaoren.ledger import State
from zhaoren.office.batching import plan_release, plan_submission, plan_void

FUNDED, HELD = State.FUNDED, State.HELD


def test_a_batch_goes_its_way(desk: Desk) -> None:
    grants = desk.funded(2)
    done = desk.prepare()
    assert [event.kind for event in done.events] == ["batched"]
    assert done.said == ["B0001 中国工商银行：2 笔，5,000.00 元"]
    desk.release()
    assert desk.states() == [State.RELEASED] * 2
    desk.submit()
    batch = desk.book.batches["B0001"]
    assert (batch.status, batch.total_fen) == ("submitted", 500_000)
    assert [line.grant for line in batch.lines] == grants
    assert all(grant.submitted_on == SENT for grant in desk.book.grants.values())


def test_each_step_done_again_changes_nothing(desk: Desk) -> None:
    desk.funded(1)
    for step in (desk.prepare, desk.release, desk.submit):
        assert step().events
        assert not step().events
    assert not desk.release().events


def test_one_batch_a_bank_and_no_longer_than_its_limit(desk: Desk) -> None:
    layouts = {**desk.banks.layouts}
    layouts["pipe"] = layouts["pipe"].model_copy(update={"max_rows": 3})
    desk.banks = desk.banks.model_copy(update={"layouts": layouts})
    desk.funded(3)
    desk.funded(4, first=11, bank_code="103")
    desk.funded(1, first=21, bank_code="104453000011")
    desk.prepare()
    assert [
        (batch.bank, batch.part, batch.parts, len(batch.lines))
        for batch in desk.book.batches.values()
    ] == [("102", 1, 1, 3), ("103", 1, 2, 3), ("103", 2, 2, 1), ("104", 1, 1, 1)]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"hold_reason": "account_not_active"}, "account_not_active"),
        ({"hold_reason": "no_account"}, "no_account"),
        ({"account_name": "王维"}, "account_name_differs"),
        ({"account_no": None}, "account_incomplete"),
        ({"account_no": "62|2"}, "account_no_holds_delimiter"),
        ({"bank_code": "999"}, "bank_not_declared"),
        ({"bank_code": None}, "bank_not_declared"),
    ],
)
def test_who_cannot_be_paid_is_held(
    desk: Desk, changes: dict[str, str | None], reason: str
) -> None:
    first, second = desk.funded(2)
    desk.change(2, **changes)
    done = desk.prepare()
    assert desk.states() == [State.BATCHED, HELD]
    grant = desk.book.grants[second]
    assert (grant.hold_reasons, grant.held_from) == ((f"account:{reason}",), FUNDED)
    assert any(second in line and first not in line for line in done.said)
    assert not any("王" in line for line in done.said)


def test_who_has_no_account_at_all_is_held(desk: Desk) -> None:
    desk.funded(1)
    desk.payees.clear()
    desk.prepare()
    assert desk.book.grants["G0000001"].hold_reasons == ("account:no_account",)


def test_names_are_compared_as_the_nights_compare_them(desk: Desk) -> None:
    desk.fund(Person(1, name="买买提·艾力"))
    desk.change(1, account_name="买买提 • 艾力".replace(" ", ""))
    desk.prepare()
    assert desk.states() == [State.BATCHED]


def test_the_amount_of_a_fen_is_paid(desk: Desk) -> None:
    desk.fund(Person(1, city_fen=1, district_fen=0))
    desk.prepare()
    file = desk.sent()
    assert [order.fen for order in read_orders(file, desk.banks)] == [1]
    assert "|0.01|" in file.read_text("gb18030")


def test_a_grant_in_conflict_is_not_batched(desk: Desk) -> None:
    grants = desk.funded(2)
    conflict = {"grant": grants[0], "policy_id": "zibo/technician-2021", "amount_fen": 1,
                "city_fen": 1, "district_fen": 0, "candidate": ["=x"]}  # fmt: skip
    desk.record("conflict_found", DAY, conflicts=[conflict])
    desk.prepare()
    assert desk.states() == [FUNDED, State.BATCHED]


class TestOrder:
    def test_nothing_is_submitted_before_it_is_released(self, desk: Desk) -> None:
        desk.funded(1)
        desk.prepare()
        with pytest.raises(LedgerError, match="has to be released"):
            desk.submit()
        with pytest.raises(LedgerError, match="not for the bank"):
            desk.files()

    def test_no_file_before_the_ledger_says_submitted(self, desk: Desk) -> None:
        desk.funded(1)
        desk.prepare()
        desk.release()
        with pytest.raises(LedgerError, match="not for the bank"):
            desk.files()

    def test_a_voided_batch_is_never_released_or_sent(self, desk: Desk) -> None:
        desk.funded(2)
        desk.prepare()
        desk.release()
        assert desk.do(plan_void("B0001", "错了", DAY)).events
        assert not desk.do(plan_void("B0001", "错了", DAY)).events
        assert desk.states() == [FUNDED, FUNDED]
        for step in (desk.release, desk.submit):
            with pytest.raises(LedgerError, match="is voided"):
                step()
        desk.prepare()
        assert desk.book.batches["B0002"].status == "batched"
        desk.sent("B0002")
        with pytest.raises(LedgerError, match="with the bank"):
            desk.do(plan_void("B0002", "", DAY))

    @pytest.mark.parametrize("released", [False, True])
    def test_a_grant_that_is_no_longer_in_order_stops_its_batch(
        self, desk: Desk, released: bool
    ) -> None:
        grants = desk.funded(2)
        desk.prepare()
        if released:
            desk.release()
        desk.record("held", DAY, grants=grants[:1], reasons={grants[0]: ["deceased"]})
        with pytest.raises(LedgerError, match=f"{grants[0]} in batch B0001 is no longer in order"):
            desk.submit() if released else desk.release()

    def test_a_conflict_stops_its_batch(self, desk: Desk) -> None:
        grants = desk.funded(1)
        desk.prepare()
        desk.release()
        conflict = {"grant": grants[0], "policy_id": "zibo/technician-2021", "amount_fen": 1,
                    "city_fen": 1, "district_fen": 0, "candidate": ["=x"]}  # fmt: skip
        desk.record("conflict_found", DAY, conflicts=[conflict])
        with pytest.raises(LedgerError, match="no longer in order"):
            desk.submit()

    def test_days_run_forward(self, desk: Desk) -> None:
        desk.funded(1)
        desk.prepare()
        before = DAY - timedelta(days=1)
        with pytest.raises(LedgerError, match="is before that"):
            desk.do(plan_release("B0001", LI, desk.keys[LI], before), LI)
        desk.release()
        with pytest.raises(LedgerError, match="is before that"):
            desk.do(plan_submission("B0001", before))

    def test_an_unknown_batch_is_named(self, desk: Desk) -> None:
        with pytest.raises(LedgerError, match="no batch B0009"):
            desk.submit("B0009")
