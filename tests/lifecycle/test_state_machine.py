"""All commands in any order: nobody is paid twice, no money is lost, nothing is forgotten."""

from __future__ import annotations

import os
import tempfile
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.ledger_builder import CHIEF, CLERK
from tests.lifecycle.ledger_office import (
    CALENDAR,
    CITY,
    KEYS,
    REASONS,
    SIGNERS,
    WORDS,
    LedgerOffice,
)
from tests.lifecycle.town import ACCOUNTS, DISTRICTS, OFFERS
from zhaoren.documents.review_list import columns, shown
from zhaoren.documents.review_return import Returned, ReturnedRow, as_returned
from zhaoren.ledger import Ledger, State
from zhaoren.ledger.batching import plan_mend, plan_void
from zhaoren.ledger.corrections import (
    plan_dismissal,
    plan_recovered,
    plan_recovery,
    plan_reopen,
    plan_settle,
)
from zhaoren.ledger.funding import balance, plan_arrival, plan_request
from zhaoren.ledger.keys import plan_register, plan_revoke, public_of
from zhaoren.ledger.lifecycle import GRANTED
from zhaoren.ledger.notice import plan_decision, plan_objection, plan_publication
from zhaoren.ledger.review import ApprovalPlanner, ListPlanner
from zhaoren.ledger.review_answers import ReturnPlanner
from zhaoren.ledger.status import status
from zhaoren.ledger.verify import KnownHead, verify_city
from zhaoren.working_days import last_day_of_notice

LONG = "ZHAOREN_LONG" in os.environ
EXAMPLES = int(os.environ.get("EX", "12"))
pick = st.integers(0, 40)
WHY = "有书面说明"


