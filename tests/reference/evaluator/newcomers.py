"""技能新星: candidate, a graduate row and a month; key, person and month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from .candidate import LATER, NO_RECOVERY, NOWHERE, PERSON, Candidate, Payee, Place, Policy
from .contributions import BACK_PAID, IN_TRANSIT, NONE, NOT_KNOWN, PAID
from .months import add_months, month_of, months_between, settled_month
from .people import Register
from .settings import YUAN, ZIBO_2022
from .titles import paid_month
from .verdict import FAIL, PASS, UNKNOWN, pass_if
from .world import Row

# "Pays 300, 500, 1000 a month by certificate_level"
A_MONTH = {
    "intermediate": 300 * YUAN,
    "senior": 500 * YUAN,
    "preparatory_technician": 1_000 * YUAN,
}
MONTHS = 60
BEST_FIRST = PAID, BACK_PAID, IN_TRANSIT, NONE


@dataclass(frozen=True)
class Graduate:
    """A graduate row with the answers to the row criteria."""

    row: Row
    start: date | None
    criteria: dict[str, str]

    @property
    def id(self) -> str:
        """The first three parts of a candidate_id."""
        return f"{self.row['person_id']}|{self.row['school_id']}|{self.row['graduated_on']}"

    @property
    def passes(self) -> bool:
        """Whether no row criterion fails or is unknown."""
        return set(self.criteria.values()) == {PASS}


def level_known(row: Row) -> str:
    """The criterion level_known.

    "certificate_level is intermediate, senior or preparatory_technician and
    agrees with programme → pass; else unknown"
    """
    level = row["certificate_level"]
    return PASS if level in A_MONTH and level == row["programme"] else UNKNOWN


def paid_from(register: Register, row: Row, place: str) -> list[date]:
    """Months "from graduated_on's month on", up to D's, `paid` at employers of such a place."""
    first, today = month_of(row["graduated_on"]), month_of(register.as_of)
    return sorted(
        month
        for employer_id, month in register.pension.paid_months(row["person_id"])
        if first <= month <= today and register.in_city(employer_id) == place
    )


def employed_in_city(register: Register, row: Row, start: date | None) -> str:
    """The criterion employed_in_city: "a first month, from graduated_on's month on, that
    is `paid` at any employer whose in_city passes".

    A month paid at an employer of unknown place is no proof that there is none.
    """
    if start is not None:
        return PASS
    return UNKNOWN if paid_from(register, row, UNKNOWN) else FAIL


def newly_arrived(register: Register, row: Row, start: date | None) -> str:
    """The criterion newly_arrived.

    "start ≥ 2022-08 and at most 60 months after graduated_on's month; unknown
    if start is the export's earliest month, later than graduated_on's month
    and ≥ 2022-08"
    """
    if start is None:
        return UNKNOWN
    graduated = month_of(row["graduated_on"])
    if start < date(2022, 8, 1):
        return FAIL
    if start == register.pension.earliest() and start > graduated:
        return UNKNOWN
    return pass_if(months_between(graduated, start) <= MONTHS)


def look_at(register: Register, row: Row) -> Graduate:
    """A graduate row with its *start* and the row criteria."""
    start = min(paid_from(register, row, PASS), default=None)
    full_time = UNKNOWN if row["full_time"] is None else pass_if(row["full_time"])
    criteria = {
        "full_time": full_time,
        "level_known": level_known(row),
        "employed_in_city": employed_in_city(register, row, start),
        "newly_arrived": newly_arrived(register, row, start),
    }
    return Graduate(row, start, criteria)


def counting_first(graduate: Graduate) -> tuple[int, date, str]:
    """ "the highest-paying (then earliest graduated_on, smallest school_id) counts"."""
    row = graduate.row
    return -A_MONTH[row["certificate_level"]], row["graduated_on"], row["school_id"]


def new_stars(register: Register, policy: Policy) -> Iterator[Candidate]:
    """ "A row with a failing or unknown criterion: a single verdict with empty period. Of a
    person's passing rows [one] counts; the others get a single `superseded` verdict."
    """
    by_person: dict[str, list[Graduate]] = {}
    for row in register.one_per_person("graduates", "school_id", "graduated_on"):
        graduate = look_at(register, row)
        if graduate.passes:
            by_person.setdefault(row["person_id"], []).append(graduate)
        else:
            yield _verdict(policy, graduate, None)
    for passing in by_person.values():
        counts, *others = sorted(passing, key=counting_first)
        months = list(_months(register, policy, counts))
        yield from months
        for other in others:  # the winner is told by its first verdict, where it has one
            winner = months[0].candidate_id if months else f"{counts.id}|"
            yield _verdict(policy, other, None, lost_to=winner)


def _months(register: Register, policy: Policy, graduate: Graduate) -> Iterator[Candidate]:
    """ "a verdict for each of the 60 calendar months from start, up to S"."""
    assert graduate.start is not None, "the row criteria pass"
    settled = settled_month(register.as_of)
    count = min(MONTHS, months_between(graduate.start, settled) + 1)
    for ahead in range(count):
        month = add_months(graduate.start, ahead)
        state, employer_id = best_state(register, graduate.row["person_id"], month)
        if state != IN_TRANSIT:
            yield _verdict(
                policy,
                graduate,
                month,
                insured=insured_month(register, graduate.row["person_id"], month, state),
                place=Place(employer_id, register.district_of(employer_id)),
            )


def best_state(register: Register, person_id: str, month: date) -> tuple[str, str | None]:
    """ "the best state over employers of the city", and the first of those that have it."""
    if month not in register.pension.exported:
        return NOT_KNOWN, None
    states = sorted(
        (BEST_FIRST.index(register.pension.state(person_id, employer_id, month)), employer_id)
        for employer_id, of in register.pension.employer_months(person_id)
        if of == month and register.in_city(employer_id) == PASS
    )
    return (BEST_FIRST[states[0][0]], states[0][1]) if states else (NONE, None)


def insured_month(register: Register, person_id: str, month: date, state: str) -> str:
    """The criterion insured_month: "`paid` → pass, `back_paid` → unknown, `none` → fail".

    None of the city's employers, but `paid` at one of unknown place: unknown.
    """
    if state == PAID:
        return PASS
    elsewhere = any(
        of == month and register.in_city(employer_id) == UNKNOWN
        for employer_id, of in register.pension.paid_months(person_id)
    )
    return FAIL if state == NONE and not elsewhere else UNKNOWN


def _verdict(
    policy: Policy,
    graduate: Graduate,
    month: date | None,
    *,
    insured: str | None = None,
    place: Place = NOWHERE,
    lost_to: str | None = None,
) -> Candidate:
    row = graduate.row
    period = f"{month:%Y-%m}" if month else ""
    asked = {"insured_month": insured, NO_RECOVERY: LATER} if insured else {}
    return Candidate(
        policy=policy,
        candidate_id=f"{graduate.id}|{period}",
        criteria={**graduate.criteria, **asked},
        key=(row["person_id"], period or None),
        payee=Payee(PERSON, row["person_id"], row["person_name"]),
        amount=A_MONTH.get(row["certificate_level"] or ""),
        place=place,
        shown={"person_id": row["person_id"], "period": period or None},
        lost_to=lost_to,
    )


ZIBO = (Policy("zibo/new-star", ZIBO_2022, new_stars, paid_month),)
