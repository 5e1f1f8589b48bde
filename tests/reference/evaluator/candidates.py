"""The candidates of both measures, with every criterion's answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from . import certificates, employers, people
from .contracts import contract_one_year
from .payments import Key, no_recovery
from .people import Employment, Register
from .settings import IN_FORCE, LEVELS, POLICY_2021, POLICY_2022
from .verdict import FAIL, UNKNOWN
from .world import Row


@dataclass(frozen=True)
class Candidate:
    """A certificate of a person, looked at by one policy."""

    policy_id: str
    candidate_id: str
    key: Key
    certificate: Row
    main: Employment | None
    criteria: dict[str, str]  # in the policy's order

    @property
    def order(self) -> tuple[date, str]:
        """Within a policy and under its ceiling: "issued_on, then certificate_no"."""
        return self.certificate["issued_on"], self.certificate["certificate_no"]

    def failed(self) -> list[str]:
        """Criteria that fail, in the policy's order."""
        return [name for name, answer in self.criteria.items() if answer == FAIL]

    def unknown(self) -> list[str]:
        """Criteria that are unknown, in the policy's order."""
        return [name for name, answer in self.criteria.items() if answer == UNKNOWN]


def candidates(register: Register, rows: list[Row]) -> list[Candidate]:
    """Every candidate of every policy in force on D.

    "candidate: certificate of a person"; scope "technician, senior_technician";
    "A policy gives no verdicts for a date before it is in force".
    """
    holders: dict[str, set[str]] = {}
    for row in rows:
        person_id = register.merging.known_as(row["person_id"])
        holders.setdefault(row["certificate_no"], set()).add(person_id)
    found = []
    for (certificate_no, person_id), certificate in _one_per_person(register, rows).items():
        if certificate["level"] not in LEVELS:
            continue
        main = people.main_employment(register, person_id)
        key = Key(person_id, certificate["occupation_code"], certificate["level"])
        shared = _shared_criteria(register, key, certificate, main)
        shared["certificate_sound"] = certificates.certificate_sound(
            certificate, len(holders[certificate_no])
        )
        shared["no_recovery"] = no_recovery(register, key)
        for policy_id, own in _own_criteria(register, person_id, certificate, main).items():
            if register.as_of >= IN_FORCE[policy_id]:
                candidate_id = f"{certificate_no}|{person_id}"
                criteria = {**shared, **own}
                found.append(Candidate(policy_id, candidate_id, key, certificate, main, criteria))
    return found


def _one_per_person(register: Register, rows: list[Row]) -> dict[tuple[str, str], Row]:
    """Certificates by number and person after merging.

    A certificate that stands under the old and the new number of one person is
    one candidate; as with persons, "the new number's own row wins".
    """
    merging = register.merging
    kept: dict[tuple[str, str], Row] = {}
    for row in sorted(rows, key=lambda row: (merging.steps(row["person_id"]), row["person_id"])):
        kept.setdefault((row["certificate_no"], merging.known_as(row["person_id"])), row)
    return kept


def _shared_criteria(
    register: Register, key: Key, certificate: Row, main: Employment | None
) -> dict[str, str]:
    """In the order of both policies; "Facts about it are unknown where there is none"."""
    answers = {"in_service": people.in_service(register, key.person_id, main)}
    if main is None:
        about_it = "enterprise", "in_city", "contract_one_year", "registered", "insured"
        return answers | dict.fromkeys((*about_it, "identity_consistent"), UNKNOWN)
    name = certificate["person_name"]
    return answers | {
        "enterprise": employers.enterprise(main.employer),
        "in_city": employers.in_city(main.employer),
        "contract_one_year": contract_one_year(main.contracts, register.as_of),
        "registered": people.registered(register, main),
        "insured": people.insured(register, main),
        "identity_consistent": people.identity_consistent(register, main, name),
    }


def _own_criteria(
    register: Register, person_id: str, certificate: Row, main: Employment | None
) -> dict[str, dict[str, str]]:
    """What each policy asks beyond the shared criteria, in its order."""
    as_of = register.as_of
    return {
        POLICY_2021: {
            "certificate_kind": certificates.certificate_kind_2021(certificate),
            "issued_in_window": certificates.issued_in_window_2021(certificate, as_of),
            "funding": employers.funding_2021(main.employer if main is not None else None),
        },
        POLICY_2022: {
            "newly_obtained_or_introduced": certificates.newly_obtained_or_introduced(
                certificate,
                people.first_city_month(register, person_id),
                register.pension.earliest(),
                as_of,
            ),
        },
    }
