"""All commands in any order: nobody is paid twice, no money is lost, nothing is forgotten.

`ZHAOREN_LONG=1 pytest tests/lifecycle` plays for longer.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from tests.ledger_builder import CHIEF, CLERK
from tests.lifecycle.ledger_office import CITY, REASONS, SIGNERS, WORDS
from tests.lifecycle.money_rules import Paying
from tests.lifecycle.review_rules import Reviewing
from tests.lifecycle.town import DISTRICTS
from tests.lifecycle.world_rules import LEVELS, World
from zhaoren.ledger import State
from zhaoren.ledger.lifecycle import GRANTED
from zhaoren.ledger.verify import KnownHead, verify_city
from zhaoren.office.funding import balance
from zhaoren.office.review import FROM, ApprovalPlanner
from zhaoren.office.status import status

LONG = "ZHAOREN_LONG" in os.environ


class Lifecycle(World, Reviewing, Paying):
    """A town, an office and its banks."""

    @initialize(levels=st.lists(st.sampled_from(LEVELS), min_size=3, max_size=5))
    def begin(self, levels):
        """People live in the town, and two hold keys."""
        self.heads = []
        for place, level in enumerate(levels):
            self.town.settle(level, DISTRICTS[place % 2])
        self.office.open()
        self.office.night()

    # ---- all goes well for a while ----

    @rule()
    def all_is_cleared(self):
        """Both reviews, the notice, and the night after it."""
        for stage, by in (("district", CLERK), ("city", CHIEF)):
            waiting = self.office.running.in_state(FROM[stage])
            for district in sorted({one.district or "" for one in waiting}):
                self.office.do(ApprovalPlanner(WORDS, stage, district, self.office.today, by), by)
        self.publishes()
        self.a_night(9)

    @rule()
    def all_is_funded(self):
        self.all_is_cleared()
        self.requests()
        for one in list(self.office.running.applications.values()):
            if one.arrived_on is None:
                self.office.arrive(one.id)

    @rule(truly=st.lists(st.booleans(), min_size=2, max_size=2))
    def all_is_submitted(self, truly):
        self.all_is_funded()
        for name in [*self.grants(State.FAILED)]:
            self.office.mend(name)
        for signer in SIGNERS:
            self.office.prepare(signer)
        for name in self.batches("batched"):
            (preparer,) = self.office.running.batches[name].signatures
            assert self.office.release(name, preparer) is None, "who prepared it released it"
            self.office.release(name, next(one for one in SIGNERS if one != preparer))
        for name in self.batches("released"):
            self.office.export(name, truly)

    @rule(truly=st.lists(st.booleans(), min_size=2, max_size=2))
    def all_is_answered(self, truly):
        self.all_is_submitted(truly)
        for name in self.batches("submitted"):
            self.a_bank_writes(name, ["truth", "truth"], REASONS[0])
            self.office.deliver(self.office.files[-1])

    # ---- what always holds ----

    @invariant()
    def it_all_holds(self):
        book = self.office.book
        assert book == self.office.running, "folding from scratch gives another book"
        self._money_adds_up(book)
        self._banks_were_heard(book)
        keys = [(one.benefit_id, one.key) for one in book.grants.values()]
        assert len(keys) == len(set(keys)), "a key was found twice"
        found = status(book, self.office.today, WORDS)
        assert sum(one.grants for one in found.states) == len(book.grants)
        self._is_sound(book.head)

    def _money_adds_up(self, book):
        office, made = self.office, balance(book)
        paid = sum(
            line.amount_fen
            for (batch, grant), result in office.told.items()
            if result == "paid"
            for line in book.batches[batch].lines
            if line.grant == grant
        )
        assert made.arrived == office.treasury_fen
        assert made.paid == paid
        assert made.recovered == office.recovered_fen
        assert made.arrived == made.paid + made.with_bank + made.unpaid + made.to_return

    def _banks_were_heard(self, book):
        for name, sent in self.office.sent.items():
            state = book.grant(name).state
            if sent == "sent":
                assert state in (State.SUBMITTED, State.UNKNOWN)
            else:
                assert (state in GRANTED) == (sent == "paid")

    def _is_sound(self, head):
        """The chain is whole and knows every head that was printed."""
        if self.heads and self.heads[-1].head == head:
            return
        self.heads.append(KnownHead(head, "kept"))
        with self.office.ledger.reading(CITY) as known:
            assert not verify_city(known, self.heads).findings


TestLifecycle = Lifecycle.TestCase
TestLifecycle.settings = settings(
    max_examples=300 if LONG else 10,
    stateful_step_count=60 if LONG else 40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
