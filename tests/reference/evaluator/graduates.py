"""Graduates for whom their school, or the employer who ordered them, is paid once."""

from __future__ import annotations

from collections.abc import Iterator

from .awards import paid_person
from .candidate import EMPLOYER, INSTITUTION, LATER, NO_RECOVERY, Candidate, Payee, Place, Policy
from .contracts import in_effect
from .contributions import BACK_PAID, IN_TRANSIT, PAID
from .districts import in_city, short_name
from .months import settled_month
from .people import Register
from .settings import LIAOCHENG_2024, YUAN, ZIBO_2022
from .verdict import FAIL, PASS, UNKNOWN, pass_if
from .windows import day_in_window
from .world import Row

SENIOR_OR_ABOVE = frozenset(
    {
        "senior",
        "technician",
        "senior_technician",
        "special_technician",
        "chief_technician",
        "preparatory_technician",
    }
)


def _rows(register: Register) -> list[Row]:
    return register.one_per_person("graduates", "school_id", "graduated_on")


def _id(row: Row) -> str:
    return f"{row['person_id']}|{row['school_id']}|{row['graduated_on']}"


def class_in_window(row: Row, register: Register) -> str:
    """The criterion in_window: "class of Y and of D's year, Y ≥ 2025"."""
    graduated_on, this_year = row["graduated_on"], register.as_of.year
    if graduated_on > register.as_of:
        return UNKNOWN
    return pass_if(graduated_on.year in (this_year - 1, this_year) and graduated_on.year >= 2025)


def level(register: Register, row: Row) -> str:
    """The criterion level.

    "certificate_level senior or above; certificate_issued_on ≤ graduated_on,
    empty unknown"; so is a certificate dated after D.
    """
    reached, issued_on = row["certificate_level"], row["certificate_issued_on"]
    if reached is not None and reached not in SENIOR_OR_ABOVE:
        return FAIL
    if issued_on is None or issued_on > register.as_of:
        return UNKNOWN
    if issued_on > row["graduated_on"]:
        return FAIL
    return UNKNOWN if reached is None else PASS


def working(register: Register, person_id: str) -> str:
    """The criterion working.

    "pension month S `paid` at an employer of the city; in_transit or back_paid
    unknown"; so is a month that is not in the export, and work at an employer
    of whom it is unknown whether it is the city's.
    """
    settled = settled_month(register.as_of)
    places = {PASS: set[str](), UNKNOWN: set[str](), FAIL: set[str]()}
    for employer_id, month in register.pension.employer_months(person_id):
        if month == settled:
            state = register.pension.state(person_id, employer_id, month)
            places[register.in_city(employer_id)].add(state)
    if PAID in places[PASS]:
        return PASS
    doubtful = {BACK_PAID, IN_TRANSIT} & places[PASS] or PAID in places[UNKNOWN]
    return UNKNOWN if doubtful or settled not in register.pension.exported else FAIL


def school_retention(register: Register, policy: Policy) -> Iterator[Candidate]:
    """ "graduate; beneficiary the school; class of Y and of D's year …: technical school of
    the city (school_district), level (…), working (…). 1000, once per graduate."
    """
    for row in _rows(register):
        person_id, district = row["person_id"], row["school_district"]
        yield Candidate(
            policy=policy,
            candidate_id=_id(row),
            criteria={
                "in_city": in_city(register.city, district),
                "in_window": class_in_window(row, register),
                NO_RECOVERY: LATER,
                "technical_school": pass_if(row["school_kind"] == "technical"),
                "level": level(register, row),
                "working": working(register, person_id),
            },
            key=(person_id,),
            payee=Payee(INSTITUTION, row["school_id"], row["school_name"]),
            amount=1_000 * YUAN,
            order=(row["graduated_on"], row["school_id"]),
            place=Place(None, short_name(register.city, district)),
            shown={"person_id": person_id},
        )


def works_there(register: Register, person_id: str, employer_id: str) -> str:
    """The criterion works_there: "a contract in effect with it, not part_time".

    In a circle of merges nobody knows whose contracts those are.
    """
    if any(
        row["employer_id"] == employer_id
        and row["contract_type"] != "part_time"
        and in_effect(row, register.as_of)
        for row in register.contracts.get(person_id, [])
    ):
        return UNKNOWN if person_id in register.cyclic else PASS
    return UNKNOWN if person_id in register.cyclic else FAIL


def order_class(register: Register, policy: Policy) -> Iterator[Candidate]:
    """ "graduate with order_employer_id; beneficiary that employer: graduated_on ≥
    2022-08-16, works_there, enterprise, in_city. 10 000, once per graduate."
    """
    for row in _rows(register):
        person_id, employer_id = row["person_id"], row["order_employer_id"]
        if employer_id is None:
            continue
        yield Candidate(
            policy=policy,
            candidate_id=_id(row),
            criteria={
                "in_window": day_in_window(row["graduated_on"], register.as_of, ZIBO_2022),
                "works_there": works_there(register, person_id, employer_id),
                "enterprise": register.enterprise(employer_id),
                "in_city": register.in_city(employer_id),
                NO_RECOVERY: LATER,
            },
            key=(person_id,),
            payee=Payee(EMPLOYER, employer_id, register.employer_name(employer_id)),
            amount=10_000 * YUAN,
            order=(row["graduated_on"], row["school_id"]),
            place=Place(employer_id, register.district_of(employer_id)),
            shown={"person_id": person_id},
        )


ZIBO = (Policy("zibo/order-class", ZIBO_2022, order_class, paid_person),)
LIAOCHENG = (Policy("liaocheng/school-retention", LIAOCHENG_2024, school_retention, paid_person),)
