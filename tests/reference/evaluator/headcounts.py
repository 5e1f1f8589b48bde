"""Employers and schools paid by how many people they brought forth in a year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from .candidate import EMPLOYER, INSTITUTION, LATER, NO_RECOVERY, Candidate, Payee, Place, Policy
from .certificates import contradicts_number
from .contributions import BACK_PAID, IN_TRANSIT, PAID
from .districts import in_city, short_name
from .names import folded
from .organisations import paid_year
from .people import Register
from .settings import LIAOCHENG_2024, RIZHAO_2019, YUAN
from .technicians import SKILLED
from .verdict import FAIL, PASS, UNKNOWN, pass_if
from .world import Row

SURE, POSSIBLE, NO = "sure", "possible", "no"
BANDS = ((101, 30_000), (51, 20_000), (30, 10_000))


def band(headcount: int) -> int:
    """Yuan: "30–50 → 10 000; 51–100 → 20 000; more → 30 000; fewer fails" (0)."""
    return next((yuan for least, yuan in BANDS if headcount >= least), 0)


def counted(register: Register, row: Row, rows: list[Row], employers: int, holders: int) -> str:
    """Whether a certificate makes its holder one of the employer's headcount of Y.

    "distinct persons with a `valid` certificate of route
    enterprise_assessment, level senior or above (5 levels), issued in Y, whose
    issuer is the employer's name (normalised), without an earlier certificate
    of level senior or above". `rows`: the person's certificates; `employers`:
    how many bear the name; `holders`: how many hold the number.
    """
    if row["status"] != "valid" or row["level"] not in SKILLED:
        return NO
    if row["route"] not in (None, "enterprise_assessment"):
        return NO
    if any(each["level"] in SKILLED and each["issued_on"] < row["issued_on"] for each in rows):
        return NO
    doubtful = employers > 1 or holders > 1 or contradicts_number(row)
    return POSSIBLE if row["route"] is None or doubtful else SURE


def self_evaluation(register: Register, policy: Policy) -> Iterator[Candidate]:
    """ "employer-year, the last full calendar year Y before D, Y ≥ 2025; candidates:
    employers with at least one counted certificate".
    """
    year = register.as_of.year - 1
    rows = register.one_per_person("certificates", "certificate_no")
    by_person: dict[str, list[Row]] = {}
    holders: dict[str, set[str]] = {}
    by_issuer: dict[str, list[Row]] = {}
    for row in rows:
        by_person.setdefault(row["person_id"], []).append(row)
        holders.setdefault(row["certificate_no"], set()).add(row["person_id"])
        if row["issued_on"].year == year:
            by_issuer.setdefault(folded(row["issuer"]), []).append(row)
    bearing: dict[str, int] = {}
    for employer in register.employers.values():
        name = folded(employer["employer_name"])
        bearing[name] = bearing.get(name, 0) + 1
    for employer_id, employer in register.employers.items():
        name = folded(employer["employer_name"])
        people: dict[str, set[str]] = {SURE: set(), POSSIBLE: set(), NO: set()}
        for row in by_issuer.get(name, []):
            person_id = row["person_id"]
            held_by = len(holders[row["certificate_no"]])
            answer = counted(register, row, by_person[person_id], bearing[name], held_by)
            people[answer].add(person_id)
        sure, most = len(people[SURE]), len(people[SURE] | people[POSSIBLE])
        if not most:
            continue
        same = band(sure) == band(most)
        yield Candidate(
            policy=policy,
            candidate_id=f"{employer_id}|{year}",
            criteria={
                "in_city": register.in_city(employer_id),
                "in_window": pass_if(year >= 2025),
                NO_RECOVERY: LATER,
                "headcount": pass_if(band(sure) > 0) if same else UNKNOWN,
            },
            key=(employer_id, str(year)),
            payee=Payee(EMPLOYER, employer_id, employer["employer_name"]),
            amount=band(sure) * YUAN if same else None,
            place=Place(employer_id, register.district_of(employer_id)),
            shown={"period": str(year)},
        )


def supplied(register: Register, row: Row, year: int) -> str:
    """Whether a graduate counts for the school.

    "graduates of Y, certificate_level intermediate or above, with a pension
    month of Y `paid` at an enterprise of the city".
    """
    level = row["certificate_level"]
    if level == "junior":
        return NO
    pension, person_id = register.pension, row["person_id"]
    months = {date(year, month, 1) for month in range(1, 13)}
    best = NO if months <= pension.exported else POSSIBLE
    for employer_id, month in pension.employer_months(person_id):
        if month not in months:
            continue
        state = pension.state(person_id, employer_id, month)
        there = {register.in_city(employer_id), register.enterprise(employer_id)}
        if FAIL in there or state not in (PAID, BACK_PAID, IN_TRANSIT):
            continue
        if state == PAID and there == {PASS}:
            return POSSIBLE if level is None else SURE
        best = POSSIBLE
    return best


def school_supply(register: Register, policy: Policy) -> Iterator[Candidate]:
    """ "school-year, last full calendar year, ≥ 2019; any school kind: … 100 or more → 500
    each".
    """
    year = register.as_of.year - 1
    by_school: dict[str, list[Row]] = {}
    for row in register.one_per_person("graduates", "school_id", "graduated_on"):
        if row["graduated_on"].year == year:
            by_school.setdefault(row["school_id"], []).append(row)
    for school_id, rows in by_school.items():
        answers = {(row["person_id"], supplied(register, row, year)) for row in rows}
        sure = len({person for person, answer in answers if answer == SURE})
        most = len({person for person, answer in answers if answer != NO})
        if not most:
            continue
        cities = {in_city(register.city, row["school_district"]) for row in rows}
        districts = {short_name(register.city, row["school_district"]) for row in rows}
        names = {folded(row["school_name"]) for row in rows}
        headcount = UNKNOWN
        if sure == most or most < 100:
            headcount = pass_if(sure >= 100)
        yield Candidate(
            policy=policy,
            candidate_id=f"{school_id}|{year}",
            criteria={
                "in_city": cities.pop() if len(cities) == 1 else UNKNOWN,
                "in_window": pass_if(year >= 2019),
                NO_RECOVERY: LATER,
                "headcount": headcount,
            },
            key=(school_id, str(year)),
            payee=Payee(INSTITUTION, school_id, names.pop() if len(names) == 1 else None),
            amount=sure * 500 * YUAN if sure == most else None,
            place=Place(None, districts.pop() if len(districts) == 1 else None),
            shown={"period": str(year)},
        )


LIAOCHENG = (Policy("liaocheng/self-evaluation", LIAOCHENG_2024, self_evaluation, paid_year),)
RIZHAO = (Policy("rizhao/school-supply", RIZHAO_2019, school_supply, paid_year),)
