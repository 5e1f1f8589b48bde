"""From criteria to outcomes, amounts and holds (2-policies, "How a verdict is reached")."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from .candidate import NO_RECOVERY, PERSON, Candidate, Key, Policy
from .catalogue import POLICIES
from .entries import Entries
from .granted import Granted
from .names import comparable
from .people import Register
from .world import Row, World, accepted

ELIGIBLE = "eligible"
CAPPED = "capped"
SUPERSEDED = "superseded"
Id = tuple[str, str]


@dataclass(frozen=True)
class Verdicts:
    """What the two tables must say, run_id, evidence and words aside."""

    decisions: dict[tuple[str, str], Row]  # by policy and candidate
    criteria: dict[tuple[str, str, str], str]  # by policy, candidate and criterion


@dataclass
class Judged:
    """The candidates of one benefit, and how far each has come."""

    candidates: dict[Id, Candidate]
    outcomes: dict[Id, str]
    winners: dict[Id, Id]

    def eligible(self, policy_id: str) -> list[Candidate]:
        """Candidates of the policy whom no step has stopped yet."""
        return [
            each
            for each in self.candidates.values()
            if each.policy.policy_id == policy_id and self.outcomes[each.id] == ELIGIBLE
        ]


def evaluate(world: World, entries: Entries | None = None) -> Verdicts:
    """The verdicts on every candidate of every policy of the city on the world's day.

    "A policy gives no verdicts for a date before it is in force". `entries`:
    what the ledger holds; by default nothing.
    """
    verdicts = Verdicts({}, {})
    for register, judged in benefits(world, entries or Entries()):
        for each in judged.candidates.values():
            verdicts.decisions[each.id] = _row(register, judged, each)
            for name, answer in each.criteria.items():
                verdicts.criteria[*each.id, name] = answer
    return verdicts


def benefits(world: World, entries: Entries) -> Iterator[tuple[Register, Judged]]:
    """The candidates of every benefit, judged."""
    register = Register(accepted(world))
    in_force = [each for each in POLICIES[world.city] if each.in_force <= world.as_of]
    by_benefit: dict[str, list[Policy]] = {}
    for policy in in_force:
        by_benefit.setdefault(policy.benefit, []).append(policy)
    for policies in by_benefit.values():
        yield register, judge(register, policies, entries)


def judge(register: Register, policies: list[Policy], entries: Entries) -> Judged:
    """All steps, for the policies of one benefit."""
    found = [each for policy in policies for each in policy.candidates(register, policy)]
    granted = Granted(register, policies, found, _names(policies[0]), entries)
    found = [_asked_of_payments(granted, each) for each in found]
    judged = Judged({each.id: each for each in found}, {}, {})
    assert len(judged.candidates) == len(found), "two candidates of one id"
    for each in found:
        judged.outcomes[each.id] = _before_step_four(granted, each, entries)
    for policy in policies:
        supersede_within(judged, policy, entries)
    for policy in policies:
        claimed = claims(judged, policy, policies, entries)
        if policy.ceiling is not None:
            over, within = policy.ceiling.split(
                register,
                judged.eligible(policy.policy_id),
                granted.counting(policy),
                entries.of(policy.policy_id),
                {name: entries.own_or_key_place(each) for name, each in claimed.items()},
            )
            judged.outcomes |= {each.id: CAPPED for each in over}
            judged.candidates |= {each.id: each for each in within}
        for name, claimant in claimed.items():
            if judged.outcomes[name] == ELIGIBLE:
                judged.outcomes[name] = SUPERSEDED
                judged.winners[name] = claimant.id
    for policy in policies:
        if policy.yields_to is not None:
            supersede_across(judged, policy.policy_id, policy.yields_to)
    return judged


def claims(
    judged: Judged, policy: Policy, policies: list[Policy], entries: Entries
) -> dict[Id, Candidate]:
    """Candidates whose key is held by an incumbent of a policy that yields to theirs.

    "It goes first at step 4"; where both are incumbents, the one found first.
    """
    found: dict[Id, Candidate] = {}
    for behind in policies:
        if behind.yields_to != policy.policy_id:
            continue
        holders = {each.key: each for each in judged.eligible(behind.policy_id)}
        for each in judged.eligible(policy.policy_id):
            holder = holders.get(each.key)
            if holder is None or entries.found(holder) is None:
                continue
            if entries.own_or_key_place(each) > entries.own_or_key_place(holder):
                found[each.id] = holder
    return found


def _names(policy: Policy) -> set[str]:
    """What the payments export calls the benefit: itself, or any policy that shares it."""
    sharing = (each for city in POLICIES.values() for each in city)
    same = {each.policy_id for each in sharing if each.benefit == policy.benefit}
    return {policy.benefit, *same}


def _asked_of_payments(granted: Granted, candidate: Candidate) -> Candidate:
    if NO_RECOVERY not in candidate.criteria:
        return candidate
    answer = {NO_RECOVERY: granted.no_recovery(candidate)}
    return replace(candidate, criteria=candidate.criteria | answer)


def _before_step_four(granted: Granted, candidate: Candidate, entries: Entries) -> str:
    """Steps 1 to 3; whoever passes them is taken for eligible until a later step."""
    if candidate.failed():
        return "ineligible"
    if granted.already(candidate):
        return "already_granted"
    return "review" if candidate.unknown() and not _is_confirmed(candidate, entries) else ELIGIBLE


def _is_confirmed(candidate: Candidate, entries: Entries) -> bool:
    """Whether a reviewer has confirmed it, and it is known whom to pay how much for what."""
    known = candidate.amount is not None and candidate.payee.id is not None
    return known and None not in candidate.key and candidate.id in entries.confirmed


def supersede_within(judged: Judged, policy: Policy, entries: Entries) -> None:
    """Step 4, the same key twice: the first in the policy's order takes the place.

    An incumbent "goes first at step 4 …, in the order in which grants were found".
    """
    first: dict[Key, Candidate] = {}
    for candidate in sorted(
        judged.eligible(policy.policy_id),
        key=lambda each: (entries.own_place(each), each.order),
    ):
        winner = first.setdefault(candidate.key, candidate)
        if candidate.lost_to is not None:
            judged.outcomes[candidate.id] = SUPERSEDED
            judged.winners[candidate.id] = (policy.policy_id, candidate.lost_to)
        elif winner is not candidate:
            judged.outcomes[candidate.id] = SUPERSEDED
            judged.winners[candidate.id] = winner.id


def supersede_across(judged: Judged, behind: str, ahead: str) -> None:
    """Step 4, precedence: "2022 takes precedence where it ends `eligible`".

    Who has already lost to another certificate of the same policy keeps that
    winner (the specification names two ways to be superseded, not which of
    them is told of first).
    """
    winners = {each.key: each for each in judged.eligible(ahead)}
    for candidate in judged.eligible(behind):
        if candidate.key in winners:
            judged.outcomes[candidate.id] = SUPERSEDED
            judged.winners[candidate.id] = winners[candidate.key].id


def _row(register: Register, judged: Judged, candidate: Candidate) -> Row:
    """The columns of decisions.parquet (3-outputs) that the rules settle."""
    outcome = judged.outcomes[candidate.id]
    if outcome in (ELIGIBLE, CAPPED, SUPERSEDED) and candidate.unknown():
        outcome = "review"  # confirmed: it contends, and its published outcome stays
    amount = candidate.amount if outcome in (ELIGIBLE, CAPPED) else None
    city = None if amount is None else _city_share(candidate, amount)
    winner: tuple[str | None, str | None] = (None, None)
    if outcome == SUPERSEDED:
        winner = judged.winners[candidate.id]
    return {
        "as_of": register.as_of,
        "city": register.city.id,
        "policy_id": candidate.policy.policy_id,
        "candidate_id": candidate.candidate_id,
        "beneficiary_kind": candidate.payee.kind,
        "beneficiary_id": candidate.payee.id,
        "person_id": None,
        "employer_id": candidate.place.employer_id,
        "district": candidate.place.district,
        "certificate_no": None,
        "occupation_code": None,
        "level": None,
        "period": None,
        **candidate.shown,
        "outcome": outcome,
        "failed": candidate.failed(),
        "unknown": candidate.unknown(),
        "amount_fen": amount,
        "city_fen": city,
        "district_fen": None if amount is None or city is None else amount - city,
        "winner_policy_id": winner[0],
        "winner_candidate_id": winner[1],
        "hold_reason": _hold(register, candidate) if outcome == ELIGIBLE else None,
    }


def _city_share(candidate: Candidate, amount: int) -> int:
    """Fen: "unless stated the city pays all"; "An odd fen of a half goes to the city"."""
    return amount - amount // 2 if candidate.halved else amount


def _hold(register: Register, candidate: Candidate) -> str | None:
    """hold_reason: "the first that applies" of the three, of the beneficiary's account.

    A name that no export tells cannot be said to differ.
    """
    payee = candidate.payee
    accounts = register.accounts if payee.kind == PERSON else register.org_accounts
    account = accounts.get(payee.id or "")
    if account is None:
        return "no_account"
    if account["status"] != "active":
        return "account_not_active"
    if payee.name is None or comparable(account["account_name"]) == comparable(payee.name):
        return None
    return "account_name_differs"
