"""Titles: a monthly allowance while they are held, and a prize once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from .awards import paid_person
from .candidate import LATER, NO_RECOVERY, PERSON, Candidate, Key, Payee, Policy
from .months import add_months, month_of, months_between
from .people import Register, known_name, main_employment, place
from .settings import RIZHAO_2019, YUAN
from .verdict import FAIL, PASS, UNKNOWN, pass_if
from .world import Row

CHIEF = "rizhao_chief_technician"
OUTSTANDING = "rizhao_outstanding_technician"
MONTHS = 48
A_YEAR = 20  # chief technicians
A_ROUND = 50  # outstanding technicians


def designated(register: Register, title: str) -> list[Row]:
    """The designations with the title, in order."""
    rows = register.one_per_person("designations", "title", "effective_on")
    found = [row for row in rows if row["title"] == title]
    return sorted(found, key=lambda row: (row["person_id"], row["effective_on"]))


def in_year(rows: list[Row], year: int) -> int:
    """How many persons have effective_on in the calendar year."""
    return len({row["person_id"] for row in rows if row["effective_on"].year == year})


def title_held_in(row: Row, month: date, as_of: date, designated_then: int) -> str:
    """The criterion title_held of the chief technicians.

    "title_held (month ≤ revoked_on's month)"; "More than 20 designations with
    effective_on in one calendar year: title_held unknown for all of them"; "An
    event dated after D … makes its date criterion unknown." 7-rules: a doubt
    makes unknown "where it is not false": a title that was revoked stays so.
    """
    if row["effective_on"] > as_of:
        return UNKNOWN
    if row["revoked_on"] is not None and month > month_of(row["revoked_on"]):
        return FAIL
    return UNKNOWN if designated_then > A_YEAR else PASS


def alive_in(register: Register, person_id: str, month: date) -> str:
    """The criterion alive: "month ≤ deceased_on's month".

    A cycle of merges and a quarantined `persons` row leave it unknown, as they
    do in_service.
    """
    if person_id in register.cyclic:
        return UNKNOWN
    row = register.persons.get(person_id)
    deceased_on = row["deceased_on"] if row else None
    if deceased_on is not None and month > month_of(deceased_on):
        return FAIL
    return UNKNOWN if ("persons", person_id) in register.quarantined else PASS


def chief_technicians(register: Register, policy: Policy) -> Iterator[Candidate]:
    """ "a verdict for each of the 48 months from effective_on's month, up to D's month";
    "overlapping terms: the latest effective_on". "1000 a month; city."
    """
    rows = designated(register, CHIEF)
    today = month_of(register.as_of)
    for person_id in sorted({row["person_id"] for row in rows}):
        terms = [row for row in rows if row["person_id"] == person_id]
        first = month_of(terms[0]["effective_on"])
        for ahead in range(max(0, months_between(first, today) + 1)):
            month = add_months(first, ahead)
            row = [term for term in terms if month_of(term["effective_on"]) <= month][-1]
            if months_between(month_of(row["effective_on"]), month) >= MONTHS:
                continue
            period = f"{month:%Y-%m}"
            then = in_year(rows, row["effective_on"].year)
            yield Candidate(
                policy=policy,
                candidate_id=f"{person_id}|{CHIEF}|{period}",
                criteria={
                    "title_held": title_held_in(row, month, register.as_of, then),
                    "alive": alive_in(register, person_id, month),
                    NO_RECOVERY: LATER,
                },
                key=(person_id, period),
                payee=Payee(PERSON, person_id, known_name(register, person_id)),
                amount=1_000 * YUAN,
                place=place(register, main_employment(register, person_id)),
                shown={"person_id": person_id, "period": period},
            )


def outstanding_technicians(register: Register, policy: Policy) -> Iterator[Candidate]:
    """ "title_held (not revoked by D), within_limit (at most 50 in a round of one
    effective_on year; more: unknown), no_recovery. 10 000 once per person."
    """
    rows = designated(register, OUTSTANDING)
    for row in rows:
        person_id, effective_on, revoked_on = (
            row["person_id"],
            row["effective_on"],
            row["revoked_on"],
        )
        held = pass_if(revoked_on is None or revoked_on > register.as_of)
        within = in_year(rows, effective_on.year) <= A_ROUND
        yield Candidate(
            policy=policy,
            candidate_id=f"{person_id}|{OUTSTANDING}|{effective_on}",
            criteria={
                "title_held": UNKNOWN if effective_on > register.as_of else held,
                "within_limit": PASS if within else UNKNOWN,
                NO_RECOVERY: LATER,
            },
            key=(person_id,),
            payee=Payee(PERSON, person_id, known_name(register, person_id)),
            amount=10_000 * YUAN,
            order=(effective_on,),
            place=place(register, main_employment(register, person_id)),
            shown={"person_id": person_id},
        )


def paid_month(register: Register, row: Row) -> Key:
    """Key of a monthly allowance: person, month; a year does not tell which month."""
    period = row["period"]
    is_month = period is not None and len(period) == len("YYYY-MM")
    return register.known_as(row["person_id"]), period if is_month else None


RIZHAO = (
    Policy("rizhao/chief-technician", RIZHAO_2019, chief_technicians, paid_month),
    Policy("rizhao/outstanding-technician", RIZHAO_2019, outstanding_technicians, paid_person),
)
