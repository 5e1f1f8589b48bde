"""From criteria to outcomes, amounts and holds (2-policies, "How a verdict is reached")."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from . import employers
from .candidates import Candidate, candidates
from .names import comparable
from .payments import Key, already_granted, granted_to_staff_2022
from .people import Register
from .settings import CITY, EMPLOYER_LIMIT_FEN, POLICY_2021, POLICY_2022, SUBSIDY_FEN
from .world import Row, World, accepted

ELIGIBLE = "eligible"
CAPPED = "capped"
SUPERSEDED = "superseded"


@dataclass(frozen=True)
class Verdicts:
    """What the two tables must say, run_id, evidence and words aside."""

    decisions: dict[tuple[str, str], Row]  # by policy and candidate
    criteria: dict[tuple[str, str, str], str]  # by policy, candidate and criterion


def evaluate(world: World) -> Verdicts:
    """The verdicts on every candidate of both measures on the world's day."""
    settled = accepted(world)
    register = Register(settled)
    found = candidates(register, settled.rows["certificates"])
    outcomes = {_id(candidate): _before_step_four(register, candidate) for candidate in found}
    winners: dict[tuple[str, str], Candidate] = {}
    supersede_within(found, outcomes, winners)
    cap_2022(found, outcomes, granted_to_staff_2022(register, settled.rows["payments"]))
    supersede_across(found, outcomes, winners)
    return Verdicts(
        {_id(c): _row(register, c, outcomes[_id(c)], winners.get(_id(c))) for c in found},
        {(*_id(c), name): answer for c in found for name, answer in c.criteria.items()},
    )


def _before_step_four(register: Register, candidate: Candidate) -> str:
    """Steps 1 to 3; whoever passes them is taken for eligible until a later step."""
    if candidate.failed():
        return "ineligible"
    if already_granted(register, candidate.key):
        return "already_granted"
    return "review" if candidate.unknown() else ELIGIBLE


def supersede_within(
    found: list[Candidate],
    outcomes: dict[tuple[str, str], str],
    winners: dict[tuple[str, str], Candidate],
) -> None:
    """Step 4, the same key twice.

    "Within one policy the earliest issued_on, then the smallest certificate_no, wins."
    """
    for policy_id in (POLICY_2021, POLICY_2022):
        first: dict[Key, Candidate] = {}
        reached = [c for c in found if c.policy_id == policy_id and outcomes[_id(c)] == ELIGIBLE]
        for candidate in sorted(reached, key=lambda c: c.order):
            if candidate.key in first:
                outcomes[_id(candidate)] = SUPERSEDED
                winners[_id(candidate)] = first[candidate.key]
            else:
                first[candidate.key] = candidate


def cap_2022(
    found: list[Candidate], outcomes: dict[tuple[str, str], str], granted: dict[str, int]
) -> None:
    """Step 5, per main employer.

    "Ceiling order: issued_on, then certificate_no. … From the first candidate
    that does not fit, it and all after it are `capped`."
    """
    used = dict(granted)
    closed: set[str] = set()
    under = [c for c in found if c.policy_id == POLICY_2022 and outcomes[_id(c)] == ELIGIBLE]
    for candidate in sorted(under, key=lambda c: c.order):
        assert candidate.main is not None, "in_service has passed"
        employer_id = candidate.main.employer_id
        total = used.get(employer_id, 0) + SUBSIDY_FEN[candidate.key.level]
        if employer_id in closed or total > EMPLOYER_LIMIT_FEN:
            closed.add(employer_id)
            outcomes[_id(candidate)] = CAPPED
        else:
            used[employer_id] = total


def supersede_across(
    found: list[Candidate],
    outcomes: dict[tuple[str, str], str],
    winners: dict[tuple[str, str], Candidate],
) -> None:
    """Step 4, precedence: "2022 takes precedence where it ends `eligible`".

    Who has already lost to another certificate of the same policy keeps that
    winner (the specification names two ways to be superseded, not which of
    them is told of first).
    """
    ahead = {c.key: c for c in found if c.policy_id == POLICY_2022 and outcomes[_id(c)] == ELIGIBLE}
    for candidate in found:
        reached = outcomes[_id(candidate)] == ELIGIBLE
        if candidate.policy_id == POLICY_2021 and reached and candidate.key in ahead:
            outcomes[_id(candidate)] = SUPERSEDED
            winners[_id(candidate)] = ahead[candidate.key]


def _row(
    register: Register, candidate: Candidate, outcome: str, winner: Candidate | None
) -> dict[str, Any]:
    """The columns of decisions.parquet (3-outputs) that the rules settle."""
    main = candidate.main
    amount = SUBSIDY_FEN[candidate.key.level] if outcome in (ELIGIBLE, CAPPED) else None
    city = None if amount is None else _city_share(candidate, amount)
    return {
        "as_of": register.as_of,
        "city": CITY,
        "policy_id": candidate.policy_id,
        "candidate_id": candidate.candidate_id,
        "beneficiary_kind": "person",
        "beneficiary_id": candidate.key.person_id,
        "person_id": candidate.key.person_id,
        "employer_id": main.employer_id if main is not None else None,
        "district": employers.district(main.employer) if main is not None else None,
        "certificate_no": candidate.certificate["certificate_no"],
        "occupation_code": candidate.key.occupation_code,
        "level": candidate.key.level,
        "period": None,
        "outcome": outcome,
        "failed": candidate.failed(),
        "unknown": candidate.unknown(),
        "amount_fen": amount,
        "city_fen": city,
        "district_fen": None if amount is None or city is None else amount - city,
        "winner_policy_id": winner.policy_id if winner is not None else None,
        "winner_candidate_id": winner.candidate_id if winner is not None else None,
        "hold_reason": _hold(register, candidate) if outcome == ELIGIBLE else None,
    }


def _city_share(candidate: Candidate, amount: int) -> int:
    """Fen. 2021: "municipal SOE …: city 100%; else city 50%, district 50%"; 2022: city.

    "An odd fen of a half goes to the city."
    """
    assert candidate.main is not None
    employer = candidate.main.employer
    if candidate.policy_id == POLICY_2022 or (employer and employers.municipal(employer)):
        return amount
    return amount - amount // 2


def _hold(register: Register, candidate: Candidate) -> str | None:
    """hold_reason: "the first that applies" of the three, of an account per person."""
    account = register.accounts.get(candidate.key.person_id)
    if account is None:
        return "no_account"
    if account["status"] != "active":
        return "account_not_active"
    same = comparable(account["account_name"]) == comparable(candidate.certificate["person_name"])
    return None if same else "account_name_differs"


def _id(candidate: Candidate) -> tuple[str, str]:
    return candidate.policy_id, candidate.candidate_id
