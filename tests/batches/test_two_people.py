"""Two people: one prepares, another releases; keys that nobody registers for themselves."""

from __future__ import annotations

import pytest

from tests.batches.desk import ADMIN, DAY, LI, WANG, Desk, key
from zhaoren.errors import LedgerError
from zhaoren.ledger import State
from zhaoren.office.batching import plan_void
from zhaoren.office.keys import plan_register, plan_revoke, public_of


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
