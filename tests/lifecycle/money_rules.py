"""Funds, batches, keys, and what banks say."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.lifecycle.ledger_office import REASONS, SIGNERS, WORDS
from tests.lifecycle.machine import WHY, Machine, chosen, has, pick
from zhaoren.ledger import State
from zhaoren.office.batching import plan_void
from zhaoren.office.funding import plan_request
from zhaoren.office.keys import plan_revoke

SAID = st.sampled_from(["truth", "truth", "unknown", "nothing"])


class Paying(Machine):
    """Treasuries, signers and banks."""

    # ---- funds ----

    @rule()
    @precondition(has(State.CLEARED))
    def requests(self):
        before = self.office.forms()
        self.office.must(plan_request(self.office.today, WORDS))
        assert before.items() <= self.office.forms().items(), "a form is not what was sent"

    @rule(which=pick, off=st.sampled_from([0, 0, 0, -1, 1]))
    @precondition(lambda self: self.office.running.applications)
    def funds_arrive(self, which, off):
        self.office.arrive(chosen(list(self.office.running.applications), which), off)

    # ---- batches ----

    @rule(who=st.sampled_from(SIGNERS))
    @precondition(has(State.FUNDED, State.FAILED))
    def somebody_prepares(self, who):
        self.office.prepare(who)

    @rule(which=pick, who=st.sampled_from(SIGNERS))
    @precondition(lambda self: self.batches("batched", "released"))
    def somebody_releases(self, which, who):
        batch = self.office.running.batches[chosen(self.batches("batched", "released"), which)]
        prepared = batch.status == "batched" and who in batch.signatures
        done = self.office.release(batch.id, who)
        assert not (prepared and done), "who prepared it released it"

    @rule(which=pick, truly=st.lists(st.booleans(), min_size=2, max_size=2))
    @precondition(lambda self: self.office.running.batches)
    def a_batch_is_exported(self, which, truly):
        self.office.export(chosen(list(self.office.running.batches), which), truly)

    @rule(which=pick)
    @precondition(lambda self: self.office.running.batches)
    def a_batch_is_given_up(self, which):
        name = chosen(list(self.office.running.batches), which)
        self.office.do(plan_void(name, WHY, self.office.today))

    # ---- banks ----

    @rule(which=pick, said=st.lists(SAID, min_size=2, max_size=2), why=st.sampled_from(REASONS))
    @precondition(lambda self: self.batches("submitted"))
    def some_bank_writes(self, which, said, why):
        self.a_bank_writes(chosen(self.batches("submitted"), which), said, why)

    def a_bank_writes(self, batch, said, why):
        results = {}
        for line, word in zip(self.office.running.batches[batch].lines, said, strict=False):
            result = self.office.truth[batch, line.grant] if word == "truth" else word
            if result != "nothing":
                results[line.grant] = (result, why if result == "failed" else "")
        self.office.bank_writes(batch, results, truth=True)

    @rule(which=pick)
    @precondition(lambda self: self.office.settled())
    def a_bank_contradicts_itself(self, which):
        """A file that says the contrary of what was said of a line."""
        batch, grant, result = chosen(self.office.settled(), which)
        said = {grant: ("failed", "冻结") if result == "paid" else ("paid", "")}
        self.office.bank_writes(batch, said, truth=False)

    @rule(which=pick)
    @precondition(lambda self: self.office.files)
    def a_return_comes(self, which):
        self.office.deliver(chosen(self.office.files, which))

    @rule()
    @precondition(lambda self: self.office.files)
    def all_returns_come_newest_first(self):
        for file in reversed(self.office.files):
            self.office.deliver(file)

    # ---- keys ----

    @rule(who=st.sampled_from(SIGNERS))
    @precondition(lambda self: self.batches("batched", "released"))
    def a_key_is_revoked_and_a_new_one_made(self, who):
        self.office.must(plan_revoke(who, self.office.today))
        self.office.give_key(who)
