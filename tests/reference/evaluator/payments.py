"""What was paid before (2-policies, no_recovery, already_granted, ceilings)."""

from __future__ import annotations

from typing import NamedTuple

from .people import Register, main_employment
from .settings import BENEFIT, BENEFIT_NAMES, POLICY_2022
from .verdict import PASS, UNKNOWN
from .world import Row


class Key(NamedTuple):
    """What the benefit is given once for: "benefit key: person, occupation_code, level"."""

    person_id: str
    occupation_code: str
    level: str


def of_benefit(register: Register, person_id: str) -> list[Row]:
    """Payments of the benefit, under whichever of its names, to the person."""
    return [row for row in register.payments.get(person_id, []) if row["benefit"] in BENEFIT_NAMES]


def no_recovery(register: Register, key: Key) -> str:
    """The criterion no_recovery.

    "a payment of the benefit for the same key was `recovered`, or a payments
    row of the person was quarantined, or a payment of the benefit to the
    person lacks what the key needs → unknown; else pass."
    """
    if ("payments", key.person_id) in register.quarantined:
        return UNKNOWN
    for row in of_benefit(register, key.person_id):
        if row["occupation_code"] is None or row["level"] is None:
            return UNKNOWN
        if row["status"] == "recovered" and _same_key(row, key):
            return UNKNOWN
    return PASS


def already_granted(register: Register, key: Key) -> bool:
    """Step 2: "a payment of the benefit for the same key is `paid` … whatever its date"."""
    return any(
        row["status"] == "paid" and _same_key(row, key)
        for row in of_benefit(register, key.person_id)
    )


def granted_to_staff_2022(register: Register, payments: list[Row]) -> dict[str, int]:
    """Fen granted under the 2022 measure in the year of D, by employer.

    "What was granted to the employer's staff under the policy in the year of D
    counts first (`paid` payments by paid_on …)"; "a payment without
    employer_id counts for the person's main employer." A payment that names
    only the benefit may have been granted under the policy and counts too (the
    specification is silent; this way no ceiling is overrun).
    """
    granted: dict[str, int] = {}
    for row in payments:
        this_year = row["paid_on"].year == register.as_of.year
        under_policy = row["benefit"] in (BENEFIT, POLICY_2022)
        if row["status"] != "paid" or not under_policy or not this_year:
            continue
        employer_id = row["employer_id"] or _main_employer(register, row["person_id"])
        if employer_id is not None:
            granted[employer_id] = granted.get(employer_id, 0) + row["amount_fen"]
    return granted


def _main_employer(register: Register, person_id: str | None) -> str | None:
    if person_id is None:
        return None
    main = main_employment(register, register.merging.known_as(person_id))
    return main.employer_id if main is not None else None


def _same_key(row: Row, key: Key) -> bool:
    return (row["occupation_code"], row["level"]) == (key.occupation_code, key.level)
