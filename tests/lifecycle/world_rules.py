"""What changes in the town, and the nights that see it."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.lifecycle.machine import Machine, chosen, pick
from tests.lifecycle.town import ACCOUNTS, DISTRICTS, OFFERS
from zhaoren.ledger import State

LEVELS = ["technician", "senior_technician"]
FACTS = {
    "exists": [True, False, True],
    "district": DISTRICTS,
    "revoked": [False, True],
}
"""What else may change about a person, and to what."""


class World(Machine):
    """People, their facts and numbers, and nights."""

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
