"""Batches: prepared by one person, released by another, then with the bank."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.batches.bank import read_orders
from tests.batches.desk import ADMIN, ANSWERED, DAY, LI, SENT, WANG, Desk, key
from tests.ledger_builder import Person
from zhaoren.errors import LedgerError
from zhaoren.ledger import Ledger, State
from zhaoren.ledger.batch_files import made_again
from zhaoren.ledger.batching import plan_mend, plan_release, plan_submission, plan_void
from zhaoren.ledger.keys import plan_register, plan_revoke, public_of
from zhaoren.ledger.store import default_url

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


class TestTwoPeople:
    def test_who_prepared_cannot_release(self, desk: Desk) -> None:
        both = public_of(key(3))
        desk.do(plan_register("赵", ["prepare", "release"], both, ADMIN, DAY), ADMIN)
        desk.funded(1)
        desk.prepare("赵", key(3))
        for name in ("赵", "赵 ", "赵　"):
            with pytest.raises(LedgerError):
                desk.release(by=name, private=key(3))
        assert desk.states() == [State.BATCHED]

    def test_nobody_registers_a_key_of_their_own(self, desk: Desk) -> None:
        for by in ("赵", " 赵", "赵　"):
            with pytest.raises(LedgerError, match="their own"):
                desk.do(plan_register("赵", ["release"], public_of(key(3)), by, DAY), by)

    def test_a_key_belongs_to_one_name_for_ever(self, desk: Desk) -> None:
        public = public_of(desk.keys[WANG])
        with pytest.raises(LedgerError, match="another name"):
            desk.do(plan_register("赵", ["release"], public, ADMIN, DAY), ADMIN)
        desk.do(plan_revoke(WANG, DAY), ADMIN)
        desk.do(plan_register(WANG, ["prepare"], public_of(key(3)), ADMIN, DAY), ADMIN)
        with pytest.raises(LedgerError, match="another name"):
            desk.do(plan_register("赵", ["release"], public, ADMIN, DAY), ADMIN)
        with pytest.raises(LedgerError, match="has a key already"):
            desk.do(plan_register(WANG, ["prepare"], public, ADMIN, DAY), ADMIN)
        desk.do(plan_revoke(WANG, DAY), ADMIN)
        with pytest.raises(LedgerError, match="was revoked"):
            desk.do(plan_register(WANG, ["prepare"], public, ADMIN, DAY), ADMIN)

    def test_who_registered_the_other_is_no_second_person(self, desk: Desk) -> None:
        desk.do(plan_register("赵", ["release"], public_of(key(3)), WANG, DAY), WANG)
        desk.funded(1)
        desk.prepare()
        with pytest.raises(LedgerError, match="registered the other"):
            desk.release(by="赵", private=key(3))
        desk.do(plan_register("钱", ["prepare"], public_of(key(4)), LI, DAY), LI)
        desk.do(plan_void("B0001", "", DAY))
        desk.prepare("钱", key(4))
        with pytest.raises(LedgerError, match="registered the other"):
            desk.release("B0002")

    def test_a_role_is_needed(self, desk: Desk) -> None:
        desk.funded(1)
        with pytest.raises(LedgerError, match="may not prepare"):
            desk.prepare(LI)
        with pytest.raises(LedgerError, match="No key of 赵"):
            desk.prepare("赵", key(3))
        desk.prepare()
        with pytest.raises(LedgerError, match="may not release"):
            desk.release(by=WANG)

    def test_the_private_key_is_that_of_the_name(self, desk: Desk) -> None:
        desk.funded(1)
        with pytest.raises(LedgerError, match="not the private key"):
            desk.prepare(private=key(9))
        desk.prepare()
        with pytest.raises(LedgerError, match="not the private key"):
            desk.release(private=desk.keys[WANG])

    def test_a_revoked_key_signs_nothing_and_what_it_signed_is_made_again(self, desk: Desk) -> None:
        desk.funded(1)
        desk.prepare()
        desk.do(plan_revoke(WANG, DAY), ADMIN)
        with pytest.raises(LedgerError, match="revoked"):
            desk.release()
        desk.do(plan_register(WANG, ["prepare"], public_of(key(3)), ADMIN, DAY), ADMIN)
        with pytest.raises(LedgerError, match="no longer has"):
            desk.release()
        desk.do(plan_void("B0001", "", DAY))
        desk.prepare(private=key(3))
        desk.release("B0002")
        desk.do(plan_revoke(LI, DAY), ADMIN)
        with pytest.raises(LedgerError, match="revoked"):
            desk.submit("B0002")

    def test_a_key_revoked_later_does_not_unmake_what_was_sent(self, desk: Desk) -> None:
        desk.funded(1)
        desk.prepare()
        file = desk.sent()
        desk.do(plan_revoke(WANG, DAY), ADMIN)
        assert desk.files()[file.name] == file.read_bytes()


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


class TestFiles:
    @pytest.mark.parametrize("bank", ["102", "105", "306", "308"])
    def test_totals_are_the_ledgers(self, desk: Desk, bank: str) -> None:
        grants = desk.funded(3, bank_code=bank)
        desk.prepare()
        file = desk.sent()
        manifest = json.loads((file.parent / "manifest.json").read_bytes())
        orders = read_orders(file, desk.banks)
        assert sum(order.fen for order in orders) == manifest["total_fen"] == 750_000
        assert manifest["total_fen"] == desk.book.batches["B0001"].total_fen
        assert manifest["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
        assert manifest["grants"] == grants
        assert manifest["file"] == file.name

    @pytest.mark.parametrize("bank", ["102", "105", "306", "308"])
    def test_written_again_the_bytes_are_the_same(self, desk: Desk, bank: str) -> None:
        desk.funded(2, bank_code=bank)
        desk.prepare()
        file = desk.sent()
        before = {path.name: path.read_bytes() for path in file.parent.iterdir()}
        edited = {name: one.model_copy(update={"note": "x"}) for name, one in
                  desk.banks.layouts.items()}  # fmt: skip
        desk.banks = desk.banks.model_copy(update={"layouts": edited})
        desk.change(1, account_no="1")
        assert desk.files() == before

    def test_names_of_files_tell_of_nobody(self, desk: Desk) -> None:
        desk.funded(1)
        desk.prepare()
        names = {path.name for path in desk.sent().parent.iterdir()}
        assert names == {
            "zibo-B0001-102.txt", "manifest.json", "manifest.prepare.sig", "manifest.release.sig",
            "manifest.prepare.pub", "manifest.release.pub", "发放花名册-zibo-B0001.xlsx",
        }  # fmt: skip

    def test_a_real_file_bears_no_mark_of_a_proposal(self, desk: Desk) -> None:
        desk.funded(1)
        desk.prepare()
        assert desk.sent().read_text("gb18030").splitlines() == [
            "zibo-B0001|2026-10-20|1|2500.00",
            "序号|账号|户名|金额|摘要",
            "1|6222020000000000001|王伟|2500.00|技能人才补贴",
            "合计|1|2500.00",
        ]


class TestTampering:
    def altered(self, desk: Desk, **changes: object) -> None:
        """An altered ledger is found out."""
        with Ledger(default_url(desk.out)) as ledger, ledger.reading(desk.city) as found:
            book = found.book()
            batch = replace(book.batches["B0001"], **changes)  # type: ignore[arg-type] # a test's
            with pytest.raises(LedgerError, match=r"not what was signed|does not hold"):
                made_again(book, found, batch)

    def test_what_was_signed_is_what_is_made(self, desk: Desk) -> None:
        desk.funded(2)
        desk.prepare()
        desk.release()
        batch = desk.book.batches["B0001"]
        first, second = batch.lines
        manifest = batch.manifest.replace('"rows":2', '"rows":3')
        self.altered(desk, lines=(second, first))
        self.altered(desk, lines=(first,))
        self.altered(desk, lines=(replace(first, amount_fen=1), second))
        self.altered(desk, lines=(replace(first, payee=second.payee), second))
        self.altered(desk, manifest=manifest)
        self.altered(desk, manifest=batch.manifest[:-1])
        self.altered(desk, file_sha256="0" * 64)
        self.altered(desk, bank="103")

    def test_a_signature_is_that_of_its_signer_over_this_manifest(self, desk: Desk) -> None:
        desk.funded(1)
        desk.prepare()
        desk.release()
        batch = desk.book.batches["B0001"]
        prepared, released = batch.signatures.values()
        for forged in (released, prepared[:-2], "", "00" * 64, key(9).sign(b"x").hex()):
            self.altered(desk, signatures={WANG: forged, LI: released})
        self.altered(desk, signatures={WANG: released, LI: prepared})
        publics = dict(batch.public_keys)
        self.altered(desk, public_keys={**publics, WANG: public_of(key(9))})