class Lifecycle(RuleBasedStateMachine):
    """A town, an office and its banks."""

    def __init__(self) -> None:
        super().__init__()
        self._temporary = tempfile.TemporaryDirectory()
        folder = Path(self._temporary.name)
        self.office = LedgerOffice(folder, Ledger(f"sqlite:///{folder / 'ledger.db'}"))
        self.town = self.office.town
        self.heads: list[KnownHead] = []

    def teardown(self) -> None:
        """Close the ledger."""
        self.office.ledger.close()
        self._temporary.cleanup()

    @initialize(
        levels=st.lists(
            st.sampled_from(["technician", "senior_technician"]), min_size=3, max_size=5
        )
    )
    def begin(self, levels):
        """People live in the town, and two hold keys."""
        for place, level in enumerate(levels):
            self.town.settle(level, DISTRICTS[place % 2])
        self.office.open()
        self.office.night()

    # ---- the world ----

    def citizen(self, who):
        return self.town.citizens[who % len(self.town.citizens)]

    @rule(who=pick, offer=st.integers(0, len(OFFERS) - 1))
    def is_worth_something_else(self, who, offer):
        self.citizen(who).offer = offer

    @rule(who=pick, eligible=st.booleans())
    def loses_or_finds_work(self, who, eligible):
        self.citizen(who).eligible = eligible

    @rule(who=pick, account=st.sampled_from(ACCOUNTS))
    def has_another_account(self, who, account):
        self.citizen(who).account = account

    @rule(who=pick, district=st.sampled_from(DISTRICTS))
    def moves(self, who, district):
        self.citizen(who).district = district

    @rule(who=pick)
    def dies(self, who):
        self.citizen(who).deceased_on = self.office.today

    @rule(who=pick, revoked=st.booleans())
    def certificate_is_revoked_or_not(self, who, revoked):
        self.citizen(who).revoked = revoked

    @rule(who=pick, exists=st.booleans())
    def vanishes_or_comes_back(self, who, exists):
        self.citizen(who).exists = exists

    @rule(
        level=st.sampled_from(["technician", "senior_technician"]),
        district=st.sampled_from(DISTRICTS),
    )
    @precondition(lambda self: len(self.town.citizens) < 8)
    def somebody_comes(self, level, district):
        self.town.settle(level, district)

    @rule(who=pick)
    def gets_another_number(self, who):
        one = self.citizen(who)
        old, one.number = one.number, self.town.new_number()
        self.town.merged[old] = one.number

    @rule(who=pick, whom=pick)
    def turns_out_to_be(self, who, whom):
        one, other = self.citizen(who), self.citizen(whom)
        if one.number != other.number:
            self.town.merged[one.number] = other.number

    @rule(which=pick)
    @precondition(lambda self: self.town.merged)
    def was_somebody_else_after_all(self, which):
        numbers = sorted(self.town.merged)
        del self.town.merged[numbers[which % len(numbers)]]

    @rule(days=st.integers(1, 9))
    def days_pass(self, days):
        self.office.today += timedelta(days=days)

    # ---- nights ----

    @rule()
    def night(self):
        self.office.night()
        self._nobody_is_forgotten()
        self._paid_twice_is_listed()

    @rule(days=st.integers(1, 9))
    def later_night(self, days):
        self.office.today += timedelta(days=days)
        self.night()

    def _nobody_is_forgotten(self):
        """Who is eligible has a grant under the key."""
        book = self.office.book
        keys = {book.full_key(one) for one in book.grants.values()}
        with self.office.ledger.reading(CITY) as known:
            numbers = known.numbers()
        for one in self.town.citizens:
            if self.office.stands[one.certificate] == "eligible":
                party = book.party(numbers[self.town.current(one.number)])
                assert ("=zibo/technician", f"@{party}", "=6-31-01-03", f"={one.level}") in keys

    def _paid_twice_is_listed(self):
        """Of grants under one key that were paid, all but one are listed (or seen to)."""
        book = self.office.book
        keys = [book.full_key(one) for one in book.in_state(State.PAID)]
        assert len(keys) == len(set(keys))

    # ---- review and notice ----

    @rule(
        district=st.sampled_from(DISTRICTS),
        stage=st.sampled_from(["district", "city"]),
        chief=st.booleans(),
    )
    def approves_a_district(self, district, stage, chief):
        by = CHIEF if chief else CLERK
        self.office.do(ApprovalPlanner(WORDS, stage, district, self.office.today, by), by)

    @rule(
        district=st.sampled_from(DISTRICTS),
        stage=st.sampled_from(["district", "city"]),
        opinions=st.lists(st.sampled_from(["同意", "不同意", ""]), min_size=1, max_size=8),
    )
    def reviews_a_list(self, district, stage, opinions):
        by = CLERK if stage == "district" else CHIEF
        listed = ListPlanner(None, WORDS, stage, district, self.office.today)
        if self.office.do(listed, by) is None or listed.heading is None:
            return
        rows = []
        for serial, entry in enumerate(listed.entries, 1):
            names = [name for name, _ in columns(WORDS.policy(entry.policy_id))]
            cells = as_returned(names, shown(entry, WORDS, serial))
            opinion = opinions[serial % len(opinions)]
            rows.append(
                ReturnedRow(
                    1, serial + 4, serial, cells, opinion, WHY if opinion == "不同意" else ""
                )
            )
        heading = listed.heading
        returned = Returned(
            f"{self.office.nights}{len(self.heads):060}{opinions}",
            CITY,
            heading.round,
            heading.check,
            tuple(rows),
        )
        self.office.must(
            ReturnPlanner(returned, None, self.office.today, by), by
        ) if stage == "district" else self.office.do(
            ReturnPlanner(returned, None, self.office.today, by), by
        )

    @rule()
    def publishes(self):
        last = last_day_of_notice(self.office.today, CALENDAR)
        self.office.do(plan_publication(self.office.today, last, WORDS.districts, "市人社局"))

    @rule(which=pick)
    def objects(self, which):
        if found := self.grants(State.NOTICED):
            name = found[which % len(found)]
            self.office.do(plan_objection(name, WHY, self.office.today))

    @rule(which=pick, upheld=st.booleans())
    def decides(self, which, upheld):
        found = [one.id for one in self.office.book.objections.values() if one.outcome is None]
        if found:
            outcome = "upheld" if upheld else "dismissed"
            self.office.do(
                plan_decision(found[which % len(found)], outcome, WHY, self.office.today)
            )

    def grants(self, *states):
        return [one.id for one in self.office.book.in_state(*states)]

    # ---- funds ----

    @rule()
    def requests(self):
        before = self.office.forms()
        self.office.must(plan_request(self.office.today, WORDS))
        assert before.items() <= self.office.forms().items()

    @rule(which=pick, off=st.sampled_from([0, 0, 0, 0, 0, -1, 1]))
    def funds_arrive(self, which, off):
        found = list(self.office.book.applications.values())
        if not found:
            return
        one = found[which % len(found)]
        done = self.office.do(
            plan_arrival(one.id, one.amount_fen + off, self.office.today, CALENDAR)
        )
        if off or (one.arrived_on and one.arrived_on != self.office.today):
            assert done is None
        elif done and done.events:
            self.office.treasury_fen += one.amount_fen

    @rule()
    def all_funds_arrive(self):
        for one in self.office.book.applications.values():
            if one.arrived_on is None:
                self.office.must(plan_arrival(one.id, one.amount_fen, self.office.today, CALENDAR))
                self.office.treasury_fen += one.amount_fen

    # ---- batches ----

    def batches(self, *statuses):
        return [one.id for one in self.office.book.batches.values() if one.status in statuses]

    @rule(who=st.sampled_from(SIGNERS))
    def prepares(self, who):
        self.office.prepare(who)

    @rule(which=pick, who=st.sampled_from(SIGNERS))
    def releases(self, which, who):
        if found := self.batches("batched", "released", "voided"):
            batch = self.office.book.batches[found[which % len(found)]]
            done = self.office.release(batch.id, who)
            if batch.status == "batched" and who in batch.signatures:
                assert done is None, "who prepared it released it"

    @rule(which=pick, truly=st.lists(st.booleans(), min_size=2, max_size=2))
    def exports(self, which, truly):
        found = self.batches("batched", "released", "submitted", "voided")
        if not found:
            return
        name = found[which % len(found)]
        batch = self.office.book.batches[name]
        if self.office.export(name, truly) and batch.status != "submitted":
            for line in batch.lines:
                self._stood_last_night(line.grant)

    def _stood_last_night(self, name):
        """What is sent stood on the newest data."""
        book = self.office.book
        key = book.full_key(book.grant(name))
        with self.office.ledger.reading(CITY) as known:
            numbers = known.numbers()
        standing = {
            ("=zibo/technician", f"@{book.party(numbers[number])}", "=6-31-01-03", f"={one.level}")
            for one in self.town.citizens
            if self.office.stands.get(one.certificate) == "eligible"
            for number in [self.town.current(one.number)]
            if number in numbers
        }
        assert key in standing, f"{name} is sent though it no longer stands"

    @rule(which=pick)
    def voids(self, which):
        if found := self.batches("batched", "released", "submitted", "voided"):
            self.office.do(plan_void(found[which % len(found)], WHY, self.office.today))

    @rule(which=pick)
    def pays_all_that_is_ready(self, which):
        """Prepare, release and export, as on a good day."""
        self.office.prepare(SIGNERS[0])
        for name in self.batches("batched"):
            batch = self.office.book.batches[name]
            (preparer,) = batch.signatures
            self.office.release(name, next(one for one in SIGNERS if one != preparer))
        for place, name in enumerate(self.batches("released")):
            self.exports_one(name, [(which + place) % 3 != 0, which % 2 == 0])

    def exports_one(self, name, truly):
        if self.office.export(name, truly):
            for line in self.office.book.batches[name].lines:
                self._stood_last_night(line.grant)

    # ---- banks ----

    @rule(
        which=pick,
        said=st.lists(
            st.sampled_from(["truth", "truth", "unknown", "nothing"]), min_size=2, max_size=2
        ),
        reason=st.sampled_from(REASONS),
    )
    def bank_writes(self, which, said, reason):
        if found := self.batches("submitted"):
            batch = found[which % len(found)]
            results = {}
            for line, word in zip(self.office.book.batches[batch].lines, said, strict=False):
                result = self.office.truth[batch, line.grant] if word == "truth" else word
                if result != "nothing":
                    results[line.grant] = (result, reason if result == "failed" else "")
            self.office.bank_writes(batch, results, truth=True)

    @rule(which=pick)
    def bank_contradicts_itself(self, which):
        """A file that says the contrary of what it said of a line that nobody has seen to."""
        settled = [
            (batch, grant, result)
            for (batch, grant), result in self.office.told.items()
            if result in ("paid", "failed")
        ]
        if settled:
            batch, grant, result = settled[which % len(settled)]
            said = {grant: ("failed", "冻结") if result == "paid" else ("paid", "")}
            self.office.bank_writes(batch, said, truth=False)

    @rule(which=pick)
    def return_comes(self, which):
        if self.office.files:
            self.office.deliver(self.office.files[which % len(self.office.files)])

    @rule()
    def all_returns_come_newest_first(self):
        for file in reversed(self.office.files):
            self.office.deliver(file)

    # ---- corrections ----

    @rule(which=pick)
    def mends(self, which):
        if found := self.grants(State.FAILED):
            self.office.do(plan_mend(found[which % len(found)], WHY, self.office.today))

    @rule(which=pick)
    def reopens(self, which):
        if found := self.grants(State.REJECTED, State.RECOVERED, State.PAID):
            self.office.do(plan_reopen(found[which % len(found)], WHY, self.office.today))

    @rule(which=pick, accepted=st.booleans())
    def settles(self, which, accepted):
        found = [one.id for one in self.office.book.grants.values() if one.conflict]
        if found:
            planner = plan_settle(
                found[which % len(found)], WHY, self.office.today, accepted=accepted
            )
            self.office.do(planner, again=not accepted)

    @rule(which=pick)
    def opens_a_recovery(self, which):
        if found := self.grants(State.PAID, State.DISMISSED):
            self.office.do(plan_recovery(found[which % len(found)], WHY, self.office.today))

    @rule(which=pick, back=st.booleans())
    def ends_a_recovery(self, which, back):
        if found := self.grants(State.RECOVERY):
            grant = self.office.book.grant(found[which % len(found)])
            if not back:
                self.office.do(plan_dismissal(grant.id, WHY, self.office.today))
            elif self.office.do(plan_recovered(grant.id, grant.amount_fen, self.office.today)):
                del self.office.sent[grant.id]
                self.office.recovered_fen += grant.amount_fen

    @rule(who=st.sampled_from(SIGNERS))
    def a_key_is_revoked_and_a_new_one_made(self, who):
        office = self.office
        if office.do(plan_revoke(who, office.today)) is None:
            return
        fresh = type(KEYS[who]).generate()
        del fresh  # the old key is gone for good
        office.do(
            plan_register(who, ["prepare", "release"], public_of(KEYS[who]), "管理员", office.today)
        )

    # ---- what always holds ----

    @invariant()
    def folding_from_scratch_gives_the_same_book(self):
        assert self.office.book == self.office.running

    @invariant()
    def money_adds_up(self):
        made = balance(self.office.book)
        office = self.office
        paid = sum(
            line.amount_fen
            for (batch, grant), result in office.told.items()
            if result == "paid"
            for line in office.book.batches[batch].lines
            if line.grant == grant
        )
        assert made.arrived == office.treasury_fen
        assert made.paid == paid
        assert made.recovered == office.recovered_fen
        assert made.arrived == made.paid + made.with_bank + made.unpaid + made.to_return

    @invariant()
    def the_ledger_knows_what_the_banks_have_told(self):
        states = {one.id: one.state for one in self.office.book.grants.values()}
        for name, sent in self.office.sent.items():
            if sent == "sent":
                assert states[name] in (State.SUBMITTED, State.UNKNOWN)
            elif sent == "paid":
                assert states[name] in GRANTED
            else:
                assert states[name] not in GRANTED

    @invariant()
    def no_key_is_found_twice(self):
        keys = [(one.benefit_id, one.key) for one in self.office.book.grants.values()]
        assert len(keys) == len(set(keys))

    @invariant()
    def the_ledger_is_sound_and_has_all_its_heads(self):
        head = self.office.ledger.head(CITY)
        if not self.heads or self.heads[-1].head != head:
            self.heads.append(KnownHead(head, "kept"))
            with self.office.ledger.reading(CITY) as known:
                assert not verify_city(known, self.heads).findings

    @invariant()
    def status_can_be_told(self):
        found = status(self.office.book, self.office.today, WORDS)
        assert sum(one.grants for one in found.states) == len(self.office.book.grants)


TestLifecycle = Lifecycle.TestCase
TestLifecycle.settings = settings(
    max_examples=EXAMPLES,
    stateful_step_count=80 if LONG else 40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
