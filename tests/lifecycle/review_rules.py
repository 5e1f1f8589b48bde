"""Review, public notice, and what persons put right."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.ledger_builder import CHIEF, CLERK
from tests.lifecycle.ledger_office import CALENDAR, CITY, WORDS
from tests.lifecycle.machine import WHY, Machine, chosen, has, pick
from tests.lifecycle.town import DISTRICTS
from zhaoren.documents.review_list import columns, shown
from zhaoren.documents.review_return import Returned, ReturnedRow, as_returned
from zhaoren.ledger import State
from zhaoren.office.corrections import (
    plan_dismissal,
    plan_recovery,
    plan_reject,
    plan_reopen,
    plan_settle,
)
from zhaoren.office.notice import plan_decision, plan_objection, plan_publication
from zhaoren.office.review import ApprovalPlanner, ListPlanner
from zhaoren.office.review_answers import ReturnPlanner
from zhaoren.working_days import last_day_of_notice

STAGES = st.sampled_from(["district", "city"])
OPINIONS = st.sampled_from(["同意", "不同意", ""])


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


class Reviewing(Machine):
    """Reviewers, the notice, and corrections."""

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
        returned = answered(listed, opinions, f"{self.office.running.seq:064}")
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
