"""All commands in any order: nobody is paid twice, no money is lost, nothing is forgotten."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.ledger_builder import CHIEF, CLERK
from tests.lifecycle.ledger_office import (
    CALENDAR,
    CITY,
    REASONS,
    SIGNERS,
    WORDS,
    LedgerOffice,
)
from tests.lifecycle.town import ACCOUNTS, DISTRICTS, OFFERS
from zhaoren.documents.review_list import columns, shown
from zhaoren.documents.review_return import Returned, ReturnedRow, as_returned
from zhaoren.ledger import Ledger, State
from zhaoren.ledger.batching import plan_void
from zhaoren.ledger.corrections import (
    plan_dismissal,
    plan_recovery,
    plan_reject,
    plan_reopen,
    plan_settle,
)
from zhaoren.ledger.funding import balance, plan_request
from zhaoren.ledger.keys import plan_revoke
from zhaoren.ledger.lifecycle import GRANTED
from zhaoren.ledger.notice import plan_decision, plan_objection, plan_publication
from zhaoren.ledger.review import FROM, ApprovalPlanner, ListPlanner
from zhaoren.ledger.review_answers import ReturnPlanner
from zhaoren.ledger.status import status
from zhaoren.ledger.verify import KnownHead, verify_city
from zhaoren.working_days import last_day_of_notice

LONG = "ZHAOREN_LONG" in os.environ
MEMORY = Path("/dev/shm")  # where waiting for a disk would take most of the time
WHY = "有书面说明"
LEVELS = ["technician", "senior_technician"]
FACTS = {
    "exists": [True, False, True],
    "district": DISTRICTS,
    "revoked": [False, True],
}
"""What else may change about a person, and to what."""
STAGES = st.sampled_from(["district", "city"])
OPINIONS = st.sampled_from(["同意", "不同意", ""])
SAID = st.sampled_from(["truth", "truth", "unknown", "nothing"])

pick = st.integers(0, 40)
T = TypeVar("T")


def chosen(items: Sequence[T], which: int) -> T:
    """One of some items."""
    return items[which % len(items)]


def has(*states: State) -> Callable[[Lifecycle], bool]:
    """Whether there are grants in these states."""
    return lambda machine: bool(machine.office.running.in_state(*states))


def answered(listed: ListPlanner, opinions: Sequence[str], sha256: str) -> Returned:
    """A review list as it comes back, with these opinions in turn."""
    rows = []
    for serial, entry in enumerate(listed.entries, 1):
        names = [name for name, _ in columns(WORDS.policy(entry.policy_id))]
        cells = as_returned(names, shown(entry, WORDS, serial))
        opinion = chosen(opinions, serial)
        note = WHY if opinion == "不同意" else ""
        rows.append(ReturnedRow(1, serial + 4, serial, cells, opinion, note))
    heading = listed.heading
    assert heading is not None
    return Returned(sha256, CITY, heading.round, heading.check, tuple(rows))


class Lifecycle(RuleBasedStateMachine):
    """A town, an office and its banks."""

    def __init__(self) -> None:
        super().__init__()
        self._temporary = tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None)
        folder = Path(self._temporary.name)
        self.office = LedgerOffice(folder, Ledger(f"sqlite:///{folder / 'ledger.db'}"))
        self.town = self.office.town
        self.heads: list[KnownHead] = []

    def teardown(self) -> None:
        """Close the ledger."""
        self.office.ledger.close()
        self._temporary.cleanup()

    @initialize(levels=st.lists(st.sampled_from(LEVELS), min_size=3, max_size=5))
    def begin(self, levels):
        """People live in the town, and two hold keys."""
        for place, level in enumerate(levels):
            self.town.settle(level, DISTRICTS[place % 2])
        self.office.open()
        self.office.night()

    # ---- the world ----

    def citizen(self, who):
        return self.town.citizens[who % len(self.town.citizens)]

    @rule(who=pick, offer=st.sampled_from(range(len(OFFERS))), night=st.booleans())
    def another_amount_is_due(self, who, offer, night):
        self.citizen(who).offer = offer
        self.perhaps(night)

    @rule(who=pick, eligible=st.booleans(), night=st.booleans())
    def somebody_loses_or_finds_work(self, who, eligible, night):
        self.citizen(who).eligible = eligible
        self.perhaps(night)

    @rule(who=pick, account=st.sampled_from(ACCOUNTS), night=st.booleans())
    def somebody_has_another_account(self, who, account, night):
        self.citizen(who).account = account
        self.perhaps(night)

    @rule(who=pick, fact=st.sampled_from(sorted(FACTS)), value=pick, night=st.booleans())
    def another_fact_changes(self, who, fact, value, night):
        setattr(self.citizen(who), fact, chosen(FACTS[fact], value))
        self.perhaps(night)

    @rule(who=pick, night=st.booleans())
    def somebody_dies(self, who, night):
        self.citizen(who).deceased_on = self.office.today
        self.perhaps(night)

    @rule(level=st.sampled_from(LEVELS), district=st.sampled_from(DISTRICTS))
    @precondition(lambda self: len(self.town.citizens) < 8)
    def somebody_comes(self, level, district):
        self.town.settle(level, district)

    def perhaps(self, night):
        """A night sees it at once, or a later one does."""
        if night:
            self.a_night(1)

    @rule(who=pick, night=st.booleans())
    def somebody_gets_another_number(self, who, night):
        one = self.citizen(who)
        old, one.number = one.number, self.town.new_number()
        self.town.merged[old] = one.number
        self.perhaps(night)

    @rule(who=pick, whom=pick, night=st.booleans())
    def two_turn_out_to_be_one(self, who, whom, night):
        one, other = self.citizen(who), self.citizen(whom)
        if one.number != other.number:
            self.town.merged[one.number] = other.number
        self.perhaps(night)

    @rule(which=pick)
    @precondition(lambda self: self.town.merged)
    def one_turns_out_to_be_two(self, which):
        del self.town.merged[chosen(sorted(self.town.merged), which)]

    # ---- nights ----

    @rule(days=st.sampled_from([0, 1, 9]))
    def a_night(self, days):
        self.office.today += timedelta(days=days)
        self.office.night()
        book = self.office.running
        keys = {book.full_key(one) for one in book.grants.values()}
        assert self.office.standing_keys() <= keys, "somebody who is eligible has no grant"
        paid = [book.full_key(one) for one in book.in_state(State.PAID)]
        assert len(paid) == len(set(paid)), "one key is paid twice and not listed for recovery"

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
            self.office.release(name, next(one for one in SIGNERS if one != preparer))
        for name in self.batches("released"):
            self.office.export(name, truly)

    @rule(truly=st.lists(st.booleans(), min_size=2, max_size=2))
    def all_is_answered(self, truly):
        self.all_is_submitted(truly)
        for name in self.batches("submitted"):
            self.a_bank_writes(name, ["truth", "truth"], REASONS[0])
            self.office.deliver(self.office.files[-1])

    # ---- review and notice ----

    @rule(district=st.sampled_from(DISTRICTS), stage=STAGES, by=st.sampled_from([CHIEF, CLERK]))
    @precondition(has(State.FOUND, State.DISTRICT_APPROVED))
    def a_district_is_approved(self, district, stage, by):
        self.office.do(ApprovalPlanner(WORDS, stage, district, self.office.today, by), by)

    @rule(
        district=st.sampled_from(DISTRICTS), stage=STAGES, opinions=st.lists(OPINIONS, min_size=1)
    )
    @precondition(has(State.FOUND, State.DISTRICT_APPROVED))
    def a_list_is_reviewed(self, district, stage, opinions):
        by = CLERK if stage == "district" else CHIEF
        listed = ListPlanner(None, WORDS, stage, district, self.office.today)
        if self.office.do(listed, by) is None or listed.heading is None:
            return
        returned = answered(listed, opinions, f"{len(self.heads):064}")
        self.office.do(ReturnPlanner(returned, None, self.office.today, by), by)

    @rule()
    @precondition(has(State.CITY_APPROVED))
    def publishes(self):
        last = last_day_of_notice(self.office.today, CALENDAR)
        self.office.do(plan_publication(self.office.today, last, WORDS.districts, "市人社局"))

    @rule(which=pick)
    @precondition(has(State.NOTICED))
    def somebody_objects(self, which):
        name = chosen(self.grants(State.NOTICED), which)
        self.office.do(plan_objection(name, WHY, self.office.today))

    @rule(which=pick, outcome=st.sampled_from(["upheld", "dismissed"]))
    @precondition(lambda self: self.objections())
    def an_objection_is_decided(self, which, outcome):
        name = chosen(self.objections(), which)
        self.office.do(plan_decision(name, outcome, WHY, self.office.today))

    def objections(self):
        return [one.id for one in self.office.running.objections.values() if one.outcome is None]

    def grants(self, *states):
        return [one.id for one in self.office.running.in_state(*states)]

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

    def batches(self, *statuses):
        return [one.id for one in self.office.running.batches.values() if one.status in statuses]

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

    # ---- corrections ----

    @rule(which=pick)
    @precondition(has(State.FAILED))
    def a_cause_is_mended(self, which):
        self.office.mend(chosen(self.grants(State.FAILED), which))

    @rule(which=pick)
    @precondition(has(State.HELD, State.CITY_APPROVED))
    def a_grant_is_rejected(self, which):
        name = chosen(self.grants(State.HELD, State.CITY_APPROVED), which)
        self.office.do(plan_reject(name, WHY, self.office.today))

    @rule(which=pick)
    @precondition(has(State.REJECTED, State.RECOVERED))
    def a_grant_is_reopened(self, which):
        name = chosen(self.grants(State.REJECTED, State.RECOVERED), which)
        self.office.must(plan_reopen(name, WHY, self.office.today))

    @rule(which=pick, accepted=st.booleans())
    @precondition(lambda self: self.conflicts())
    def a_conflict_is_settled(self, which, accepted):
        name = chosen(self.conflicts(), which)
        planner = plan_settle(name, WHY, self.office.today, accepted=accepted)
        self.office.do(planner, again=not accepted)

    def conflicts(self):
        return [one.id for one in self.office.running.grants.values() if one.conflict]

    @rule(which=pick)
    @precondition(has(State.PAID, State.DISMISSED))
    def a_recovery_is_opened(self, which):
        name = chosen(self.grants(State.PAID, State.DISMISSED), which)
        self.office.must(plan_recovery(name, WHY, self.office.today))

    @rule(which=pick, back=st.booleans())
    @precondition(has(State.RECOVERY))
    def a_recovery_ends(self, which, back):
        grant = self.office.running.grant(chosen(self.grants(State.RECOVERY), which))
        if back:
            self.office.take_back(grant)
        else:
            self.office.must(plan_dismissal(grant.id, WHY, self.office.today))

    @rule(who=st.sampled_from(SIGNERS))
    @precondition(lambda self: self.batches("batched", "released"))
    def a_key_is_revoked_and_a_new_one_made(self, who):
        self.office.must(plan_revoke(who, self.office.today))
        self.office.give_key(who)

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
